import type { ExternalTicket, VendorState } from './ticket.ts';
import type { TicketText } from './wording.ts';

/** What a vendor answered. */
export type VendorReply<T> =
  | { readonly kind: 'done'; readonly value: T }
  /** Not now: `mayBeDone` when nobody knows whether the vendor did it. */
  | { readonly kind: 'later'; readonly message: string; readonly retryAfterMs: number | null; readonly mayBeDone: boolean }
  /** Asking again would be answered the same. */
  | { readonly kind: 'refused'; readonly message: string };

/** A system of tickets, whoever makes it. Nothing here throws but for a signal that aborts. */
export interface TicketSystem {
  readonly name: string;
  /** For so long `find` may miss a ticket that was just made. */
  readonly findLagMs: number;
  find(reference: string, signal: AbortSignal): Promise<VendorReply<ExternalTicket | null>>;
  create(reference: string, text: TicketText, signal: AbortSignal): Promise<VendorReply<ExternalTicket>>;
  /** Replaces the ticket's text, so that doing it twice is doing it once. */
  update(id: string, text: TicketText, signal: AbortSignal): Promise<VendorReply<null>>;
  /** Replaces the text and closes it; one that is closed already stays as it is. */
  close(id: string, text: TicketText, signal: AbortSignal): Promise<VendorReply<null>>;
  /** Replaces the text and opens it again. */
  reopen(id: string, text: TicketText, signal: AbortSignal): Promise<VendorReply<null>>;
  /** By id; those that the vendor does not know (any more) are left out. */
  states(ids: readonly string[], signal: AbortSignal): Promise<VendorReply<ReadonlyMap<string, VendorState>>>;
  /** Whether tickets could be made here, in a sentence about where. */
  check(signal: AbortSignal): Promise<VendorReply<string>>;
  stop(): Promise<void>;
}
