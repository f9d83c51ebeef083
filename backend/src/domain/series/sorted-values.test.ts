import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { quantileOfSorted, replaceSorted, sortFew } from './sorted-values.ts';

const value = fc.float({ min: -100, max: 100, noNaN: true });

describe('sorted values', () => {
  it('stay sorted when one is replaced, whichever it is', () => {
    fc.assert(
      fc.property(fc.array(value, { minLength: 1, maxLength: 30 }), fc.nat(), value, (list, pick, into) => {
        const sorted = Float32Array.from(list).sort();
        const out = sorted[pick % sorted.length];
        const expected = Float32Array.from(sorted);
        expected[pick % sorted.length] = into;
        replaceSorted(sorted, out, into);
        expect([...sorted]).toEqual([...expected.sort()]);
      }),
      { seed: 1, numRuns: 1000 },
    );
  });

  it('are put in order by sortFew', () => {
    const values = Float32Array.of(3, 1, 2, 9, 0);
    sortFew(values, 3);
    expect([...values]).toEqual([1, 2, 3, 9, 0]);
  });

  it('have the quantiles of Hyndman and Fan type 7', () => {
    const sorted = Float32Array.of(1, 2, 4, 8);
    expect(quantileOfSorted(sorted, 0.5)).toBe(3);
    expect(quantileOfSorted(sorted, 0.1)).toBeCloseTo(1.3, 6);
    expect(quantileOfSorted(sorted, 1)).toBe(8);
    expect(quantileOfSorted(sorted, 0)).toBe(1);
    expect(quantileOfSorted(sorted, 0.5, 3)).toBe(2);
  });
});
