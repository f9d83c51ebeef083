import { Worker } from 'node:worker_threads';

export interface ConstantRate {
  readonly url: string;
  /** Asked for in turn. */
  readonly paths: readonly string[];
  readonly requestsPerSecond: number;
  readonly seconds: number;
}

export interface RateOutcome {
  /** Sorted. From the moment at which a request was due, so that a stall counts for every request that it delayed. */
  readonly latenciesMs: Float64Array;
  readonly answered: number;
  /** Answers that were not 200, and requests without an answer. */
  readonly failures: Readonly<Record<string, number>>;
}

/** Requests at a constant rate, whatever the answers take; on a thread of its own, so that nothing here delays them. */
export function requestAtConstantRate(load: ConstantRate): Promise<RateOutcome> {
  const worker = new Worker(new URL('./constant-rate-worker.ts', import.meta.url), { workerData: load });
  return new Promise((resolve, reject) => {
    worker.once('message', resolve);
    worker.once('error', reject);
  });
}

export function quantileOf(sorted: Float64Array, level: number): number {
  return sorted.length === 0 ? NaN : sorted[Math.min(sorted.length - 1, Math.ceil(level * sorted.length) - 1)];
}
