import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { orderSamples, resample, type RawSamples } from './resample.ts';

const grid = { stepMs: 300_000 };
const range = { fromStep: 1, toStep: 3 };
const minute = 60_000;

function samples(...pairs: ReadonlyArray<readonly [minutes: number, value: number]>): RawSamples {
  return { timesMs: Float64Array.from(pairs, ([at]) => at * minute), values: Float64Array.from(pairs, ([, value]) => value) };
}

describe('resampling to the grid', () => {
  it('takes the mean over (t - step, t], so a sample on the stamp closes its step', () => {
    const steps = resample(samples([0, 100], [1, 2], [5, 4], [6, 10], [15, 7]), 'mean', grid, range);
    expect([...steps]).toEqual([3, 10, 7]);
  });

  it('takes the maximum for kinds whose peaks matter', () => {
    expect([...resample(samples([1, 2], [4, 9], [5, -1], [11, -5]), 'max', grid, range)]).toEqual([9, NaN, -5]);
  });

  it('leaves a step without samples missing, never zero', () => {
    expect([...resample(samples([1, 2]), 'mean', grid, range)]).toEqual([2, NaN, NaN]);
    expect([...resample(samples(), 'counter-rate', grid, range)]).toEqual([NaN, NaN, NaN]);
  });

  it('lets the last arrival stand when two samples have one stamp', () => {
    expect([...resample(samples([2, 5], [1, 1], [2, 9]), 'mean', grid, range)]).toEqual([5, NaN, NaN]);
  });

  it('leaves out stale markers and infinities', () => {
    expect([...resample(samples([1, NaN], [2, 6], [3, Infinity]), 'mean', grid, range)]).toEqual([6, NaN, NaN]);
  });

  it('does not let a clock that runs ahead touch earlier steps', () => {
    expect([...resample(samples([14, 1], [16, 500], [900, 500]), 'mean', grid, range)]).toEqual([NaN, NaN, 1]);
  });

  it('gives the rate of a counter per second', () => {
    const scrapes = Array.from({ length: 61 }, (_, i) => [i / 4, i * 30] as const); // 30 every 15 s
    expect([...resample(samples(...scrapes), 'counter-rate', grid, range)]).toEqual([2, 2, 2]);
  });

  it('splits an increase over a step boundary and never uses a sample later than the stamp', () => {
    // 4 -> 6 minutes: an increase of 240 in 120 s, half of it in each step; step 1 must not know the sample at minute 6.
    const steps = resample(samples([1, 0], [4, 180], [6, 420], [9, 420]), 'counter-rate', grid, range);
    expect(steps[0]).toBeCloseTo(1, 6);
    expect(steps[1]).toBeCloseTo((120 + 0) / 240, 6);
  });

  it('takes a fall for a reset: what the counter shows after it is the increase', () => {
    const steps = resample(samples([0, 1000], [1, 1060], [2, 30], [3, 90], [4, 150], [5, 210]), 'counter-rate', grid, range);
    expect(steps[0]).toBeCloseTo((60 + 30 + 60 + 60 + 60) / 300, 6);
  });

  it('does not average over a gap of more than two steps', () => {
    expect([...resample(samples([0, 0], [12, 7200]), 'counter-rate', grid, range)]).toEqual([NaN, NaN, NaN]);
  });

  it('does not depend on the order of arrival', () => {
    const sample = fc.tuple(fc.integer({ min: 0, max: 900 }), fc.integer({ min: 0, max: 1000 }));
    const distinct = fc.uniqueArray(sample, { selector: ([at]) => at, maxLength: 40 });
    fc.assert(
      fc.property(distinct.chain((list) => fc.tuple(fc.constant(list), fc.shuffledSubarray(list, { minLength: list.length }))), ([list, shuffled]) => {
        for (const aggregation of ['mean', 'max', 'counter-rate'] as const) {
          const asSeconds = (pairs: Array<[number, number]>) => samples(...pairs.map(([at, value]) => [at / 60, value] as const));
          expect([...resample(asSeconds(shuffled), aggregation, grid, range)]).toEqual([...resample(asSeconds(list), aggregation, grid, range)]);
        }
      }),
      { seed: 7, numRuns: 200 },
    );
  });

  it('returns samples that are in order already as they are', () => {
    const inOrder = samples([1, 1], [2, 2]);
    expect(orderSamples(inOrder)).toBe(inOrder);
  });
});
