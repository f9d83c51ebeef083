import { randomUUID } from 'node:crypto';
import type { CalendarEvent, CalendarEventList, EventDraft, ImportOutcome, OccurrenceList } from '@fleetcast/contract';
import { faultsOfEvent } from '../../domain/calendar/check-event.ts';
import { EventCalendar } from '../../domain/calendar/event-calendar.ts';
import type { ScopedServer } from '../../domain/calendar/event-scope.ts';
import { readIcal, type ImportTerms } from '../../domain/calendar/ical-file.ts';
import type { CalendarStore } from '../../io/state/calendar-store.ts';

/** So that a cycle's look at the calendar, and a page of it, stay short. */
const mostEvents = 2000;
const dayMs = 86_400_000;
const mostSpanMs = 400 * dayMs;
const latestMs = Date.UTC(2200, 0);

export type ChangeOutcome =
  | { readonly kind: 'done'; readonly event: CalendarEvent }
  | { readonly kind: 'invalid'; readonly faults: readonly string[] }
  | { readonly kind: 'unknown' }
  | { readonly kind: 'configured' }
  | { readonly kind: 'conflict'; readonly version: number };

export interface ServiceCalendarOptions {
  readonly store: CalendarStore;
  readonly configured: readonly CalendarEvent[];
  readonly region: { readonly name: string; readonly timeZone: string };
  readonly now: () => number;
}

/** The one calendar of the service: what the configuration lists and what people and imports added, with who did what. */
export class ServiceCalendar {
  private readonly options: ServiceCalendarOptions;
  private readonly stored: Map<string, CalendarEvent>;
  private readonly listeners: Array<(events: readonly CalendarEvent[]) => void> = [];
  private calendar: EventCalendar;

  private constructor(options: ServiceCalendarOptions, stored: readonly CalendarEvent[]) {
    this.options = options;
    this.stored = new Map(stored.map((event) => [event.eventId, event]));
    this.calendar = this.renewed();
  }

  static async open(options: ServiceCalendarOptions): Promise<ServiceCalendar> {
    return new ServiceCalendar(options, await options.store.list());
  }

  /** Immutable; another one after every change. */
  get current(): EventCalendar {
    return this.calendar;
  }

  /** Is told of every change, with all events. */
  onChange(listener: (events: readonly CalendarEvent[]) => void): void {
    this.listeners.push(listener);
  }

  /** By name; null: the cursor is not one of ours. */
  list(limit: number, cursor: string | undefined): CalendarEventList | null {
    const from = cursor === undefined ? 0 : Number(/^at-(\d{1,6})$/.exec(cursor)?.[1] ?? NaN);
    if (Number.isNaN(from)) return null;
    const events = this.calendar.events.slice(from, from + limit);
    const { length } = this.calendar.events;
    return { events, total: length, nextCursor: from + limit < length ? `at-${from + limit}` : null, timeZone: this.options.region.timeZone };
  }

  /** A text: why the span is not one. */
  occurrences(span: { readonly fromMs?: number; readonly toMs?: number; readonly limit: number }, server: ScopedServer | null): OccurrenceList | string {
    const fromMs = span.fromMs ?? this.options.now();
    const toMs = span.toMs ?? fromMs + 14 * dayMs;
    if (fromMs < 0 || toMs > latestMs) return `${fromMs} to ${toMs} is beyond any calendar; milliseconds since 1970, up to the year 2200, are accepted.`;
    if (!(toMs > fromMs)) return `toMs ${toMs} does not lie after fromMs ${fromMs}.`;
    if (toMs - fromMs > mostSpanMs) return `fromMs to toMs are ${Math.round((toMs - fromMs) / dayMs)} days; at most ${mostSpanMs / dayMs} are answered at once.`;
    const all = server === null ? this.calendar.occurrences(fromMs, toMs) : this.calendar.touching(server, fromMs, toMs);
    return { fromMs, toMs, occurrences: all.slice(0, span.limit), more: all.length > span.limit };
  }

  async add(draft: EventDraft, actor: string): Promise<ChangeOutcome> {
    const faults = [...faultsOfEvent(draft, this.options.region.timeZone), ...this.roomFor(1)];
    if (faults.length > 0) return { kind: 'invalid', faults };
    return this.store(this.eventOf(draft, randomUUID(), 'person', null, actor, null), 'added', actor, 'request');
  }

  async change(eventId: string, expectedVersion: number, draft: EventDraft, actor: string): Promise<ChangeOutcome> {
    const before = this.changeable(eventId, expectedVersion);
    if ('kind' in before) return before;
    const faults = faultsOfEvent(draft, this.options.region.timeZone);
    if (faults.length > 0) return { kind: 'invalid', faults };
    return this.store(this.eventOf(draft, eventId, before.event.origin, before.event.importedUid, actor, before.event), 'changed', actor, 'request');
  }

