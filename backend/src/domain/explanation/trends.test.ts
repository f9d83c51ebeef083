import { describe, expect, it } from '@jest/globals';
import { LocalTime } from '../series/same-local-time.ts';
import { leakSuspicion } from './leak.ts';
import { morningPeak } from './morning-peak.ts';
import { weekGrowth } from './week-growth.ts';

const day = 288;
const hour = 12;
/** Friday 20 March 2026, 12:00 UTC. */
const originStep = Date.UTC(2026, 2, 20, 12) / 300_000;
const steps = 12.5 * day;
const window = (valueOf: (step: number) => number) => Float32Array.from({ length: steps }, (_, i) => valueOf(originStep - steps + 1 + i));

describe('growth over the week', () => {
  it('compares the last day with the same day a week before (the worked example)', () => {
    expect(weekGrowth(window((step) => (step > originStep - day ? 25 : 20)), day)).toEqual({ lastDay: 25, weekBefore: 20, growth: 0.25, notable: true });
  });

  it('is not notable when days differ as much anyway', () => {
    const weekday = [20, 30, 22, 31, 19, 29, 21, 30, 20, 28, 21, 29, 24];
    const growth = weekGrowth(window((step) => weekday[Math.floor((originStep - step) / day)]), day);
    expect(growth!.growth).toBeCloseTo(20 / 30 - 1, 5);
    expect(weekGrowth(window((step) => (Math.floor((originStep - step) / day) % 2 === 0 ? 20 : 22)), day)!.notable).toBe(false);
  });

  it('is unknown with less than eight days, or with days that are mostly missing', () => {
    expect(weekGrowth(window((step) => (step > originStep - 7 * day ? 20 : NaN)), day)).toBeNull();
    expect(weekGrowth(window((step) => (step % 2 === 0 ? 20 : NaN)), day)).toBeNull();
  });
});

describe('a suspected leak', () => {
  const rhythm = (step: number) => 2 * Math.sin((2 * Math.PI * step) / day);

  it('rises by day and by night since the restart (the worked example)', () => {
    const restart = originStep - 5 * day;
    const leak = leakSuspicion(window((step) => (step <= restart ? 60 : 30 + ((step - restart) / day) * 6) + rhythm(step)), originStep, 300)!;
    expect(leak).toMatchObject({ suspected: true, restartSeen: true, risingShare: 1 });
    expect(leak.risePerDay).toBeCloseTo(6, 1);
    expect(leak.riseSince).toBeCloseTo(29.5, 1);
    expect(Math.abs(leak.sinceStep - restart)).toBeLessThanOrEqual(2 * hour);
  });

  it('is not a daily rhythm, nor a level that moved once, nor a fall', () => {
    const suspected = (valueOf: (step: number) => number) => leakSuspicion(window(valueOf), originStep, 300)?.suspected ?? false;
    expect(suspected((step) => 40 + 10 * rhythm(step))).toBe(false);
    expect(suspected((step) => (step > originStep - 6 * hour ? 60 : 40) + rhythm(step))).toBe(false);
    expect(suspected((step) => 80 - ((step - originStep + steps) / day) * 3)).toBe(false);
  });

  it('cannot be told within a day and a half of a restart', () => {
    expect(leakSuspicion(window((step) => (step > originStep - day ? 20 + ((step - originStep + day) / day) * 5 : 70)), originStep, 300)).toBeNull();
  });
});

describe('the morning peak', () => {
  const utc = new LocalTime('UTC', 300_000);
  /** Working days before Friday 20 March: 0 is that Friday. */
  const isMorning = (step: number) => utc.shareOfDay(step) >= 0.25 && utc.shareOfDay(step) < 0.5;

  it('gets worse when it rises from one working day to the next (the worked example)', () => {
    const level = (step: number) => (isMorning(step) ? 70 - 2 * Math.floor((originStep - step) / day) : 20);
    const peak = morningPeak(window(level), originStep, 300, utc)!;
    expect(peak.tau).toBe(1);
    expect(peak.worsening).toBe(true);
    // two points a day, and a weekend in between
    expect(peak.risePerDay).toBeGreaterThanOrEqual(2);
    expect(peak.risePerDay).toBeLessThan(3.2);
    expect(peak.peaks.at(-1)!.value).toBeGreaterThan(peak.peaks[0].value);
  });

  it('does not when mornings merely differ, and is unknown with few of them', () => {
    expect(morningPeak(window((step) => (isMorning(step) ? 60 + ((Math.floor(step / day) * 7) % 5) : 20)), originStep, 300, utc)!.worsening).toBe(false);
    expect(morningPeak(window((step) => (step > originStep - 3 * day ? 50 : NaN)), originStep, 300, utc)).toBeNull();
  });
});
