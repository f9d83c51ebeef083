/** Simulated known events as a calendar, and a service's life through them, a day at a time. */
import type { CalendarEvent } from '@fleetcast/contract';
import { EventCalendar } from '@fleetcast/backend/src/domain/calendar/event-calendar.ts';
import type { EventEffects } from '@fleetcast/backend/src/domain/event-effects/event-effects.ts';
import { contextDays, FleetWindows } from '@fleetcast/backend/src/domain/series/fleet-windows.ts';
import type { LongSeries } from '@fleetcast/backend/src/domain/series/long-series.ts';
import type { KnownEvent } from '@fleetcast/simulator';
import { daySteps } from '../grid/product-grid.ts';

export function calendarOf(events: readonly KnownEvent[]): EventCalendar {
  return new EventCalendar(
    events.map(({ name, kind, startMs: from, endMs: to, servers: whom }, i): CalendarEvent => ({
      eventId: `e${i}`, name, kind, startsAt: new Date(from).toISOString().slice(0, 16), endsAt: new Date(to).toISOString().slice(0, 16), timeZone: 'UTC', recurrence: null, exceptions: [], additions: [],
      scope: { regions: [], profiles: [], tiers: [], servers: [...whom] }, note: '', origin: 'person', importedUid: null, version: 1, createdAt: null, createdBy: null, changedAt: null, changedBy: null,
    })),
  );
}

/** Yields the windows at the end of each whole day after the first step, up to toStep, with what is known by then. */
export function* daysLived(effects: EventEffects, series: readonly LongSeries[], toStep: number): Generator<FleetWindows> {
  const first = series[0].firstStep;
  const windows = new FleetWindows(Math.ceil(contextDays * daySteps), first, series.length);
  for (const { serverId, metric, kind } of series) windows.ensureRow({ serverId, metric, kind });
  for (let origin = first + daySteps; origin <= toStep; origin += daySteps) {
    windows.advanceTo(origin);
    series.forEach((one, row) => windows.write(row, origin - daySteps, one.values.subarray(Math.max(0, origin - daySteps - first), origin + 1 - first)));
    effects.prepare(windows);
    yield windows;
    windows.seal();
  }
}
