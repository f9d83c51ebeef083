import type { TicketSystem } from '../../domain/tickets/ports.ts';
import { meaningOf, type StateMap } from '../../domain/tickets/state-map.ts';
import type { Ticket, VendorState } from '../../domain/tickets/ticket.ts';
import type { Warning } from '../../domain/warnings/warning.ts';
import type { Logger } from '../../io/telemetry/log.ts';
import type { WarningDesk } from '../warnings/warning-desk.ts';
import type { TicketCounts } from './ticket-counts.ts';
import type { TicketDesk } from './ticket-desk.ts';

export interface TicketPollingOptions {
  readonly desk: Pick<TicketDesk, 'active' | 'stateSeen'>;
  readonly system: TicketSystem;
  readonly states: StateMap;
  readonly openWarnings: () => readonly Warning[];
  readonly warnings: Pick<WarningDesk, 'acknowledge' | 'comment' | 'history'>;
  readonly counts: TicketCounts;
  readonly log: Logger;
}

/** Tickets asked about in one request; Jira takes 100. */
const ticketsAtOnce = 100;

/** Brings what people do with tickets of one system back to the warnings, as the configured map says. */
export class TicketPolling {
  private readonly options: TicketPollingOptions;

  constructor(options: TicketPollingOptions) {
    this.options = options;
  }

  async runOnce(signal: AbortSignal): Promise<void> {
    const { desk, system, counts, log } = this.options;
    const tickets = desk.active.filter((ticket) => ticket.system === system.name && ticket.external !== null && ticket.wanted === 'open');
    for (let from = 0; from < tickets.length; from += ticketsAtOnce) {
      const some = tickets.slice(from, from + ticketsAtOnce);
      const reply = await system.states(some.map(({ external }) => external!.id), signal);
      if (reply.kind !== 'done') {
        counts.failed(system.name, reply.message);
        log.warn({ system: system.name, reason: reply.message }, 'states of tickets could not be asked for');
        return;
      }
      counts.up(system.name);
      for (const ticket of some) {
        const state = reply.value.get(ticket.external!.id);
        if (state !== undefined && state.name !== ticket.vendorState?.name) await this.changed(ticket, state);
      }
    }
  }

  /** The warnings first, then the note that it was seen: what is cut off in between is done again, and changes nothing twice. */
  private async changed(ticket: Ticket, state: VendorState): Promise<void> {
    const { desk, states, openWarnings, warnings } = this.options;
    const by = `${ticket.system} ${ticket.external!.key}`;
    const open = openWarnings().filter(({ groupId }) => groupId === ticket.groupId);
    const meaning = meaningOf(states, state);
    if (meaning === 'acknowledge') for (const { warningId } of open) await warnings.acknowledge(warningId, by, undefined);
    if (meaning !== null) await this.commentOnce(ticket.groupId, by, `${ticket.external!.key} is now "${state.title}".`);
    await desk.stateSeen(ticket.ticketId, state);
  }

  private async commentOnce(warningId: string, by: string, text: string): Promise<void> {
    const { warnings } = this.options;
    const own = (await warnings.history(warningId)).map(({ event }) => event).filter((event) => event.kind === 'commented' && event.by === by);
    const last = own.at(-1);
    if (last?.kind === 'commented' && last.text === text) return;
    await warnings.comment(warningId, by, text);
  }
}
