import type { SampleSink } from '../../domain/series/sample-sink.ts';
import type { ReplayData } from './replay-data.ts';

export interface ReplayProgress {
  readonly samplesWritten: number;
  readonly doneShare: number;
  /** Stamp up to which everything has been written. */
  readonly writtenUntilMs: number;
}

export type ReplayOutcome =
  | { readonly kind: 'done'; readonly samplesWritten: number }
  | { readonly kind: 'refused'; readonly samplesWritten: number; readonly message: string };

/** Samples of one write: enough to be fast, small enough for every receiver's limit on bodies. */
const samplesPerWrite = 10_000;

/** Writes all series, step by step through time: a receiver that holds a newer sample of any series may refuse an older one. */
export async function replay(data: ReplayData, sink: SampleSink, onProgress: (progress: ReplayProgress) => void, signal: AbortSignal): Promise<ReplayOutcome> {
  const { stepMs, fromStep, stepCount, series } = data;
  const stepsPerWrite = Math.max(1, Math.floor(samplesPerWrite / series.length));
  const seriesPerWrite = Math.min(series.length, samplesPerWrite);
  let samplesWritten = 0;
  for (let at = 0; at < stepCount; at += stepsPerWrite) {
    const until = Math.min(stepCount, at + stepsPerWrite);
    for (let first = 0; first < series.length; first += seriesPerWrite) {
      const part = series.slice(first, first + seriesPerWrite).map((one) => ({ ...one, values: one.values.subarray(at, until) }));
      const outcome = await sink.write({ fromStep: fromStep + at, stepMs, series: part }, signal);
      if (outcome.kind === 'refused') return { kind: 'refused', samplesWritten, message: outcome.message };
      samplesWritten += outcome.samples;
    }
    onProgress({ samplesWritten, doneShare: until / stepCount, writtenUntilMs: (fromStep + until - 1) * stepMs });
  }
  return { kind: 'done', samplesWritten };
}
