/** The largest value while a change holds, before and after it, and the difference: each a distribution. docs/methods/what-if.md. */
import type { Spread } from '@fleetcast/contract';
import { standardNormalQuantile } from '../forecasting/normal.ts';
import { levelOf } from './robust-statistics.ts';
import { type RankPaths, valueAtRank } from './rank-paths.ts';

export interface PeakChange {
  readonly before: Spread;
  readonly after: Spread;
  readonly change: Spread;
}

/** A forecast's quantiles [Q, H] of one series, lying at `at` in a larger array. */
export interface QuantilePlace {
  readonly quantiles: Float32Array;
  readonly at: number;
}

const goldenRatio = 0.618033988749895;

/**
 * `isHeld` [H] says at which steps the change is judged. `doubt` is the relative standard deviation of the effect that the
 * forecasts do not tell: of capacities, shares and laws that are assumed. It spreads the difference path by path, by a
 * sequence that fills the normal distribution evenly, so nothing is random. `ceiling` bounds what the metric can be.
 */
export function peakChange(before: QuantilePlace, after: QuantilePlace, paths: RankPaths, isHeld: Uint8Array, doubt: number, ceiling: number): PeakChange {
  const H = isHeld.length;
  const highestBefore = new Float64Array(paths.count);
  const highestAfter = new Float64Array(paths.count);
  const change = new Float64Array(paths.count);
  for (let path = 0; path < paths.count; path++) {
    const stretch = Math.max(0, 1 + doubt * standardNormalQuantile(((path + 0.5) * goldenRatio) % 1));
    let [peakBefore, peakAfter] = [-Infinity, -Infinity];
    for (let h = 0; h < H; h++) {
      if (isHeld[h] === 0) continue;
      const rank = paths.ranks[path * H + h];
      const was = valueAtRank(before.quantiles, before.at + h, H, rank);
      const effect = valueAtRank(after.quantiles, after.at + h, H, rank) - was;
      const becomes = Math.min(ceiling, Math.max(0, was + effect * stretch));
      if (was > peakBefore) peakBefore = was;
      if (becomes > peakAfter) peakAfter = becomes;
    }
    highestBefore[path] = peakBefore;
    highestAfter[path] = peakAfter;
    change[path] = peakAfter - peakBefore;
  }
  return { before: spreadOf(highestBefore), after: spreadOf(highestAfter), change: spreadOf(change) };
}

function spreadOf(values: Float64Array): Spread {
  return { p10: levelOf(values, 0.1), p50: levelOf(values, 0.5), p90: levelOf(values, 0.9) };
}
