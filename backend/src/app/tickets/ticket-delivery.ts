import type { TicketSystem, VendorReply } from '../../domain/tickets/ports.ts';
import type { ExternalTicket, Ticket } from '../../domain/tickets/ticket.ts';
import type { TicketText } from '../../domain/tickets/wording.ts';
import type { DueDelivery, TicketStore } from '../../io/state/ticket-store.ts';
import type { Logger } from '../../io/telemetry/log.ts';
import type { TicketDesk } from './ticket-desk.ts';
import type { TicketCounts } from './ticket-counts.ts';
import type { TicketTexts } from './ticket-texts.ts';

export interface TicketDeliveryOptions {
  readonly desk: TicketDesk;
  readonly store: Pick<TicketStore, 'due' | 'postpone'>;
  readonly system: TicketSystem;
  readonly texts: Pick<TicketTexts, 'of'>;
  readonly giveUpAfterMs: number;
  readonly counts: TicketCounts;
  readonly now: () => number;
  /** From 0 to 1, so that many who wait do not all return at one moment. */
  readonly random: () => number;
  readonly log: Logger;
}

/** Deliveries looked at in one go; the rest follows with the next look. */
const dueAtOnce = 50;
const backoff = { firstMs: 5_000, longestMs: 15 * 60_000 } as const;

type Delivered = { readonly kind: 'delivered'; readonly did: 'opened' | 'updated' | 'closed' | 'nothing' } | Exclude<VendorReply<never>, { kind: 'done' }>;

/**
 * Brings to one system what lies in the outbox for it, at least once each. Every step finds out first what was done before, so that
 * a step that is repeated after a crash changes nothing twice; above all no second ticket is made.
 */
export class TicketDelivery {
  private readonly options: TicketDeliveryOptions;

  constructor(options: TicketDeliveryOptions) {
    this.options = options;
  }

  /** Delivers what is due, up to the first that the system puts off: the others would not fare better now. Answers how many it tried. */
  async runOnce(signal: AbortSignal): Promise<number> {
    const { store, system, now } = this.options;
    let tried = 0;
    for (const delivery of await store.due(system.name, now(), dueAtOnce)) {
      if (signal.aborted) break;
      tried += 1;
      if ((await this.bring(delivery, signal)) === 'later') break;
    }
    return tried;
  }

  private async bring(delivery: DueDelivery, signal: AbortSignal): Promise<Delivered['kind']> {
    const { desk, system, counts, log } = this.options;
    const { ticketId, revision } = delivery;
    const ticket = await desk.find(ticketId);
    // Something newer has taken its place meanwhile.
    if (ticket === null || ticket.revision !== revision) return 'delivered';
    const outcome = await this.deliver(ticket, signal);
    switch (outcome.kind) {
      case 'delivered':
        counts.delivered(system.name, outcome.did);
        await desk.delivered(ticketId, revision, ticket.wanted);
        break;
      case 'refused':
        counts.dropped(system.name, outcome.message);
        log.error({ ticketId, reason: outcome.message }, 'a ticket was refused');
        await desk.dropped(ticketId, revision, outcome.message);
        break;
      case 'later':
        await this.putOff(delivery, outcome);
        break;
    }
    return outcome.kind;
  }

  private async putOff(delivery: DueDelivery, { message, retryAfterMs }: Extract<Delivered, { kind: 'later' }>): Promise<void> {
    const { desk, store, system, counts, giveUpAfterMs, now, random, log } = this.options;
    const { ticketId, revision, attempts, askedAtMs } = delivery;
    counts.failed(system.name, message);
    if (now() - askedAtMs > giveUpAfterMs) {
      counts.dropped(system.name, message);
      log.error({ ticketId, reason: message }, 'a ticket was given up');
      return desk.dropped(ticketId, revision, `Given up after ${Math.round(giveUpAfterMs / 3_600_000)} hours: ${message}`);
    }
    const ceilingMs = Math.min(backoff.longestMs, backoff.firstMs * 2 ** Math.min(attempts, 20));
    const waitMs = Math.round(Math.max(retryAfterMs ?? 0, ceilingMs * (0.5 + 0.5 * random())));
    log.warn({ ticketId, reason: message, retryInMs: waitMs }, 'a ticket waits for its system');
    return store.postpone(delivery, message, now() + waitMs);
  }

  private async deliver(ticket: Ticket, signal: AbortSignal): Promise<Delivered> {
    const { system, texts, desk } = this.options;
    const text = await texts.of(ticket);
    if (text === null) return { kind: 'refused', message: 'Nothing is known of its warnings any more.' };
    if (ticket.external !== null) return this.change(ticket, ticket.external, text, signal);
    const found = await system.find(ticket.reference, signal);
    if (found.kind !== 'done') return found;
    if (found.value !== null) {
      await desk.made(ticket.ticketId, found.value);
      return this.change(ticket, found.value, text, signal);
    }
    return this.make(ticket, text, signal);
  }

  private async make({ ticketId, reference, wanted, unsureSinceMs }: Ticket, text: TicketText, signal: AbortSignal): Promise<Delivered> {
    const { desk, system, now } = this.options;
    const stillHiddenMs = unsureSinceMs === null ? 0 : unsureSinceMs + system.findLagMs - now();
    if (stillHiddenMs > 0) return { kind: 'later', message: 'It may have been made already without our hearing of it; the search is asked again before one is made.', retryAfterMs: stillHiddenMs, mayBeDone: true };
    if (wanted === 'closed') return { kind: 'delivered', did: 'nothing' };
    await desk.making(ticketId);
    const created = await system.create(reference, text, signal);
    if (created.kind !== 'done') {
      if (created.kind === 'refused' || !created.mayBeDone) await desk.notMade(ticketId);
      return created;
    }
    await desk.made(ticketId, created.value);
    return { kind: 'delivered', did: 'opened' };
  }

  private async change({ wanted, closedByService }: Ticket, { id }: ExternalTicket, text: TicketText, signal: AbortSignal): Promise<Delivered> {
    const { system } = this.options;
    const did = wanted === 'closed' ? 'closed' : 'updated';
    const reply = wanted === 'closed' ? await system.close(id, text, signal) : closedByService ? await system.reopen(id, text, signal) : await system.update(id, text, signal);
    return reply.kind === 'done' ? { kind: 'delivered', did } : reply;
  }
}
