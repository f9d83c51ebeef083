/**
 * Latency of one server by the universal scalability law (Gunther 2007, Guerrilla Capacity Planning, chapter 4): with N requests
 * inside at once a request takes
 *   R = S (1 + sigma (N - 1) + kappa N (N - 1))
 * sigma for what has to queue (contention), kappa for what has to agree with all others (coherency). By Little's law N = X R at a
 * demand X, so that R is X's function: R = scale r with
 *   r = 1 + linear X r + squared (X r)^2
 * whose smaller root is the one that a server comes to from below. What a monitor reports adds what does not queue here, so the
 * fit is latency = fixed + scale r, both at least 0. Departure: linear and squared are taken from a grid, not from a gradient.
 */
import { levelOf } from '../series/order-statistics.ts';
import { leastR2 } from './queueing.ts';
import { robustLine } from './robust-statistics.ts';

export interface ScalabilityModel {
  readonly kind: 'usl';
  /** Per unit of demand, and per its square. */
  readonly linear: number;
  readonly squared: number;
  /** In the metric's unit. */
  readonly fixed: number;
  readonly scale: number;
  readonly fitR2: number;
}

/** At the demand that one step in twenty exceeds. */
const linearAtHigh = [0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9] as const;
const squaredAtHigh = [0, 0.01, 0.03, 0.06, 0.1, 0.15, 0.2, 0.24] as const;
/** Beyond its peak a server has no steady state; a real one is bounded. */
const highestStretch = 50;
const highLevel = 0.95;

/** r: by which factor a request takes longer than alone, at a demand. */
export function stretchAt({ linear, squared }: Pick<ScalabilityModel, 'linear' | 'squared'>, demand: number): number {
  const free = 1 - linear * demand;
  const discriminant = free * free - 4 * squared * demand * demand;
  // At or beyond the peak of the throughput no demand so high can be served.
  if (free <= 0 || discriminant < 0) return highestStretch;
  return Math.min(highestStretch, 2 / (free + Math.sqrt(discriminant)));
}

/** Fits latency [T] to demand [T]; null when the law explains no tenth of its variance. */
export function fitScalability(demand: Float32Array, latency: Float32Array): ScalabilityModel | null {
  const high = levelOf(demand, highLevel);
  if (!(high > 0)) return null;
  let best: { readonly law: { readonly linear: number; readonly squared: number }; readonly correlation: number } | null = null;
  for (const atHigh of linearAtHigh) {
    for (const squareAtHigh of squaredAtHigh) {
      const law = { linear: atHigh / high, squared: squareAtHigh / high ** 2 };
      if (atHigh + squareAtHigh === 0 || (1 - atHigh) ** 2 < 4 * squareAtHigh) continue;
      const found = correlation((i) => stretchAt(law, demand[i]), latency);
      if (best === null || found > best.correlation) best = { law, correlation: found };
    }
  }
  if (best === null) return null;
  const { law } = best;
  const line = robustLine(demand.map((value) => (Number.isFinite(value) ? stretchAt(law, value) : NaN)), latency);
  if (line === null || line.slope <= 0 || line.intercept < 0 || line.r2 < leastR2) return null;
  return { kind: 'usl', ...law, fixed: line.intercept, scale: line.slope, fitR2: line.r2 };
}

export function scalabilityLatency(model: ScalabilityModel, demand: number): number {
  return model.fixed + model.scale * stretchAt(model, demand);
}

/** sigma and kappa of requests inside at once; `scale` in milliseconds, demand in requests a second. */
export function scalabilityFigures({ linear, squared, scale }: ScalabilityModel): { readonly contention: number; readonly coherency: number } {
  const seconds = scale / 1000;
  // r = 1 + b N + c N^2 with N = X R: b = (sigma - kappa) / (1 - sigma), c = kappa / (1 - sigma).
  const [b, c] = [linear / seconds, squared / seconds ** 2];
  return { contention: (b + c) / (1 + b + c), coherency: c / (1 + b + c) };
}

/** Pearson's, over the steps at which both are known; 0 where either does not vary. */
function correlation(xAt: (i: number) => number, y: Float32Array): number {
  let [n, sumX, sumY, xx, yy, xy] = [0, 0, 0, 0, 0, 0];
  for (let i = 0; i < y.length; i++) {
    const x = xAt(i);
    if (!Number.isFinite(x) || !Number.isFinite(y[i])) continue;
    n += 1;
    sumX += x;
    sumY += y[i];
    xx += x * x;
    yy += y[i] * y[i];
    xy += x * y[i];
  }
  const spread = (n * xx - sumX * sumX) * (n * yy - sumY * sumY);
  return spread > 0 ? (n * xy - sumX * sumY) / Math.sqrt(spread) : 0;
}
