import type { Ticket as TicketAnswer } from '@fleetcast/contract';
import type { Ticket } from '../../domain/tickets/ticket.ts';
import type { TicketPosition, TicketStore } from '../../io/state/ticket-store.ts';
import { isoOf } from '../answers/published.ts';
import { answer, type Operations } from '../http/operation.ts';
import { badCursor } from '../http/refusal.ts';

/** What the route of tickets does. */
export function ticketOperations(store: Pick<TicketStore, 'list' | 'waiting'>): Pick<Operations, 'tickets'> {
  return {
    tickets: async ({ query }) => {
      const after = query.cursor === undefined ? null : positionOf(query.cursor);
      if (after === undefined) return badCursor();
      const [found, waiting] = await Promise.all([store.list(query.group, query.limit + 1, after), store.waiting()]);
      const reasons = new Map(waiting.map(({ ticketId, lastError }) => [ticketId, lastError]));
      const page = found.slice(0, query.limit);
      const last = page.at(-1);
      return answer({
        tickets: page.map((ticket) => answerOf(ticket, reasons.get(ticket.ticketId) ?? null)),
        nextCursor: found.length > query.limit && last !== undefined ? `${last.openedAtMs}.${last.ticketId}` : null,
      });
    },
  };
}

function answerOf(ticket: Ticket, waitingBecause: string | null): TicketAnswer {
  const { ticketId, system, groupId, reference, external, openedAtMs, wanted, revision, deliveredRevision, droppedBecause, vendorState } = ticket;
  return {
    ticketId, system, groupId, reference, wanted, waitingBecause, droppedBecause,
    key: external?.key ?? null,
    url: external?.url ?? null,
    openedAt: isoOf(openedAtMs),
    isDelivered: deliveredRevision === revision,
    state: vendorState === null ? null : { title: vendorState.title, done: vendorState.done },
  };
}

function positionOf(cursor: string): TicketPosition | undefined {
  const parts = /^(\d{1,15})\.([A-Za-z0-9._-]{1,64}\/[a-f0-9]{20})$/.exec(cursor);
  return parts === null ? undefined : { openedAtMs: Number(parts[1]), ticketId: parts[2] };
}
