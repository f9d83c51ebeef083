/**
 * Latency of one server as a queue. Response time of m workers at utilisation u, Sakasegawa's approximation of M/M/m (1977):
 *   R = S g_m(u),  g_m(u) = 1 + u^(sqrt(2(m+1)) - 1) / (m (1 - u))
 * What a monitor reports adds what does not queue here (lower tiers, the network) and a percentile's factor, so the fit is
 * latency = fixed + scale g_m(u), both at least 0, over the m that explains most.
 */
import { robustLine } from './robust-statistics.ts';

export interface QueueModel {
  readonly kind: 'mmc';
  readonly workers: number;
  /** In the metric's unit. */
  readonly fixed: number;
  readonly scale: number;
  readonly fitR2: number;
}

const candidates = [1, 2, 4, 8, 16, 32] as const;
/** Beyond this a queue has no steady state; a real one is bounded. */
const highestUtilisation = 0.98;
/** A law that explains less is none. */
export const leastR2 = 0.1;

/** g_m(u): response time over service time, u from 0 to 1. */
export function queueingFactor(utilisation: number, workers: number): number {
  const held = Math.min(Math.max(utilisation, 0), highestUtilisation);
  return 1 + held ** (Math.sqrt(2 * (workers + 1)) - 1) / (workers * (1 - held));
}

/** Fits latency [T] to cpu percent [T]; null when no queue explains a tenth of its variance. */
export function fitQueue(cpuPercent: Float32Array, latency: Float32Array): QueueModel | null {
  let best: QueueModel | null = null;
  for (const workers of candidates) {
    const factors = cpuPercent.map((value) => (Number.isFinite(value) ? queueingFactor(value / 100, workers) : NaN));
    const line = robustLine(factors, latency);
    if (line === null || line.slope <= 0 || line.r2 < leastR2) continue;
    // A queue cannot take away time: with a fixed part below 0 the line goes through no latency at no work.
    const model: QueueModel | null = line.intercept >= 0 ? { kind: 'mmc', workers, fixed: line.intercept, scale: line.slope, fitR2: line.r2 } : null;
    if (model !== null && (best === null || model.fitR2 > best.fitR2)) best = model;
  }
  return best;
}

export function queueLatency({ fixed, scale, workers }: QueueModel, cpuPercent: number): number {
  return fixed + scale * queueingFactor(cpuPercent / 100, workers);
}
