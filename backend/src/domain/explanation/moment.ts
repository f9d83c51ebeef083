import { medianIndex, quantileLevels } from '@fleetcast/contract';
import type { ConfiguredThreshold } from '../forecasting/breach-paths.ts';

/** The step of the horizon that is explained, and why this one. */
export interface Moment {
  /** 0: the first step after the origin. */
  readonly stepAhead: number;
  readonly why: 'asked' | 'breach' | 'peak';
}

/**
 * The step asked for; else the one at which the median comes to the most severe threshold that it reaches, unless it lies
 * beyond it from the first step on; else the median's highest (for thresholds from below: lowest) one. `quantiles` [Q, H].
 */
export function momentOf(quantiles: Float32Array, thresholds: readonly ConfiguredThreshold[], askedStep: number | null): Moment {
  if (askedStep !== null) return { stepAhead: askedStep, why: 'asked' };
  const horizonSteps = quantiles.length / quantileLevels.length;
  const median = quantiles.subarray(medianIndex * horizonSteps, (medianIndex + 1) * horizonSteps);
  for (const { threshold } of [...thresholds].reverse()) {
    const sign = threshold.direction === 'above' ? 1 : -1;
    const stepAhead = median.findIndex((value) => sign * value >= sign * threshold.value);
    if (stepAhead > 0) return { stepAhead, why: 'breach' };
  }
  const sign = thresholds[0]?.threshold.direction === 'below' ? -1 : 1;
  let furthest = 0;
  for (let h = 1; h < horizonSteps; h++) if (sign * median[h] > sign * median[furthest]) furthest = h;
  return { stepAhead: furthest, why: 'peak' };
}
