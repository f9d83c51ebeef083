import type { Ticket } from '../../domain/tickets/ticket.ts';
import { ticketText, type Advice, type TicketText } from '../../domain/tickets/wording.ts';
import type { Warning } from '../../domain/warnings/warning.ts';
import type { WarningStore } from '../../io/state/warning-store.ts';
import type { ServiceRecommendations } from '../recommendation/service-recommendations.ts';

const mostOfGroup = 200;

/** What a ticket says now: its warnings as the state has them, and what is recommended at this moment. */
export async function currentTicketText(ticket: Ticket, warnings: Pick<WarningStore, 'list'>, recommendations: Pick<ServiceRecommendations, 'advise'>): Promise<TicketText | null> {
  const group = await warnings.list({ group: ticket.groupId }, mostOfGroup, null);
  const lead = group.find(({ warningId }) => warningId === ticket.groupId);
  if (lead === undefined) return null;
  const others = group.filter((one) => one !== lead).sort((a, b) => a.openedAtMs - b.openedAtMs || (a.warningId < b.warningId ? -1 : 1));
  return ticketText({
    warnings: [lead, ...others],
    advice: await adviceFor(lead, recommendations),
    grafanaUrl: ticket.grafanaUrl,
    isFiring: ticket.wanted === 'open',
    reference: ticket.reference,
  });
}

/** Null where it cannot be had, e.g. before the first cycle: the ticket does not wait for it. */
async function adviceFor({ serverId, metric }: Warning, recommendations: Pick<ServiceRecommendations, 'advise'>): Promise<readonly Advice[] | null> {
  try {
    const reply = await recommendations.advise(serverId, { audience: 'administrator', skill: 'practised' });
    if (reply.kind !== 'advised' || reply.outcome === 'cannot-say') return null;
    return reply.recommendations.filter((one) => one.metric === metric || one.alsoFor.includes(metric)).map(({ title, minutes, why }) => ({ title, minutes, why }));
  } catch {
    return null;
  }
}
