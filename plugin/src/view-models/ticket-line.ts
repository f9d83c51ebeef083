import type { Ticket } from '@fleetcast/contract';

/** A ticket as one line shows it. */
export interface TicketLine {
  readonly ticketId: string;
  /** OPS-12, or that there is none yet. */
  readonly name: string;
  /** Null: it was not made yet. */
  readonly url: string | null;
  readonly state: string;
  /** What is wrong; null: nothing. */
  readonly trouble: string | null;
}

export function ticketLine({ ticketId, system, key, url, state, wanted, isDelivered, waitingBecause, droppedBecause }: Ticket): TicketLine {
  const pending = key === null ? 'to be made' : wanted === 'closed' ? 'to be closed' : 'to be updated';
  const known = state?.title ?? (wanted === 'closed' ? 'closed' : 'open');
  return {
    ticketId,
    name: key ?? `Ticket in ${system}`,
    url,
    state: isDelivered ? known : pending,
    trouble: droppedBecause === null ? waitingBecause : `Given up: ${droppedBecause}`,
  };
}
