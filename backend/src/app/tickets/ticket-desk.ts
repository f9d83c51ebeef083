import type { GrafanaAlert } from '../../domain/tickets/alert.ts';
import { alertsAfter, sortAlerts, type GroupAlerts, type IgnoredBecause } from '../../domain/tickets/take-alerts.ts';
import { isActive, ticketAfter, ticketIdOf, type ExternalTicket, type Ticket, type TicketEvent, type VendorState } from '../../domain/tickets/ticket.ts';
import type { WarningChange } from '../../domain/warnings/judge.ts';
import type { Warning } from '../../domain/warnings/warning.ts';
import type { StoredTicket, TicketRecord, TicketStore } from '../../io/state/ticket-store.ts';

export interface TicketDeskOptions {
  readonly store: TicketStore;
  /** Systems that tickets are made in, and which of Grafana's contact points each listens to; none: to all. */
  readonly systems: ReadonlyArray<{ readonly name: string; readonly receivers: readonly string[] }>;
  /** Deliveries of one system that may wait; what is asked beyond is given up at once. */
  readonly mostWaiting: number;
  readonly openWarnings: () => readonly Warning[];
  /** Is told when something is given up because too much waits. */
  readonly onDropped: (system: string, because: string) => void;
  readonly now: () => number;
}

/** A webhook that may be believed. */
export interface TakenWebhook {
  readonly receiver: string;
  readonly grafanaUrl: string | null;
  readonly alerts: readonly GrafanaAlert[];
  /** Null: it was let in by a token. */
  readonly signature: string | null;
  /** Who sent it. */
  readonly by: string;
}

export interface WebhookReceipt {
  readonly tickets: ReadonlyArray<{ readonly ticketId: string; readonly system: string; readonly wanted: Ticket['wanted']; readonly dropped: boolean }>;
  /** Alerts that opened, changed and closed nothing. */
  readonly ignored: readonly IgnoredBecause[];
}

export type WebhookOutcome = { readonly kind: 'taken'; readonly receipt: WebhookReceipt } | { readonly kind: 'replayed' };

/** Events of warnings that a ticket's text tells. */
const toldEvents: ReadonlySet<WarningChange['event']['kind']> = new Set(['opened', 'escalated', 'paged', 'acknowledged', 'action-recorded', 'breached', 'settled', 'cleared']);

/**
 * Holds the tickets that still matter and everything that happens to them, one thing after another; written to the state
 * first and believed then. It talks to no vendor: what vendors are to be asked lies in the outbox.
 */
export class TicketDesk {
  private readonly options: TicketDeskOptions;
  private readonly held = new Map<string, StoredTicket>();
  private turn: Promise<unknown> = Promise.resolve();
  private readonly listeners: Array<() => void> = [];

  private constructor(options: TicketDeskOptions) {
    this.options = options;
  }

  static async open(options: TicketDeskOptions): Promise<TicketDesk> {
    const desk = new TicketDesk(options);
    await desk.readAnew();
    await desk.leaveUnknownSystems();
    return desk;
  }

  /** Those whose alerts, deliveries or states still matter. */
  get active(): readonly Ticket[] {
    return [...this.held.values()].map(({ ticket }) => ticket);
  }

  /** Is told when vendors are to be asked something new. */
  onAsked(listener: () => void): void {
    this.listeners.push(listener);
  }

  /** Resolves once everything that the webhook asks for is durable. */
  take(webhook: TakenWebhook): Promise<WebhookOutcome> {
    return this.inTurn(async () => {
      const { openWarnings, systems, now } = this.options;
      const sorted = sortAlerts(webhook.alerts, openWarnings(), this.active);
      const listening = systems.filter(({ receivers }) => receivers.length === 0 || receivers.includes(webhook.receiver));
      const records: TicketRecord[] = [];
      for (const { name } of listening) for (const group of sorted.groups) records.push(...(await this.recordsOf(name, group, webhook, now())));
      const signature = webhook.signature === null ? null : { text: webhook.signature, atMs: now() };
      if ((await this.write(records, signature)) === 'replayed') return { kind: 'replayed' };
      for (const { event, after } of records) if (event.kind === 'dropped') this.options.onDropped(after.system, event.because);
      const changed = new Map(records.map(({ after }) => [after.ticketId, after]));
      const tickets = [...changed.values()].map(({ ticketId, system, wanted, droppedBecause }) => ({ ticketId, system, wanted, dropped: droppedBecause !== null }));
      return { kind: 'taken', receipt: { tickets, ignored: sorted.ignored } };
    });
  }

  /** Asks for the texts of tickets whose warnings have changed. */
  follow(changes: readonly WarningChange[]): Promise<void> {
    const groups = new Map<string, string>();
    for (const { event, after } of changes) if (toldEvents.has(event.kind)) groups.set(after.groupId, event.kind);
    return this.inTurn(async () => {
      const atMs = this.options.now();
      const concerned = this.active.filter(({ groupId, wanted, droppedBecause }) => groups.has(groupId) && wanted === 'open' && droppedBecause === null);
      await this.write(concerned.map((ticket) => this.recordOf(ticket, { kind: 'refreshed', atMs }, 'service', `warning ${groups.get(ticket.groupId)}`)), null);
    });
  }

  making(ticketId: string): Promise<void> {
    return this.append(ticketId, { kind: 'making', atMs: this.options.now() }, 'delivery');
  }

  notMade(ticketId: string): Promise<void> {
    return this.append(ticketId, { kind: 'not-made', atMs: this.options.now() }, 'delivery');
  }

