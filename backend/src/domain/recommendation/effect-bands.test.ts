import { quantileNames } from '@fleetcast/contract';
import { describe, expect, it } from '@jest/globals';
import { effectBands } from './effect-bands.ts';

/** [Q, H]: quantile q at step h is 100 q + h, plus an offset. */
function quantiles(horizonSteps: number, offset = 0): Float32Array {
  return Float32Array.from({ length: quantileNames.length * horizonSteps }, (_, i) => offset + 100 * Math.floor(i / horizonSteps) + (i % horizonSteps));
}
const [q10, q50, q90] = (['q10', 'q50', 'q90'] as const).map((name) => 100 * quantileNames.indexOf(name));

describe('bands of an effect', () => {
  it('are given every half hour up to the end of the horizon, before and after, as docs/methods/recommendation.md works out', () => {
    const { leadMinutes, before, after } = effectBands(quantiles(96), quantiles(96, 1000), 96, 300);
    expect(leadMinutes).toEqual(Array.from({ length: 16 }, (_, i) => 30 * (i + 1)));
    expect([before.p10[0], before.p50[0], before.p90[0]]).toEqual([q10 + 5, q50 + 5, q90 + 5]);
    expect([before.p10[15], before.p50[15], before.p90[15]]).toEqual([q10 + 95, q50 + 95, q90 + 95]);
    expect(after.p50).toEqual(before.p50.map((value) => value + 1000));
    expect([before, after].flatMap(({ p10, p50, p90 }) => [p10.length, p50.length, p90.length])).toEqual(new Array(6).fill(16));
  });

  it('have every step of a coarser grid, and no more than 32 leads of a long one', () => {
    expect(effectBands(quantiles(8), quantiles(8), 8, 3600).leadMinutes).toEqual([60, 120, 180, 240, 300, 360, 420, 480]);
    expect(effectBands(quantiles(576), quantiles(576), 576, 300).leadMinutes).toHaveLength(32);
    expect(effectBands(quantiles(2), quantiles(2), 2, 300).leadMinutes).toEqual([10]);
  });

  it('keep as many digits as a card can show', () => {
    const fine = new Float32Array(7 * 6).fill(12.345678);
    expect(effectBands(fine, fine, 6, 300).before).toEqual({ p10: [12.35], p50: [12.35], p90: [12.35] });
  });
});
