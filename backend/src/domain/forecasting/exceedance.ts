import { quantileLevels, type Threshold } from '@fleetcast/contract';

const Q = quantileLevels.length;

/**
 * Probability that a value lies at or beyond a threshold, from its quantiles at[0], at[stride], ... (lowest first).
 * Between quantiles the distribution is linear; beyond the outermost two it falls off exponentially as between them, which
 * is the least that bursty series ask for.
 */
export function exceedance(quantiles: Float32Array, at: number, stride: number, threshold: Threshold): number {
  const { value } = threshold;
  return threshold.direction === 'above' ? atOrAbove(value, (q) => quantiles[at + q * stride]) : atOrAbove(-value, (q) => -quantiles[at + (Q - 1 - q) * stride]);
}

/** The levels are symmetric about the median, so that "below" is "above" mirrored. */
function atOrAbove(value: number, quantile: (q: number) => number): number {
  if (quantile(0) >= value) {
    const spread = (quantile(1) - quantile(0)) / Math.log(quantileLevels[1] / quantileLevels[0]);
    return spread > 0 ? 1 - quantileLevels[0] * Math.exp((value - quantile(0)) / spread) : 1;
  }
  for (let q = 1; q < Q; q++) {
    const high = quantile(q);
    if (high < value) continue;
    const low = quantile(q - 1);
    const level = quantileLevels[q - 1] + ((value - low) / (high - low)) * (quantileLevels[q] - quantileLevels[q - 1]);
    return 1 - level;
  }
  const top = quantile(Q - 1);
  const spread = (top - quantile(Q - 2)) / Math.log((1 - quantileLevels[Q - 2]) / (1 - quantileLevels[Q - 1]));
  return spread > 0 ? (1 - quantileLevels[Q - 1]) * Math.exp((top - value) / spread) : 0;
}