  made(ticketId: string, external: ExternalTicket): Promise<void> {
    return this.append(ticketId, { kind: 'made', external, atMs: this.options.now() }, 'delivery');
  }

  delivered(ticketId: string, revision: number, wanted: Ticket['wanted']): Promise<void> {
    return this.append(ticketId, { kind: 'delivered', revision, wanted, atMs: this.options.now() }, 'delivery');
  }

  dropped(ticketId: string, revision: number, because: string): Promise<void> {
    return this.append(ticketId, { kind: 'dropped', revision, because, atMs: this.options.now() }, 'delivery');
  }

  stateSeen(ticketId: string, state: VendorState): Promise<void> {
    return this.append(ticketId, { kind: 'state-seen', state, atMs: this.options.now() }, 'polling');
  }

  /** Its warnings have cleared and Grafana never said that its alerts are resolved: they are taken for it. */
  forget(ticketId: string): Promise<void> {
    return this.inTurn(async () => {
      const known = this.held.get(ticketId);
      if (known === undefined) return;
      const alerts = Object.fromEntries(Object.entries(known.ticket.alerts).map(([fingerprint, alert]) => [fingerprint, { ...alert, firing: false }]));
      await this.write([this.recordOf(known.ticket, { kind: 'alerts-changed', alerts, atMs: this.options.now() }, 'service', 'its warnings have cleared long ago')], null);
    });
  }

  async find(ticketId: string): Promise<Ticket | null> {
    return (this.held.get(ticketId) ?? (await this.options.store.find(ticketId)))?.ticket ?? null;
  }

  /** Resolves when everything asked for so far is done. */
  async settled(): Promise<void> {
    await this.turn;
  }

  /** What a group's alerts do to its ticket in one system. */
  private async recordsOf(system: string, group: GroupAlerts, { grafanaUrl, by, receiver }: TakenWebhook, atMs: number): Promise<readonly TicketRecord[]> {
    const { region, groupId } = group;
    const ticketId = ticketIdOf({ system, groupId });
    const known = this.held.get(ticketId) ?? (await this.options.store.find(ticketId));
    const before = known?.ticket ?? null;
    // What was given up is tried again when Grafana repeats itself.
    const alerts = alertsAfter(before?.alerts ?? {}, group) ?? (before !== null && before.droppedBecause !== null && before.wanted === 'open' ? before.alerts : null);
    if (alerts === null) return [];
    if (known !== null) this.held.set(ticketId, known);
    const event: TicketEvent = before === null ? { kind: 'opened', opening: { system, region, groupId, grafanaUrl }, alerts, atMs } : { kind: 'alerts-changed', alerts, atMs };
    const record: TicketRecord = { after: ticketAfter(before, event), event, expectedVersion: known?.version ?? 0, actor: by, cause: `contact point ${receiver}` };
    if (this.waitingOf(system, ticketId) < this.options.mostWaiting) return [record];
    const dropped: TicketEvent = { kind: 'dropped', revision: record.after.revision, because: `${this.options.mostWaiting} deliveries to ${system} wait already (tickets.mostWaiting).`, atMs };
    return [record, { after: ticketAfter(record.after, dropped), event: dropped, expectedVersion: record.expectedVersion + 1, actor: 'service', cause: 'too much waits' }];
  }

  /** Other tickets of the system that wait for their delivery. */
  private waitingOf(system: string, but: string): number {
    return this.active.filter((one) => one.system === system && one.ticketId !== but && one.deliveredRevision < one.revision && one.droppedBecause === null).length;
  }

  /** Tickets of a system that was taken out of the configuration are left to the people there. */
  private async leaveUnknownSystems(): Promise<void> {
    const { systems, now } = this.options;
    const left = this.active.filter(({ system }) => !systems.some(({ name }) => name === system));
    await this.write(left.map((ticket) => this.recordOf(ticket, { kind: 'left', revision: ticket.revision, because: `No system is called ${ticket.system} any more (tickets.systems).`, atMs: now() }, 'service', 'configuration')), null);
  }

  private recordOf(before: Ticket, event: TicketEvent, actor: string, cause: string): TicketRecord {
    return { after: ticketAfter(before, event), event, expectedVersion: this.held.get(before.ticketId)!.version, actor, cause };
  }

  private append(ticketId: string, event: TicketEvent, cause: string): Promise<void> {
    return this.inTurn(async () => {
      const known = this.held.get(ticketId);
      if (known !== undefined) await this.write([this.recordOf(known.ticket, event, 'service', cause)], null);
    });
  }

  /** Writes, then believes what was written. A conflict means that somebody else writes to this state. */
  private async write(records: readonly TicketRecord[], signature: { readonly text: string; readonly atMs: number } | null): Promise<'saved' | 'replayed'> {
    if (records.length === 0 && signature === null) return 'saved';
    const outcome = await this.options.store.saveAll(records, signature);
    if (outcome === 'conflict') {
      await this.readAnew();
      throw new Error('tickets had changed in the state under our hands; they are read anew');
    }
    if (outcome === 'replayed') return outcome;
    for (const { after, expectedVersion } of records) {
      if (isActive(after)) this.held.set(after.ticketId, { ticket: after, version: expectedVersion + 1 });
      else this.held.delete(after.ticketId);
    }
    if (records.length > 0) for (const listener of this.listeners) listener();
    return 'saved';
  }

  private async readAnew(): Promise<void> {
    this.held.clear();
    for (const stored of await this.options.store.active()) this.held.set(stored.ticket.ticketId, stored);
  }

  private inTurn<T>(work: () => Promise<T>): Promise<T> {
    const done = this.turn.then(work);
    this.turn = done.catch(() => undefined);
    return done;
  }
}
