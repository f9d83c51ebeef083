import { Worker } from 'node:worker_threads';

export interface SampleStream {
  readonly url: string;
  readonly samplesPerSecond: number;
  readonly seconds: number;
  /** Stamp of the first round; each round of all series lies `scrapeMs` after the one before. */
  readonly firstMs: number;
  readonly scrapeMs: number;
}

export interface StreamOutcome {
  readonly acknowledged: number;
  /** Answers other than 204, by status. */
  readonly refused: Readonly<Record<string, number>>;
}

/** Pushes samples at a constant rate from a thread of its own; what the service is late to acknowledge is not sent twice. */
export function streamSamples(stream: SampleStream): Promise<StreamOutcome> {
  const worker = new Worker(new URL('./sample-stream-worker.ts', import.meta.url), { workerData: stream });
  return new Promise((resolve, reject) => {
    worker.once('message', resolve);
    worker.once('error', reject);
  });
}
