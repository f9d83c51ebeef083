import type { CalendarEvent } from '@fleetcast/contract';
import { describe, expect, it } from '@jest/globals';
import { EventCalendar } from '../calendar/event-calendar.ts';
import { scaleOf } from '../features/scaling.ts';
import { withoutEvents, type SeriesEvents } from '../features/series-events.ts';
import { layEvents } from '../forecasting/lay-events.ts';
import { FleetWindows, type SeriesRow } from '../series/fleet-windows.ts';
import { EventEffects } from './event-effects.ts';

const stepMs = 300_000;
const day = 288;
const horizonSteps = 96;
const contextSteps = 12.5 * day;
/** A Monday, 0:00 UTC. */
const firstStep = Date.parse('2026-06-01T00:00:00Z') / stepMs;
const series: SeriesRow = { serverId: 's1', metric: 'cpu', kind: 'percent' };
const server = { serverId: 's1', server: 'web-1', region: 'eu', profile: 'web', tier: 'shop-web' };

/** The days, counted from the first, on which the event takes place: 10:00 to 12:00. */
const eventDays = [9, 12, 14, 17, 20];
const tenOClock = 120;

function calendar(days = eventDays, kind: CalendarEvent['kind'] = 'campaign'): EventCalendar {
  const wall = (dayNumber: number, hour: string) => `${new Date((firstStep + dayNumber * day) * stepMs).toISOString().slice(0, 10)}T${hour}`;
  return new EventCalendar([
    {
      eventId: 'e', name: 'Newsletter 12', kind, startsAt: wall(days[0], '10:00'), endsAt: wall(days[0], '12:00'), timeZone: 'UTC', recurrence: 'FREQ=YEARLY', exceptions: [],
      additions: days.slice(1).map((one) => wall(one, '10:00')), scope: { regions: [], profiles: [], tiers: [], servers: ['web-1'] }, note: '', origin: 'person', importedUid: null, version: 1,
      createdAt: null, createdBy: null, changedAt: null, changedBy: null,
    },
  ]);
}

/** A daily wave from 20 to 40 with a little noise; during the event `change` is applied. */
function value(step: number, change: (usual: number) => number, random: () => number): number {
  const usual = 30 - 10 * Math.cos((2 * Math.PI * ((step - 1) % day)) / day) + 0.4 * (random() - 0.5);
  const since = step - firstStep;
  const inEvent = eventDays.includes(Math.floor((since - 1) / day)) && (since - 1) % day >= tenOClock && (since - 1) % day < tenOClock + 24;
  return inEvent ? change(usual) : usual;
}

function seededRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => (state = (Math.imul(state, 1664525) + 1013904223) >>> 0) / 2 ** 32;
}

interface Lived {
  readonly effects: EventEffects;
  readonly windows: FleetWindows;
}

/** Lives from the first day to `toDay` (its 8:00), a quarter of a day at a time. */
function live(toDay: number, change: (usual: number) => number, known = calendar()): Lived {
  const random = seededRandom(1);
  const values = Float32Array.from({ length: (toDay + 1) * day }, (_, i) => value(firstStep + 1 + i, change, random));
  const effects = new EventEffects({ stepSeconds: 300, horizonSteps, zoneOf: () => 'UTC', serverOf: () => server }, known);
  const windows = new FleetWindows(contextSteps, firstStep + 1);
  const row = windows.ensureRow(series);
  for (let origin = firstStep + 72; origin <= firstStep + toDay * day + 96; origin += 72) {
    const next = Math.min(origin, firstStep + toDay * day + 96);
    const before = windows.originStep;
    windows.advanceTo(next);
    windows.write(row, before, values.subarray(before - firstStep - 1, next - firstStep));
    effects.prepare(windows);
    windows.seal();
  }
  windows.advanceTo(firstStep + toDay * day + 96);
  windows.write(row, windows.originStep - 71, values.subarray(toDay * day + 96 - 72, toDay * day + 96));
  effects.prepare(windows);
  return { effects, windows };
}

function flatForecast(level: number): Float32Array {
  return new Float32Array(7 * horizonSteps).map((_, i) => level + (Math.floor(i / horizonSteps) - 3));
}

const leads = Int32Array.from({ length: horizonSteps }, (_, i) => i + 1);
const percent = scaleOf('percent');

/** What a forecast of 40, the usual value at 11:00, becomes at a step of the day; the origin is 8:00. */
function medianAt(events: SeriesEvents | null, windows: FleetWindows, clockStep: number): number {
  const quantiles = flatForecast(40);
  if (events !== null) layEvents(quantiles, 0, leads, windows.originStep, events, percent);
  const since = (windows.originStep - firstStep) % day;
  return quantiles[3 * horizonSteps + clockStep - since];
}

