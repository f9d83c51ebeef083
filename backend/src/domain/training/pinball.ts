/**
 * The loss: weighted pinball, averaged over quantiles and targets, times two, so that the median's part is the weighted
 * absolute error. B series, F future patches, P steps a patch, R = F * B, Q quantiles.
 */
import { quantileLevels } from '@fleetcast/contract';
import type { Algebra } from '../graph/algebra.ts';

/** quantiles Q times [P, R]; targets and weights [R, P] in the same scaled units, R * P of them. Gives one number. */
export function pinballLoss<T>(algebra: Algebra<T>, quantiles: readonly T[], targets: T, weights: T, targetCount: number): T {
  const actual = algebra.transpose(targets, [1, 0]);
  const weight = algebra.transpose(weights, [1, 0]);
  const parts = quantiles.map((forecast, index) => {
    const level = quantileLevels[index];
    const error = algebra.subtract(actual, forecast);
    const pinball = algebra.maximum(algebra.multiply(error, level), algebra.multiply(error, level - 1));
    return algebra.sum(algebra.multiply(pinball, weight), [0, 1]);
  });
  const total = parts.reduce((left, right) => algebra.add(left, right));
  return algebra.multiply(total, 2 / (quantiles.length * targetCount));
}
