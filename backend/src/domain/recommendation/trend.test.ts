import { describe, expect, it } from '@jest/globals';
import { outlook, server } from './sample-situation.fixture.ts';
import { headedForThreshold } from './trend.ts';

const calm = (step: number) => 40 + 5 * Math.sin((2 * Math.PI * step) / 288);

describe('a line through the last hours', () => {
  it('that takes a metric past its threshold within a day is a risk that the forecast may not see', () => {
    const leaking = outlook('memory', 0.02, (step) => calm(step) + (step > -120 ? (step + 120) / 6 : 0));
    const [found, ...others] = headedForThreshold(server('web-1', [leaking, outlook('cpu', 0.02, calm)]), 5);
    expect(others).toEqual([]);
    expect(found).toMatchObject({ outlook: { metric: 'memory' }, by: 'trend' });
    expect(found.breach.minutes!).toBeGreaterThan(300);
    expect(found.breach.probability).toBeGreaterThan(0.4);
  });

  it('is none for what follows the load, nor below what the day before had', () => {
    const rising = (step: number) => 40 + (step > -72 ? (step + 72) / 2.4 : 0);
    expect(headedForThreshold(server('web-1', [outlook('cpu', 0.1, rising), outlook('checkout_latency_ms', 0.1, rising)]), 5)).toEqual([]);
    expect(headedForThreshold(server('web-1', [outlook('memory', 0.1, rising)]), 5)).toHaveLength(1);
    const crowd = (step: number) => (step > -180 && step < -120 ? 75 : rising(step));
    expect(headedForThreshold(server('web-1', [outlook('memory', 0.1, crowd)]), 5)).toEqual([]);
  });

  it('is none where the same growth comes every day, or leads nowhere near', () => {
    const daily = outlook('memory', 0.02, (step) => 50 + 20 * Math.sin((2 * Math.PI * step) / 288));
    const slow = outlook('disk', 0.02, (step) => 20 + step / 2000);
    expect(headedForThreshold(server('web-1', [daily, slow]), 5)).toEqual([]);
  });

  it('is still one on its second day, after a restart, and when it is slow', () => {
    const week = (values: (step: number) => number) => server('web-1', [outlook('memory', 0.02, values, { days: 8 })]);
    const hours = (count: number) => 12 * count;
    const leak = (since: number, perHour: number) => (step: number) => 50 + 2 * Math.sin((2 * Math.PI * step) / 288) + Math.max(0, ((step + hours(since)) * perHour) / 12);
    expect(headedForThreshold(week(leak(33, 0.8)), 5)).toHaveLength(1);
    expect(headedForThreshold(week(leak(33, 0)), 5)).toEqual([]);
    const restarted = (step: number) => (step < -hours(9) ? leak(24, 1.6)(step) : leak(9, 1.6)(step));
    expect(headedForThreshold(week(restarted), 5)).toHaveLength(1);
    expect(headedForThreshold(week(leak(14, 0.8)), 5)).toHaveLength(1);
  });

  it('is none on the first day of a server, whose caches fill', () => {
    const filling = (step: number) => (step < -120 ? NaN : 40 + (step + 120) / 6);
    expect(headedForThreshold(server('web-1', [outlook('memory', 0.1, filling)]), 5)).toEqual([]);
  });
});
