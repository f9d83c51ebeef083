import { createFleet } from '@fleetcast/simulator';
import { metricKindOf } from '../../domain/catalog/metrics.ts';
import type { OutgoingSeries } from '../../domain/series/sample-sink.ts';
import { readSeriesFile } from '../../io/parquet/series-file.ts';

/** What is replayed: steps whose last one is the last that has ended by now. */
export interface ReplayData {
  readonly stepMs: number;
  readonly fromStep: number;
  readonly stepCount: number;
  readonly series: readonly OutgoingSeries[];
}

export type ReplayDataOutcome = { readonly kind: 'read'; readonly data: ReplayData } | { readonly kind: 'unreadable'; readonly message: string };

export interface ReplayRange {
  readonly stepMs: number;
  readonly nowMs: number;
  /** At most so many days before now; undefined: all there is. */
  readonly days: number | undefined;
}

const lastEndedStep = ({ stepMs, nowMs }: ReplayRange) => Math.floor(nowMs / stepMs);
const stepsOfDays = ({ stepMs, days }: ReplayRange) => (days === undefined ? Infinity : Math.max(1, Math.round((days * 86_400_000) / stepMs)));

/** The end of a file, moved as a whole so that its last step ends now. Its column names are the metrics. */
export async function replayDataOfFile(path: string, range: ReplayRange, wants?: (server: string) => boolean): Promise<ReplayDataOutcome> {
  const outcome = await readSeriesFile({ path, stepSeconds: range.stepMs / 1000, kindOf: metricKindOf, wants });
  if (outcome.kind !== 'read') return { kind: 'unreadable', message: outcome.message };
  const { file } = outcome;
  const stepCount = Math.min(file.stepCount, stepsOfDays(range));
  const series = file.series.map(({ server, metric, values }) => ({ labels: { server }, metric, values: values.subarray(file.stepCount - stepCount) }));
  return { kind: 'read', data: { stepMs: range.stepMs, fromStep: lastEndedStep(range) - stepCount + 1, stepCount, series } };
}

export interface SimulationOptions {
  readonly servers: number;
  readonly seed: number;
}

/** The last days of a simulated fleet that lives until now. */
export function replayDataOfSimulation({ servers, seed }: SimulationOptions, range: ReplayRange & { readonly days: number }): ReplayData {
  const { stepMs } = range;
  const toStep = lastEndedStep(range);
  const fromStep = toStep - stepsOfDays(range) + 1;
  const fleet = createFleet({ seed, servers, startMs: (fromStep - 1) * stepMs, stepMs });
  const slice = fleet.simulate(fromStep, toStep);
  const series = slice.series.map(({ server, metric, values }) => ({
    labels: { server: server.server, profile: server.profile, tier: server.tier, region: server.region },
    metric,
    values,
  }));
  return { stepMs, fromStep, stepCount: toStep - fromStep + 1, series };
}
