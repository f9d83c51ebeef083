import type { Ticket } from '../../domain/tickets/ticket.ts';
import { ticketText, type Advice, type TicketText } from '../../domain/tickets/wording.ts';
import type { Warning } from '../../domain/warnings/warning.ts';
import type { WarningStore } from '../../io/state/warning-store.ts';
import type { Logger } from '../../io/telemetry/log.ts';
import type { ExplanationAnswers } from '../analysis/explanations.ts';
import type { ServiceRecommendations } from '../recommendation/service-recommendations.ts';
import { topReasons } from '../warnings/warning-reasons.ts';

export interface TicketTextSources {
  readonly warnings: Pick<WarningStore, 'list'>;
  readonly recommendations: Pick<ServiceRecommendations, 'advise'>;
  readonly explanations: Pick<ExplanationAnswers, 'explain'>;
  readonly log: Logger;
}

const mostOfGroup = 200;

/** What tickets say now: their warnings as the state has them, and what is recommended and explained at this moment. */
export class TicketTexts {
  private readonly sources: TicketTextSources;

  constructor(sources: TicketTextSources) {
    this.sources = sources;
  }

  /** Null: nothing is known of its warnings any more. */
  async of(ticket: Ticket): Promise<TicketText | null> {
    const group = await this.sources.warnings.list({ group: ticket.groupId }, mostOfGroup, null);
    const lead = group.find(({ warningId }) => warningId === ticket.groupId);
    if (lead === undefined) return null;
    const others = group.filter((one) => one !== lead).sort((a, b) => a.openedAtMs - b.openedAtMs || (a.warningId < b.warningId ? -1 : 1));
    const [advice, reasons] = await Promise.all([this.unlessItFails(this.adviceFor(lead), lead), this.unlessItFails(this.reasonsFor(lead), lead)]);
    return ticketText({ warnings: [lead, ...others], advice, reasons, grafanaUrl: ticket.grafanaUrl, isFiring: ticket.wanted === 'open', reference: ticket.reference });
  }

  private async adviceFor({ serverId, metric }: Warning): Promise<readonly Advice[] | null> {
    const reply = await this.sources.recommendations.advise(serverId, { audience: 'administrator', skill: 'practised' });
    if (reply.kind !== 'advised' || reply.outcome === 'cannot-say') return null;
    return reply.recommendations.filter((one) => one.metric === metric || one.alsoFor.includes(metric)).map(({ title, minutes, why }) => ({ title, minutes, why }));
  }

  private async reasonsFor({ serverId, metric }: Warning): Promise<readonly string[] | null> {
    const outcome = await this.sources.explanations.explain({ serverId, metric, atMs: null });
    return outcome.kind === 'explained' ? topReasons(outcome.explanation) : null;
  }

  /** A ticket does not wait for what cannot be had now, e.g. while the analysis' thread starts again; its text then says so. */
  private async unlessItFails<T>(asked: Promise<T>, { warningId }: Warning): Promise<T | null> {
    try {
      return await asked;
    } catch (error) {
      this.sources.log.warn({ err: error, warningId }, 'a ticket is written without advice or reasons');
      return null;
    }
  }
}
