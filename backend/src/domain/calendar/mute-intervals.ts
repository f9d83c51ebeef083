import type { EventOccurrence, EventScope } from '@fleetcast/contract';

const minuteMs = 60_000;
const dayMs = 86_400_000;

/** A span of the clock on some days of a month, in the words of Alertmanager and Grafana (time_intervals). */
export interface MuteInterval {
  readonly times: ReadonlyArray<{ readonly start_time: string; readonly end_time: string }>;
  readonly days_of_month: readonly string[];
  readonly months: readonly string[];
  readonly years: readonly string[];
  readonly location: 'UTC';
}

/** Maintenance of the whole fleet; that of some servers mutes them one by one, in the service. */
export function isFleetMaintenance({ kind, scope }: Pick<EventOccurrence, 'kind' | 'scope'>): boolean {
  return kind === 'maintenance' && Object.values(scope satisfies EventScope).every((list) => list.length === 0);
}

/**
 * When occurrences take place, as dated spans in UTC: whatever rule, exception or change of clocks they came from, the dates say it. A
 * day has whole minutes, so that a span begins up to a minute sooner and ends up to one later. Days with the same span are one entry.
 */
export function muteIntervals(occurrences: ReadonlyArray<Pick<EventOccurrence, 'startMs' | 'endMs'>>): readonly MuteInterval[] {
  const days = new Map<string, { readonly startMs: number; readonly endMs: number; readonly month: string; readonly days: Set<number> }>();
  for (const { startMs, endMs } of occurrences) {
    for (let dayStartMs = Math.floor(startMs / dayMs) * dayMs; dayStartMs < endMs; dayStartMs += dayMs) {
      const from = Math.floor(Math.max(0, startMs - dayStartMs) / minuteMs) * minuteMs;
      const to = Math.ceil(Math.min(dayMs, endMs - dayStartMs) / minuteMs) * minuteMs;
      const month = new Date(dayStartMs).toISOString().slice(0, 7);
      const key = `${month} ${from} ${to}`;
      const entry = days.get(key) ?? { startMs: from, endMs: to, month, days: new Set() };
      entry.days.add(new Date(dayStartMs).getUTCDate());
      days.set(key, entry);
    }
  }
  return [...days.values()].map(({ startMs, endMs, month, days: ofMonth }) => ({
    times: [{ start_time: clockText(startMs), end_time: clockText(endMs) }],
    days_of_month: [...ofMonth].sort((a, b) => a - b).map(String),
    months: [String(Number(month.slice(5)))],
    years: [month.slice(0, 4)],
    location: 'UTC',
  }));
}

/** HH:MM of a day; its end is 24:00. */
function clockText(ofDayMs: number): string {
  const minutes = ofDayMs / minuteMs;
  return `${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`;
}
