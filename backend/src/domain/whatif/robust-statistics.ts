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
  const xs: number[] = [];
  const ys: number[] = [];
  for (let i = 0; i < x.length; i++) {
    if (!Number.isFinite(x[i]) || !Number.isFinite(y[i])) continue;
    xs.push(x[i]);
    ys.push(y[i]);
  }
  if (xs.length < 3) return null;
  const weights = new Float64Array(xs.length).fill(1);
  let line = weightedLine(xs, ys, weights);
  if (line === null) return null;
  for (let round = 0; round < rounds; round++) {
    const fitted: { intercept: number; slope: number } = line;
    const residuals = xs.map((value, i) => Math.abs(ys[i] - fitted.intercept - fitted.slope * value));
    const scale = 1.4826 * median(residuals);
    if (!(scale > 0)) break;
    residuals.forEach((residual, i) => (weights[i] = residual <= huberLimit * scale ? 1 : (huberLimit * scale) / residual));
    line = weightedLine(xs, ys, weights) ?? line;
  }
  return { ...line, r2: explained(xs, ys, weights, line), points: xs.length };
}

function weightedLine(xs: readonly number[], ys: readonly number[], weights: Float64Array): { readonly intercept: number; readonly slope: number } | null {
  let [sum, meanX, meanY] = [0, 0, 0];
  xs.forEach((value, i) => {
    sum += weights[i];
    meanX += weights[i] * value;
    meanY += weights[i] * ys[i];
  });
  meanX /= sum;
  meanY /= sum;
  let [xx, xy] = [0, 0];
  xs.forEach((value, i) => {
    xx += weights[i] * (value - meanX) ** 2;
    xy += weights[i] * (value - meanX) * (ys[i] - meanY);
  });
  if (!(xx > 1e-12 * sum * (meanX * meanX + 1e-12))) return null;
  return { slope: xy / xx, intercept: meanY - (xy / xx) * meanX };
}

function explained(xs: readonly number[], ys: readonly number[], weights: Float64Array, line: { readonly intercept: number; readonly slope: number }): number {
  let [sum, mean] = [0, 0];
  ys.forEach((value, i) => {
    sum += weights[i];
    mean += weights[i] * value;
  });
  mean /= sum;
  let [residual, total] = [0, 0];
  ys.forEach((value, i) => {
    residual += weights[i] * (value - line.intercept - line.slope * xs[i]) ** 2;
    total += weights[i] * (value - mean) ** 2;
  });
  return total > 0 ? Math.min(1, Math.max(0, 1 - residual / total)) : 0;
}
