import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { DateTime } from 'luxon';
import { LocalTime } from './same-local-time.ts';

const stepMs = 300_000;
const stepAt = (iso: string, zone: string) => DateTime.fromISO(iso, { zone }).toMillis() / stepMs;
const hours = (steps: number) => (steps * stepMs) / 3_600_000;

describe('the same local time', () => {
  it('is 24 hours ago where clocks stand still', () => {
    const utc = new LocalTime('UTC', stepMs);
    expect(utc.lagSteps(6_000_001, 1)).toBe(288);
    expect(utc.lagSteps(6_000_001, 7)).toBe(2016);
  });

  it('is 23 hours ago on the day after clocks went forward', () => {
    const zurich = new LocalTime('Europe/Zurich', stepMs); // 29 March 2026, 2:00 -> 3:00
    expect(hours(zurich.lagSteps(stepAt('2026-03-29T12:00', 'Europe/Zurich'), 1))).toBe(23);
    expect(hours(zurich.lagSteps(stepAt('2026-03-30T12:00', 'Europe/Zurich'), 1))).toBe(24);
    expect(hours(zurich.lagSteps(stepAt('2026-03-30T12:00', 'Europe/Zurich'), 7))).toBe(167);
  });

  it('is 25 hours ago on the day clocks went back', () => {
    const zurich = new LocalTime('Europe/Zurich', stepMs); // 25 October 2026, 3:00 -> 2:00
    expect(hours(zurich.lagSteps(stepAt('2026-10-25T12:00', 'Europe/Zurich'), 1))).toBe(25);
    expect(hours(zurich.lagSteps(stepAt('2026-10-31T12:00', 'Europe/Zurich'), 7))).toBe(169);
  });

  it('takes a skipped time as if the clock had not been changed, and the first of a repeated one', () => {
    const zurich = new LocalTime('Europe/Zurich', stepMs);
    expect(hours(zurich.lagSteps(stepAt('2026-03-30T02:30', 'Europe/Zurich'), 1))).toBe(23);
    expect(hours(zurich.lagSteps(stepAt('2026-10-26T02:30', 'Europe/Zurich'), 1))).toBe(25);
  });

  it('shows the same wall clock at both ends, in any zone, unless that time was skipped', () => {
    const zones = ['UTC', 'Europe/Zurich', 'America/New_York', 'Australia/Lord_Howe', 'Asia/Kathmandu', 'America/St_Johns', 'Africa/Casablanca'];
    const locals = new Map(zones.map((zone) => [zone, new LocalTime(zone, stepMs)]));
    fc.assert(
      fc.property(fc.constantFrom(...zones), fc.integer({ min: 5_785_344, max: 6_000_000 }), fc.integer({ min: 1, max: 7 }), (zone, step, days) => {
        const lag = locals.get(zone)!.lagSteps(step, days);
        const now = DateTime.fromMillis(step * stepMs, { zone });
        const then = DateTime.fromMillis((step - lag) * stepMs, { zone });
        const wished = now.minus({ days });
        const skipped = wished.toFormat('HH:mm') !== now.toFormat('HH:mm');
        if (!skipped) expect(then.toFormat('yyyy-MM-dd HH:mm')).toBe(wished.toFormat('yyyy-MM-dd HH:mm'));
        else expect(Math.abs(lag - days * 288)).toBeLessThanOrEqual(12);
      }),
      { seed: 5, numRuns: 2000 },
    );
  });

  it('tells day and week by the local clock', () => {
    const zurich = new LocalTime('Europe/Zurich', stepMs);
    expect(zurich.shareOfDay(stepAt('2026-07-01T18:00', 'Europe/Zurich'))).toBeCloseTo(0.75, 9);
    expect(zurich.shareOfWeek(stepAt('2026-07-06T00:00', 'Europe/Zurich'))).toBeCloseTo(0, 9); // a Monday
    expect(zurich.changesWithin(stepAt('2026-03-20T00:00', 'Europe/Zurich'), stepAt('2026-03-31T00:00', 'Europe/Zurich'))).toBe(true);
    expect(zurich.changesWithin(stepAt('2026-04-20T00:00', 'Europe/Zurich'), stepAt('2026-04-30T00:00', 'Europe/Zurich'))).toBe(false);
  });

  it('refuses a zone that does not exist', () => {
    expect(() => new LocalTime('Mars/Olympus', stepMs)).toThrow('unknown time zone "Mars/Olympus"');
  });
});
