import type { CalendarEvent, EventOccurrence } from '@fleetcast/contract';
import { concerns, type ScopedServer } from './event-scope.ts';
import { occurrencesOf } from './occurrences.ts';

/** Expanded beyond what was asked, so that the next cycles ask for nothing new. */
const slackMs = 86_400_000;

/**
 * The one calendar of known events: what the forecast adds, what is muted, what training leaves out and what people are shown
 * all ask it. Immutable; a change of the calendar makes a new one.
 */
export class EventCalendar {
  readonly events: readonly CalendarEvent[];
  private expanded: { readonly fromMs: number; readonly toMs: number; readonly list: readonly EventOccurrence[] } = { fromMs: 0, toMs: 0, list: [] };

  constructor(events: readonly CalendarEvent[]) {
    this.events = events;
  }

  /** All that overlap [fromMs, toMs), the earliest start first. */
  occurrences(fromMs: number, toMs: number): readonly EventOccurrence[] {
    if (fromMs < this.expanded.fromMs || toMs > this.expanded.toMs) {
      const [from, to] = [fromMs - slackMs, toMs + slackMs];
      const list = this.events.flatMap((event) => occurrencesOf(event, from, to)).sort((a, b) => a.startMs - b.startMs || a.eventId.localeCompare(b.eventId));
      this.expanded = { fromMs: from, toMs: to, list };
    }
    return this.expanded.list.filter(({ startMs, endMs }) => startMs < toMs && endMs > fromMs);
  }

  /** Those that concern a server. */
  touching(server: ScopedServer, fromMs: number, toMs: number): readonly EventOccurrence[] {
    return this.occurrences(fromMs, toMs).filter(({ scope }) => concerns(scope, server));
  }

  /** The maintenance under way at a server at a moment: it mutes warnings and is left out of training. Null: none. */
  maintenance(server: ScopedServer, atMs: number): EventOccurrence | null {
    return this.touching(server, atMs, atMs + 1).find(({ kind }) => kind === 'maintenance') ?? null;
  }
}
