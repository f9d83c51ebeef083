/** Slopes that a few wild readings cannot bend. */
import { median } from '../series/order-statistics.ts';

export interface StraightLine {
  readonly intercept: number;
  readonly slope: number;
  /** Share of y's variance that the line explains, 0 to 1. */
  readonly r2: number;
  readonly points: number;
}

const huberLimit = 1.5;
const rounds = 6;

/**
 * Line through (x, y) by least squares, reweighted so that points beyond 1.5 robust deviations count less (Huber 1964).
 * Pairs with a missing value are left out; null with fewer than three pairs or without any spread in x.
 */
export function robustLine(x: ArrayLike<number>, y: ArrayLike<number>): StraightLine | null {
  const xs = new Float64Array(x.length);
  const ys = new Float64Array(x.length);
  let points = 0;
  for (let i = 0; i < x.length; i++) {
    if (!Number.isFinite(x[i]) || !Number.isFinite(y[i])) continue;
    xs[points] = x[i];
    ys[points++] = y[i];
  }
  return points < 3 ? null : lineThrough(xs.subarray(0, points), ys.subarray(0, points));
}

function lineThrough(xs: Float64Array, ys: Float64Array): StraightLine | null {
  const weights = new Float64Array(xs.length).fill(1);
  const residuals = new Float64Array(xs.length);
  let line = weightedLine(xs, ys, weights);
  if (line === null) return null;
  for (let round = 0; round < rounds; round++) {
    for (let i = 0; i < xs.length; i++) residuals[i] = Math.abs(ys[i] - line.intercept - line.slope * xs[i]);
    const limit = huberLimit * (1.4826 * median(residuals));
    if (!(limit > 0)) break;
    for (let i = 0; i < xs.length; i++) weights[i] = residuals[i] <= limit ? 1 : limit / residuals[i];
    line = weightedLine(xs, ys, weights) ?? line;
  }
  return { ...line, r2: explained(xs, ys, weights, line), points: xs.length };
}

type Line = Pick<StraightLine, 'intercept' | 'slope'>;

function weightedLine(xs: Float64Array, ys: Float64Array, weights: Float64Array): Line | null {
  let [sum, meanX, meanY] = [0, 0, 0];
  for (let i = 0; i < xs.length; i++) {
    sum += weights[i];
    meanX += weights[i] * xs[i];
    meanY += weights[i] * ys[i];
  }
  meanX /= sum;
  meanY /= sum;
  let [xx, xy] = [0, 0];
  for (let i = 0; i < xs.length; i++) {
    xx += weights[i] * (xs[i] - meanX) ** 2;
    xy += weights[i] * (xs[i] - meanX) * (ys[i] - meanY);
  }
  if (!(xx > 1e-12 * sum * (meanX * meanX + 1e-12))) return null;
  return { slope: xy / xx, intercept: meanY - (xy / xx) * meanX };
}

function explained(xs: Float64Array, ys: Float64Array, weights: Float64Array, { intercept, slope }: Line): number {
  let [sum, mean] = [0, 0];
  for (let i = 0; i < ys.length; i++) {
    sum += weights[i];
    mean += weights[i] * ys[i];
  }
  mean /= sum;
  let [residual, total] = [0, 0];
  for (let i = 0; i < ys.length; i++) {
    residual += weights[i] * (ys[i] - intercept - slope * xs[i]) ** 2;
    total += weights[i] * (ys[i] - mean) ** 2;
  }
  return total > 0 ? Math.min(1, Math.max(0, 1 - residual / total)) : 0;
}