  async remove(eventId: string, expectedVersion: number, actor: string): Promise<ChangeOutcome> {
    const before = this.changeable(eventId, expectedVersion);
    if ('kind' in before) return before;
    const { region, now, store } = this.options;
    const outcome = await store.save(eventId, null, { region: region.name, stream: `calendar/${eventId}`, expectedVersion, kind: 'removed', actor, cause: 'request', atMs: now(), data: { ...before.event } });
    if (outcome.kind === 'conflict') return { kind: 'conflict', version: outcome.version };
    this.stored.delete(eventId);
    this.tell();
    return { kind: 'done', event: before.event };
  }

  /** A text: why nothing of the file can be read. Entries that came before, known by their UID, are replaced where they differ. */
  async import(ics: string, terms: Omit<ImportTerms, 'regionZone'>, dryRun: boolean, actor: string): Promise<ImportOutcome | string> {
    const read = readIcal(ics, { ...terms, regionZone: this.options.region.timeZone });
    if (read.kind === 'unreadable') return read.message;
    const byUid = new Map([...this.stored.values()].flatMap((event) => (event.importedUid === null ? [] : [[event.importedUid, event] as const])));
    const faults = [...read.faults];
    const events: CalendarEvent[] = [];
    let [added, replaced, unchanged] = [0, 0, 0];
    for (const { uid, draft } of read.events) {
      const before = byUid.get(uid) ?? null;
      if (before !== null && isSame(before, draft)) {
        unchanged += 1;
        continue;
      }
      const full = before === null ? this.roomFor(dryRun ? added + 1 : 1) : [];
      if (full.length > 0) {
        faults.push(`${draft.name}: ${full[0]}`);
        continue;
      }
      const event = this.eventOf(draft, before?.eventId ?? randomUUID(), 'import', uid, actor, before);
      if (!dryRun) {
        const outcome = await this.store(event, before === null ? 'added' : 'changed', actor, 'import of a calendar', false);
        if (outcome.kind === 'conflict') {
          faults.push(`${draft.name}: somebody else changed it meanwhile; import the file again`);
          continue;
        }
      }
      events.push(event);
      if (before === null) added += 1;
      else replaced += 1;
    }
    if (!dryRun && events.length > 0) this.tell();
    return { added, replaced, unchanged, faults, events: events.slice(0, 1000) };
  }

  private changeable(eventId: string, expectedVersion: number): { readonly event: CalendarEvent } | Exclude<ChangeOutcome, { kind: 'done' }> {
    if (this.options.configured.some((event) => event.eventId === eventId)) return { kind: 'configured' };
    const event = this.stored.get(eventId);
    if (event === undefined) return { kind: 'unknown' };
    return event.version === expectedVersion ? { event } : { kind: 'conflict', version: event.version };
  }

  private eventOf(draft: EventDraft, eventId: string, origin: CalendarEvent['origin'], importedUid: string | null, actor: string, before: CalendarEvent | null): CalendarEvent {
    const at = new Date(this.options.now()).toISOString();
    const made = before === null ? { createdAt: at, createdBy: actor } : { createdAt: before.createdAt, createdBy: before.createdBy };
    return { ...draft, timeZone: draft.timeZone ?? this.options.region.timeZone, eventId, origin, importedUid, version: (before?.version ?? 0) + 1, ...made, changedAt: at, changedBy: actor };
  }

  private async store(event: CalendarEvent, kind: 'added' | 'changed', actor: string, cause: string, tell = true): Promise<Extract<ChangeOutcome, { kind: 'done' | 'conflict' }>> {
    const { region, now, store } = this.options;
    const outcome = await store.save(event.eventId, event, { region: region.name, stream: `calendar/${event.eventId}`, expectedVersion: event.version - 1, kind, actor, cause, atMs: now(), data: { ...event } });
    if (outcome.kind === 'conflict') return { kind: 'conflict', version: outcome.version };
    this.stored.set(event.eventId, event);
    if (tell) this.tell();
    return { kind: 'done', event };
  }

  private roomFor(more: number): string[] {
    return this.stored.size + more > mostEvents ? [`the calendar holds ${this.stored.size} events, and at most ${mostEvents}; remove some that are over, or write a rule instead of single events`] : [];
  }

  private renewed(): EventCalendar {
    const events = [...this.options.configured, ...this.stored.values()];
    return new EventCalendar(events.sort((a, b) => a.name.localeCompare(b.name) || a.eventId.localeCompare(b.eventId)));
  }

  private tell(): void {
    this.calendar = this.renewed();
    for (const listener of this.listeners) listener(this.calendar.events);
  }
}

/** Whether an event already says what an imported entry says. */
function isSame(event: CalendarEvent, draft: EventDraft): boolean {
  return (Object.keys(draft) as (keyof EventDraft)[]).every((key) => JSON.stringify(event[key]) === JSON.stringify(draft[key]));
}
