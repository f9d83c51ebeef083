import { isSampled, sampleShare } from '../../domain/series/fleet-sample.ts';
import { type FleetWindows, seriesKey } from '../../domain/series/fleet-windows.ts';
import type { LongSeries } from '../../domain/series/long-series.ts';
import type { MetricSource } from '../../domain/series/ports.ts';

export interface HistoryRequest {
  /** Of a larger fleet a sample of its servers. */
  readonly mostSeries: number;
  readonly fromStep: number;
  readonly toStep: number;
  readonly stepMs: number;
  readonly zone: string;
}

export interface ReadHistory {
  readonly series: readonly LongSeries[];
  /** Share of the servers that were read, by sample; 1: all. */
  readonly sampledShare: number;
  /** What sources said they could not deliver, each once. */
  readonly faults: readonly string[];
}

/**
 * A fleet's history read from its sources anew, for a training: the windows reach back 12.5 days only, and what a source delivers
 * late stands nowhere else. A day at a time through `inTurn`, so that cycles run in between; the series are those in the windows.
 */
export async function readHistory(
  sources: readonly MetricSource[],
  windows: FleetWindows,
  { mostSeries, fromStep, toStep, stepMs, zone }: HistoryRequest,
  inTurn: (read: () => Promise<void>) => Promise<void>,
  signal: AbortSignal,
): Promise<ReadHistory> {
  const sampledShare = sampleShare(windows.rows, mostSeries);
  const length = toStep - fromStep + 1;
  const series = windows.rows.filter(({ serverId }) => isSampled(serverId, sampledShare)).map(({ serverId, metric, kind }) => ({ serverId, metric, kind, firstStep: fromStep, values: new Float32Array(length).fill(NaN), zone }));
  const bySeries = new Map(series.map((one) => [seriesKey(one.serverId, one.metric), one]));
  const faults = new Set<string>();
  const daySteps = Math.round(86_400_000 / stepMs);
  for (let from = fromStep; from <= toStep; from += daySteps) {
    const to = Math.min(toStep, from + daySteps - 1);
    await inTurn(async () => {
      for (const source of sources) {
        if (signal.aborted) return;
        const reading = await source.readSteps({ fromStep: from, toStep: to, stepMs }, signal);
        for (const { message } of reading.faults) faults.add(message);
        for (const { serverId, metric, values } of reading.series) fill(bySeries.get(seriesKey(serverId, metric)), from, values);
      }
    });
    signal.throwIfAborted();
  }
  return { series, sampledShare, faults: [...faults] };
}

/** Two sources may have the same series: what one of them has not, the other may. */
function fill(one: LongSeries | undefined, fromStep: number, values: Float32Array): void {
  if (one === undefined) return;
  const at = fromStep - one.firstStep;
  for (let i = 0; i < values.length && at + i < one.values.length; i++) if (!Number.isNaN(values[i])) one.values[at + i] = values[i];
}
