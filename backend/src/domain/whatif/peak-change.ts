/** The busiest half hour while a change holds, before and after it, and the difference: each a distribution. docs/methods/what-if.md. */
import type { Spread } from '@fleetcast/contract';
import { standardNormalQuantile } from '../forecasting/normal.ts';
import { busiestHalfHour } from './busiest-half-hour.ts';
import { levelOf } from '../series/order-statistics.ts';
import { type RankPaths, valueAtRank } from './rank-paths.ts';

export interface PeakChange {
  readonly before: Spread;
  readonly after: Spread;
  readonly change: Spread;
}

export interface PeakTerms {
  readonly paths: RankPaths;
  /** [H] 1 at steps at which the change is judged. */
  readonly isJudged: Uint8Array;
  /** Relative standard deviation of the effect that the forecasts do not tell: of capacities, shares and laws that are assumed. */
  readonly doubt: number;
  /** What the metric can reach. */
  readonly ceiling: number;
  readonly stepSeconds: number;
}

const goldenRatio = 0.618033988749895;

/**
 * `before` and `after` are quantiles [Q, H]. The doubt spreads the difference path by path, by a sequence that fills the
 * normal distribution evenly, so nothing is random.
 */
export function peakChange(before: Float32Array, after: Float32Array, { paths, isJudged, doubt, ceiling, stepSeconds }: PeakTerms): PeakChange {
  const H = isJudged.length;
  const was = new Float64Array(H);
  const becomes = new Float64Array(H);
  const peakBefore = new Float64Array(paths.count);
  const peakAfter = new Float64Array(paths.count);
  for (let path = 0; path < paths.count; path++) {
    const stretch = Math.max(0, 1 + doubt * standardNormalQuantile(((path + 0.5) * goldenRatio) % 1));
    for (let h = 0; h < H; h++) {
      if (isJudged[h] === 0) continue;
      const rank = paths.ranks[path * H + h];
      was[h] = valueAtRank(before, h, H, rank);
      becomes[h] = Math.min(ceiling, Math.max(0, was[h] + (valueAtRank(after, h, H, rank) - was[h]) * stretch));
    }
    peakBefore[path] = busiestHalfHour(was, isJudged, stepSeconds);
    peakAfter[path] = busiestHalfHour(becomes, isJudged, stepSeconds);
  }
  return { before: spreadOf(peakBefore), after: spreadOf(peakAfter), change: spreadOf(peakAfter.map((peak, path) => peak - peakBefore[path])) };
}

function spreadOf(values: Float64Array): Spread {
  return { p10: levelOf(values, 0.1), p50: levelOf(values, 0.5), p90: levelOf(values, 0.9) };
}
