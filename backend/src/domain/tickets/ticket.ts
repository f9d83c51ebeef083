/** A ticket at a vendor: one for each group of warnings and each system, whatever alerts fire about it and however often. */
export interface Ticket {
  readonly ticketId: string;
  /** Name of the system, as configured. */
  readonly system: string;
  readonly region: string;
  /** The warning that leads the group; the ticket is about all of the group. */
  readonly groupId: string;
  /** What the ticket is searched by at the vendor, so that it is never made twice. */
  readonly reference: string;
  /** Grafana's own address, for links; null: it told none. */
  readonly grafanaUrl: string | null;
  readonly openedAtMs: number;
  /** By fingerprint. */
  readonly alerts: Readonly<Record<string, TicketAlert>>;
  /** Open while one of its alerts fires. */
  readonly wanted: 'open' | 'closed';
  /** Counts what was wanted; the vendor has it when `deliveredRevision` is the same. */
  readonly revision: number;
  readonly deliveredRevision: number;
  readonly external: ExternalTicket | null;
  /** Since when the vendor may have made it without our knowing; null: we know. */
  readonly unsureSinceMs: number | null;
  readonly vendorState: VendorState | null;
  /** Closed by the service, which then may open it again; what a person closes stays closed. */
  readonly closedByService: boolean;
  /** Why the last thing wanted was given up; null: it was not. */
  readonly droppedBecause: string | null;
}

export interface TicketAlert {
  readonly warningId: string;
  readonly startsAtMs: number;
  readonly firing: boolean;
}

export interface ExternalTicket {
  readonly id: string;
  /** What people call it: OPS-12, INC0010023. */
  readonly key: string;
  readonly url: string;
}

export interface VendorState {
  /** What the state map may name: the state's own name or number. */
  readonly name: string;
  /** What the state map may name too, where a vendor sorts states; else null. */
  readonly category: string | null;
  /** What people read. */
  readonly title: string;
  readonly done: boolean;
}

/** What can happen to a ticket, each with its moment. */
export type TicketEvent = { readonly atMs: number } & (
  | { readonly kind: 'opened'; readonly opening: TicketOpening; readonly alerts: Ticket['alerts'] }
  | { readonly kind: 'alerts-changed'; readonly alerts: Ticket['alerts'] }
  /** Something happened to its warnings that its text tells. */
  | { readonly kind: 'refreshed' }
  /** Written before the vendor is asked to make it. */
  | { readonly kind: 'making' }
  /** The vendor has surely not made it. */
  | { readonly kind: 'not-made' }
  | { readonly kind: 'made'; readonly external: ExternalTicket }
  | { readonly kind: 'delivered'; readonly revision: number; readonly wanted: Ticket['wanted'] }
  | { readonly kind: 'dropped'; readonly revision: number; readonly because: string }
  /** Its system was taken out of the configuration. */
  | { readonly kind: 'left'; readonly revision: number; readonly because: string }
  | { readonly kind: 'state-seen'; readonly state: VendorState }
);

export type TicketOpening = Pick<Ticket, 'system' | 'region' | 'groupId' | 'grafanaUrl'>;

export function ticketIdOf({ system, groupId }: Pick<Ticket, 'system' | 'groupId'>): string {
  return `${system}/${groupId}`;
}

/** A label without spaces, which Jira needs, and a text short enough for ServiceNow's correlation id. */
function referenceOf(groupId: string): string {
  return `fleetcast-${groupId}`;
}

/** The ticket after an event, by the event's own time and nothing else. */
export function ticketAfter(ticket: Ticket | null, event: TicketEvent): Ticket {
  if (event.kind === 'opened') {
    const { opening, alerts, atMs } = event;
    return {
      ...opening, ticketId: ticketIdOf(opening), reference: referenceOf(opening.groupId), openedAtMs: atMs, alerts, wanted: wantedBy(alerts), revision: 1, deliveredRevision: 0,
      external: null, unsureSinceMs: null, vendorState: null, closedByService: false, droppedBecause: null,
    };
  }
  if (ticket === null) throw new Error(`a ticket starts with being opened, not with ${event.kind}`);
  switch (event.kind) {
    case 'alerts-changed':
      return { ...ticket, alerts: event.alerts, wanted: wantedBy(event.alerts), revision: ticket.revision + 1, droppedBecause: null };
    case 'refreshed':
      return { ...ticket, revision: ticket.revision + 1, droppedBecause: null };
    case 'making':
      return { ...ticket, unsureSinceMs: event.atMs };
    case 'not-made':
      return { ...ticket, unsureSinceMs: null };
    case 'made':
      return { ...ticket, external: event.external, unsureSinceMs: null };
    case 'delivered':
      return { ...ticket, deliveredRevision: Math.max(ticket.deliveredRevision, event.revision), closedByService: event.wanted === 'closed' && ticket.vendorState?.done !== true };
    case 'dropped':
      return event.revision === ticket.revision ? { ...ticket, droppedBecause: event.because } : ticket;
    case 'left':
      return { ...ticket, wanted: 'closed', droppedBecause: event.because };
    case 'state-seen':
      return { ...ticket, vendorState: event.state };
  }
}

/** Whether the event asks something new of the vendor. */
export function asksForDelivery({ kind }: TicketEvent): boolean {
  return kind === 'opened' || kind === 'alerts-changed' || kind === 'refreshed';
}

/** Whether its alerts, its vendor's answers or its states still matter. */
export function isActive({ wanted, revision, deliveredRevision, droppedBecause }: Ticket): boolean {
  return wanted === 'open' || (deliveredRevision < revision && droppedBecause === null);
}

function wantedBy(alerts: Ticket['alerts']): Ticket['wanted'] {
  return Object.values(alerts).some(({ firing }) => firing) ? 'open' : 'closed';
}
