import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { Arrivals } from './arrivals.ts';

const recent = (seriesId: number, fromStep: number, values: readonly number[]) => ({ seriesId, fromStep, values: Float32Array.from(values) });
const rows = (arrived: ReturnType<Arrivals['take']>) => [...arrived.steps].map((step, i) => [step, arrived.seriesIds[i], arrived.values[i]]);

describe('arrivals', () => {
  it('hands every actual on once, oldest first', () => {
    const arrivals = new Arrivals(10);
    expect(rows(arrivals.take(100, 102, [recent(7, 100, [1, NaN, 3]), recent(2, 100, [4, 5, NaN])]))).toEqual([[100, 2, 4], [100, 7, 1], [101, 2, 5], [102, 7, 3]]);
    expect(rows(arrivals.take(100, 103, [recent(7, 100, [1, 2, 3, 9]), recent(2, 100, [4, 5, 6, NaN])]))).toEqual([[101, 7, 2], [102, 2, 6], [103, 7, 9]]);
  });

  it('leaves out what was handed on before a restart', () => {
    const arrivals = new Arrivals(10);
    arrivals.markTaken(1, 55);
    expect(rows(arrivals.take(54, 56, [recent(1, 54, [1, 2, 3])]))).toEqual([[54, 1, 1], [56, 1, 3]]);
  });

  it('hands each step on exactly once, whatever comes in which cycle', () => {
    const steps = 40;
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 9 }), { minLength: steps, maxLength: steps }), (delays) => {
        const arrivals = new Arrivals(10);
        const seen: number[] = [];
        for (let now = 0; now < steps + 10; now++) {
          const from = Math.max(0, now - 9);
          const values = Array.from({ length: now - from + 1 }, (_, i) => (from + i < steps && from + i + delays[from + i] <= now ? from + i : NaN));
          seen.push(...arrivals.take(from, now, [recent(3, from, values)]).values);
        }
        expect(seen.sort((a, b) => a - b)).toEqual(Array.from({ length: steps }, (_, step) => step));
      }),
    );
  });

  it('begins anew with a series that was forgotten', () => {
    const arrivals = new Arrivals(10);
    arrivals.take(5, 5, [recent(1, 5, [1])]);
    arrivals.keepOnly(new Set([2]));
    expect(rows(arrivals.take(5, 5, [recent(1, 5, [1])]))).toEqual([[5, 1, 1]]);
  });
});
