import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { insideBand, intervalScore, pinball } from './pinball.ts';

describe('the losses', () => {
  it('are as worked by hand', () => {
    expect(pinball(0.9, 10, 7)).toBeCloseTo(2.7, 9);
    expect(pinball(0.9, 7, 10)).toBeCloseTo(0.3, 9);
    expect(intervalScore(0.8, 12, 4, 10)).toBeCloseTo(6 + 10 * 2, 9);
    expect(intervalScore(0.8, 5, 4, 10)).toBe(6);
  });

  it('count an actual on a bound half', () => {
    expect([insideBand(4, 4, 10), insideBand(5, 4, 10), insideBand(11, 4, 10), insideBand(0, 0, 0)]).toEqual([0.5, 1, 0, 0.5]);
  });

  it('are least for the true quantile: on 1..9 no value beats the empirical one', () => {
    const sample = [1, 2, 3, 4, 5, 6, 7, 8, 9];
    const loss = (level: number, forecast: number) => sample.reduce((sum, actual) => sum + pinball(level, actual, forecast), 0);
    fc.assert(
      fc.property(fc.double({ min: 0, max: 10, noNaN: true }), (forecast) => {
        expect(loss(0.5, forecast)).toBeGreaterThanOrEqual(loss(0.5, 5) - 1e-9);
        expect(loss(0.1, forecast)).toBeGreaterThanOrEqual(loss(0.1, 1) - 1e-9);
        expect(loss(0.9, forecast)).toBeGreaterThanOrEqual(loss(0.9, 9) - 1e-9);
      }),
      { seed: 4 },
    );
  });
});
