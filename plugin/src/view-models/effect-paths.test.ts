import { describe, expect, it } from '@jest/globals';
import { effectPaths } from './effect-paths.ts';

const bands = { leadMinutes: [30, 60, 120], before: { p10: [40, 50, 60], p50: [50, 60, 80], p90: [60, 70, 90] }, after: { p10: [10, 10, 10], p50: [20, 20, 20], p90: [30, 30, 30] } };

describe('paths of an effect', () => {
  it('stand on one scale, by time, with the threshold on it', () => {
    const { before, after, thresholdY } = effectPaths({ bands, threshold: { value: 85, direction: 'above' } }, 90, 82);
    expect(before.median).toBe('M0 41L30 31L90 11');
    expect(before.band).toBe('M0 31L30 21L90 1L90 31L30 41L0 51Z');
    expect(after.median).toBe('M0 71L30 71L90 71');
    expect(thresholdY).toBe(6);
  });

  it('leave room for a threshold beyond both bands', () => {
    const { before, thresholdY } = effectPaths({ bands, threshold: { value: 170, direction: 'above' } }, 90, 82);
    expect(thresholdY).toBe(1);
    expect(before.median).toBe('M0 61L30 56L90 46');
  });

  it('of one flat lead are a point', () => {
    const flat = { p10: [5], p50: [5], p90: [5] };
    expect(effectPaths({ bands: { leadMinutes: [30], before: flat, after: flat }, threshold: { value: 5, direction: 'above' } }, 90, 40).before).toEqual({ median: 'M0 39', band: 'M0 39L0 39Z' });
  });
});