describe('what an event does', () => {
  it('is nothing before it was seen once', () => {
    const { effects, windows } = live(9, (usual) => usual * 2);
    expect(medianAt(effects.of(series), windows, tenOClock + 12)).toBe(40);
  });

  it('is learned from the occurrences before, whether it multiplies or adds', () => {
    const doubled = live(20, (usual) => usual * 2);
    expect(Math.abs(medianAt(doubled.effects.of(series), doubled.windows, tenOClock + 12) - 80)).toBeLessThan(2);
    const lifted = live(20, (usual) => usual + 25, calendar(eventDays, 'batch'));
    expect(Math.abs(medianAt(lifted.effects.of(series), lifted.windows, tenOClock + 12) - 65)).toBeLessThan(2);
    // Nothing before it begins and nothing left of it two hours after.
    expect(medianAt(doubled.effects.of(series), doubled.windows, tenOClock - 2)).toBe(40);
    expect(Math.abs(medianAt(doubled.effects.of(series), doubled.windows, tenOClock + 48) - 40)).toBeLessThan(1);
  });

  it('is taken out of the past that features see', () => {
    const { effects, windows } = live(20, (usual) => usual * 2);
    const free = withoutEvents(windows.window(0), windows.oldestStep, effects.of(series)!, percent, new Float32Array(contextSteps));
    const during = firstStep + 17 * day + tenOClock + 12 - windows.oldestStep;
    const dayBefore = during - day;
    expect(windows.window(0)[during]).toBeGreaterThan(1.8 * windows.window(0)[dayBefore]);
    expect(Math.abs(free[during] / free[dayBefore] - 1)).toBeLessThan(0.08);
  });

  it('is believed to be nothing once it turned out to do nothing', () => {
    const { effects, windows } = live(20, (usual) => usual);
    expect(Math.abs(medianAt(effects.of(series), windows, tenOClock + 12) - 40)).toBeLessThan(0.2);
  });

  it('widens a forecast where occurrences differ, and never crosses quantiles', () => {
    let turn = 0;
    const sizes = [1.4, 2.2, 1.6, 2.4, 1.5];
    const { effects, windows } = live(20, (usual) => usual * sizes[Math.floor(turn++ / 24) % sizes.length]);
    const quantiles = flatForecast(40);
    layEvents(quantiles, 0, leads, windows.originStep, effects.of(series)!, percent);
    const at = tenOClock + 12 - ((windows.originStep - firstStep) % day);
    const column = Array.from({ length: 7 }, (_, q) => quantiles[q * horizonSteps + at]);
    expect([...column].sort((a, b) => a - b)).toEqual(column);
    expect(column[5] - column[1]).toBeGreaterThan(12);
  });
});

describe('what is kept', () => {
  it('is the same whether the cycles ran every quarter of a day or the service was away for days', () => {
    const steady = live(20, (usual) => usual * 2);
    const away = new EventEffects({ stepSeconds: 300, horizonSteps, zoneOf: () => 'UTC', serverOf: () => server }, calendar());
    away.prepare(live(17, (usual) => usual * 2).windows);
    away.prepare(steady.windows);
    // It has seen days 9 to 17 at once and found them: what it says of day 20 is close.
    expect(Math.abs(medianAt(away.of(series), steady.windows, tenOClock + 12) - medianAt(steady.effects.of(series), steady.windows, tenOClock + 12))).toBeLessThan(3);
  });

  it('survives a restart, and a damaged or foreign record is refused with a reason', () => {
    const { effects, windows } = live(20, (usual) => usual * 2);
    const bytes = effects.export();
    const resumed = new EventEffects({ stepSeconds: 300, horizonSteps, zoneOf: () => 'UTC', serverOf: () => server }, calendar());
    expect(resumed.resume(bytes)).toBeNull();
    resumed.prepare(windows);
    expect(medianAt(resumed.of(series), windows, tenOClock + 12)).toBeCloseTo(medianAt(effects.of(series), windows, tenOClock + 12), 6);
    const fresh = () => new EventEffects({ stepSeconds: 600, horizonSteps, zoneOf: () => 'UTC', serverOf: () => server }, calendar());
    expect(fresh().resume(bytes)).toContain('another grid');
    expect(resumed.resume(bytes.subarray(0, bytes.length - 8))).toContain('cut off');
    expect(resumed.resume(new Uint8Array(3))).toContain('no readable header');
  });

  it('follows a change of the calendar', () => {
    const { effects, windows } = live(20, (usual) => usual * 2);
    const revision = effects.of(series)!.revision;
    effects.useCalendar(new EventCalendar([]));
    effects.prepare(windows);
    expect(effects.of(series)).toBeNull();
    effects.useCalendar(calendar([9, 12, 14, 17]));
    effects.prepare(windows);
    expect(medianAt(effects.of(series), windows, tenOClock + 12)).toBe(40);
    expect(effects.of(series)!.revision).not.toBe(revision);
  });
});
