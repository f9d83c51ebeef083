import type { TicketSystem, VendorReply } from '../../domain/tickets/ports.ts';
import type { ExternalTicket, Ticket } from '../../domain/tickets/ticket.ts';
import type { TicketText } from '../../domain/tickets/wording.ts';
import type { DueDelivery, TicketStore } from '../../io/state/ticket-store.ts';
import type { Logger } from '../../io/telemetry/log.ts';
import type { TicketDesk } from './ticket-desk.ts';
import type { TicketCounts } from './ticket-counts.ts';

export interface TicketDeliveryOptions {
  readonly desk: TicketDesk;
  readonly store: Pick<TicketStore, 'due' | 'postpone'>;
  readonly systems: readonly TicketSystem[];
  /** What the ticket says now; null: nothing is known of its warnings any more. */
  readonly textOf: (ticket: Ticket) => Promise<TicketText | null>;
  readonly giveUpAfterMs: number;
  readonly counts: TicketCounts;
  readonly now: () => number;
  /** From 0 to 1, so that many who wait do not all return at one moment. */
  readonly random: () => number;
  readonly log: Logger;
}

/** Deliveries looked at in one go; the rest follows at once. */
const dueAtOnce = 100;
const backoff = { firstMs: 5_000, longestMs: 15 * 60_000 } as const;

type Delivered = { readonly kind: 'delivered'; readonly did: 'opened' | 'updated' | 'closed' | 'nothing' } | Exclude<VendorReply<never>, { kind: 'done' }>;

/**
 * Brings to the vendors what lies in the outbox, at least once each. Every step finds out first what was done before, so that
 * a step that is repeated after a crash changes nothing twice; above all no second ticket is made.
 */
export class TicketDelivery {
  private readonly options: TicketDeliveryOptions;

  constructor(options: TicketDeliveryOptions) {
    this.options = options;
  }

  /** Delivers what is due; one system after another is not waited for. Answers how many deliveries it looked at. */
  async runOnce(signal: AbortSignal): Promise<number> {
    const { store, systems, now } = this.options;
    const due = await store.due(now(), dueAtOnce);
    const bySystem = Map.groupBy(due, ({ ticketId }) => ticketId.slice(0, ticketId.lastIndexOf('/')));
    await Promise.all(
      [...bySystem].map(async ([name, deliveries]) => {
        const system = systems.find((one) => one.name === name);
        for (const delivery of deliveries) {
          if (signal.aborted) return;
          if (system === undefined) await this.options.desk.dropped(delivery.ticketId, delivery.revision, `No system is called ${name} any more (tickets.systems).`);
          else await this.bring(system, delivery, signal);
        }
      }),
    );
    return due.length;
  }

  private async bring(system: TicketSystem, delivery: DueDelivery, signal: AbortSignal): Promise<void> {
    const { desk, store, counts, giveUpAfterMs, now, random, log } = this.options;
    const { ticketId, revision, attempts, askedAtMs } = delivery;
    const ticket = await desk.find(ticketId);
    if (ticket === null || ticket.revision !== revision) return;
    const outcome = await this.deliver(system, ticket, signal);
    switch (outcome.kind) {
      case 'delivered':
        counts.delivered(system.name, outcome.did);
        return desk.delivered(ticketId, revision, ticket.wanted);
      case 'refused':
        counts.dropped(system.name, outcome.message);
        log.error({ ticketId, reason: outcome.message }, 'a ticket was refused');
        return desk.dropped(ticketId, revision, outcome.message);
      case 'later': {
        counts.failed(system.name, outcome.message);
        if (now() - askedAtMs > giveUpAfterMs) {
          counts.dropped(system.name, outcome.message);
          log.error({ ticketId, reason: outcome.message }, 'a ticket was given up');
          return desk.dropped(ticketId, revision, `Given up after ${Math.round(giveUpAfterMs / 3_600_000)} hours: ${outcome.message}`);
        }
        const ceilingMs = Math.min(backoff.longestMs, backoff.firstMs * 2 ** Math.min(attempts, 20));
        const waitMs = Math.max(outcome.retryAfterMs ?? 0, ceilingMs * (0.5 + 0.5 * random()));
        log.warn({ ticketId, reason: outcome.message, retryInMs: Math.round(waitMs) }, 'a ticket waits for its vendor');
        return store.postpone(delivery, outcome.message, Math.round(now() + waitMs));
      }
    }
  }

  private async deliver(system: TicketSystem, ticket: Ticket, signal: AbortSignal): Promise<Delivered> {
    const text = await this.options.textOf(ticket);
    if (text === null) return { kind: 'refused', message: 'Nothing is known of its warnings any more.' };
    if (ticket.external !== null) return this.change(system, ticket, ticket.external, text, signal);
    const found = await system.find(ticket.reference, signal);
    if (found.kind !== 'done') return found;
    if (found.value !== null) {
      await this.options.desk.made(ticket.ticketId, found.value);
      return this.change(system, ticket, found.value, text, signal);
    }
    return this.make(system, ticket, text, signal);
  }

  private async make(system: TicketSystem, { ticketId, reference, wanted, unsureSinceMs }: Ticket, text: TicketText, signal: AbortSignal): Promise<Delivered> {
    const { desk, now } = this.options;
    const stillHiddenMs = unsureSinceMs === null ? 0 : unsureSinceMs + system.findLagMs - now();
    if (stillHiddenMs > 0) return { kind: 'later', message: 'It may have been made already without our hearing of it; the search is asked again before one is made.', retryAfterMs: stillHiddenMs, mayBeDone: true };
    if (wanted === 'closed') return { kind: 'delivered', did: 'nothing' };
    await desk.making(ticketId);
    const created = await system.create(reference, text, signal);
    if (created.kind !== 'done') return created;
    await desk.made(ticketId, created.value);
    return { kind: 'delivered', did: 'opened' };
  }

  private async change(system: TicketSystem, { wanted, closedByService }: Ticket, { id }: ExternalTicket, text: TicketText, signal: AbortSignal): Promise<Delivered> {
    const did = wanted === 'closed' ? 'closed' : 'updated';
    const reply = wanted === 'closed' ? await system.close(id, text, signal) : closedByService ? await system.reopen(id, text, signal) : await system.update(id, text, signal);
    return reply.kind === 'done' ? { kind: 'delivered', did } : reply;
  }
}
