import type { WarningStore } from '../../io/state/warning-store.ts';
import type { TicketDesk } from './ticket-desk.ts';

/**
 * An alert ends a quarter of an hour after its warning has cleared, or after the hour for which rules bear a missing series. When
 * Grafana has said nothing for so long, its last word was lost on the way.
 */
const forgottenAfterMs = 2 * 3_600_000;
const mostOfGroup = 200;

/** Closes tickets of one system whose warnings have all cleared long ago though Grafana never said so. */
export async function resolveForgotten(desk: Pick<TicketDesk, 'active' | 'forget'>, warnings: Pick<WarningStore, 'list'>, system: string, nowMs: number): Promise<void> {
  for (const ticket of desk.active) {
    if (ticket.system !== system || ticket.wanted !== 'open') continue;
    const group = await warnings.list({ group: ticket.groupId }, mostOfGroup, null);
    const isForgotten = group.every(({ cleared }) => cleared !== null && nowMs - cleared.atMs > forgottenAfterMs);
    if (isForgotten) await desk.forget(ticket.ticketId);
  }
}
