import { describe, expect, it } from '@jest/globals';
import { breachOnsets } from './breach-onsets.ts';

const above80 = { value: 80, direction: 'above' } as const;
const quiet = (steps: number) => Array.from({ length: steps }, () => 10);
const onsets = (...parts: readonly number[][]) => breachOnsets(Float32Array.from(parts.flat()), above80, 300);

describe('a breach', () => {
  it('begins with the first step at or over the threshold after an hour below, and lasts three', () => {
    expect(onsets(quiet(12), [80, 80, 80], quiet(3))).toEqual([12]);
    expect(onsets(quiet(12), [80, 95], quiet(3))).toEqual([]);
    expect(onsets(quiet(12), [80, 95])).toEqual([]);
  });

  it('that began before the hour was over is the one before, still going on', () => {
    expect(onsets(quiet(12), [90, 90, 90], quiet(11), [90, 90, 90])).toEqual([12]);
    expect(onsets(quiet(12), [90, 90, 90], quiet(12), [90, 90, 90])).toEqual([12, 27]);
    expect(onsets(quiet(11), [90, 90, 90])).toEqual([]);
  });

  it('begins nothing where less than half of the hour before was observed', () => {
    const gap = (steps: number) => Array.from({ length: steps }, () => NaN);
    expect(onsets(quiet(6), gap(6), [90, 90, 90])).toEqual([12]);
    expect(onsets(quiet(20), gap(7), [90, 90, 90])).toEqual([]);
    expect(onsets(quiet(12), [90, NaN, 90])).toEqual([]);
  });

  it('goes down where low values are the trouble', () => {
    const values = Float32Array.from([...quiet(12).map(() => 50), 5, 5, 5]);
    expect(breachOnsets(values, { value: 5, direction: 'below' }, 300)).toEqual([12]);
  });

  it('may be asked for with another duration', () => {
    expect(breachOnsets(Float32Array.from([...quiet(12), 90, 10]), above80, 300, 1)).toEqual([12]);
  });
});
