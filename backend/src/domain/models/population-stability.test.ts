import { describe, expect, it } from '@jest/globals';
import { profileOf, stabilityIndex } from './population-stability.ts';

const steps = Float32Array.from({ length: 1000 }, (_, i) => i);

describe('the population stability index', () => {
  it('is 0 for the same values and finite when nothing overlaps', () => {
    const profile = profileOf([steps])!;
    expect(profile.bounds).toEqual([100, 200, 300, 400, 500, 600, 700, 800, 900]);
    expect(stabilityIndex(profile, [steps])).toBeCloseTo(0, 9);
    const far = stabilityIndex(profile, [steps.map((value) => value + 5000)])!;
    expect(far).toBeGreaterThan(2);
    expect(Number.isFinite(far)).toBe(true);
  });

  it('gives the figure of the example in docs/methods/model-lifecycle.md', () => {
    // half of the values have moved from the lowest part to the highest
    const profile = { bounds: [10], shares: [0.8, 0.2] };
    const now = Float32Array.from({ length: 10 }, (_, i) => (i < 4 ? 5 : 20));
    expect(stabilityIndex(profile, [now])).toBeCloseTo((0.4 - 0.8) * Math.log(0.4 / 0.8) + (0.6 - 0.2) * Math.log(0.6 / 0.2), 9);
  });

  it('bears constants, gaps and infinities', () => {
    const constant = profileOf([new Float32Array(50).fill(7)])!;
    expect(constant).toEqual({ bounds: [7], shares: [1, 0] });
    expect(stabilityIndex(constant, [new Float32Array(50).fill(7)])).toBeCloseTo(0, 9);
    expect(profileOf([new Float32Array(5).fill(NaN)])).toBeNull();
    expect(stabilityIndex(constant, [new Float32Array(5).fill(NaN)])).toBeNull();
    expect(profileOf([Float32Array.of(1, Infinity, 2)])!.shares.reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 9);
  });
});
