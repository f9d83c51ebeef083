import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { levelOf, median } from './order-statistics.ts';

describe('levels of unsorted values', () => {
  it('are those of the sorted values, linear between two of them', () => {
    const values = fc.array(fc.oneof(fc.integer({ min: -5, max: 5 }), fc.double({ min: -1e6, max: 1e6, noNaN: true })), { minLength: 1, maxLength: 60 });
    fc.assert(
      fc.property(values, fc.double({ min: 0, max: 1, noNaN: true }), (all, level) => {
        const sorted = all.toSorted((a, b) => a - b);
        const position = (all.length - 1) * level;
        const below = Math.floor(position);
        const expected = sorted[below] + (position - below) * ((sorted[below + 1] ?? sorted[below]) - sorted[below]);
        expect(Math.abs(levelOf(all, level) - expected)).toBe(0);
      }),
    );
  });

  it('leave missing values out and the order of what was given alone', () => {
    const values = Float32Array.of(NaN, 5, 1, Infinity, 3);
    expect(median(values)).toBe(3);
    expect(median([4, NaN, 1, 2, 3])).toBe(2.5);
    expect(Array.from(values)).toEqual([NaN, 5, 1, Infinity, 3]);
    expect(median([NaN, NaN])).toBeNaN();
  });
});
