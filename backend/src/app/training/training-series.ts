import { createHash } from 'node:crypto';
import { metricInfoOf } from '../../domain/catalog/metrics.ts';
import type { LongSeries } from '../../domain/training/window-batches.ts';
import { readSeriesFile } from '../../io/parquet/series-file.ts';
import { readSeriesArchive } from '../../io/series-archive/series-archive.ts';
import type { TrainingData } from './training-request.ts';

export type SeriesOutcome = { readonly kind: 'read'; readonly series: readonly LongSeries[] } | { readonly kind: 'failed'; readonly message: string };

/** Reads the series that a training is asked to use. */
export async function trainingSeries(data: TrainingData, stepSeconds: number): Promise<SeriesOutcome> {
  if (data.kind === 'archive') return { kind: 'read', series: await readSeriesArchive(data.file) };
  const wanted = data.servers === null ? null : new RegExp(data.servers);
  const unwanted = data.withoutServers === null ? null : new RegExp(data.withoutServers);
  const unwantedMetric = data.withoutMetrics === null ? null : new RegExp(data.withoutMetrics);
  const all: LongSeries[] = [];
  for (const path of data.files) {
    const outcome = await readSeriesFile({
      path,
      stepSeconds,
      kindOf: (metric) => data.kinds[metric] ?? metricInfoOf(metric).kind,
      wants: (server) => (wanted === null || wanted.test(server)) && (unwanted === null || !unwanted.test(server)),
    });
    if (outcome.kind !== 'read') return { kind: 'failed', message: outcome.message };
    const { firstStep, series } = outcome.file;
    for (const { server, metric, kind, values } of series) {
      if (unwantedMetric === null || !unwantedMetric.test(metric)) all.push({ serverId: server, metric, kind, firstStep, values });
    }
  }
  return { kind: 'read', series: all };
}

/** sha256 over names, kinds, steps and values: two trainings with the same fingerprint saw the same data. */
export function fingerprintOf(series: readonly LongSeries[]): string {
  const hash = createHash('sha256');
  for (const { serverId, metric, kind, firstStep, values } of series) {
    hash.update(`${serverId}\n${metric}\n${kind}\n${firstStep}\n${values.length}\n`);
    hash.update(new Uint8Array(values.buffer, values.byteOffset, values.byteLength));
  }
  return hash.digest('hex');
}

/** The same series, without what follows a step. */
export function seriesUntil(series: readonly LongSeries[], untilStep: number | null): readonly LongSeries[] {
  if (untilStep === null) return series;
  return series.flatMap((one) => {
    const kept = Math.min(one.values.length, untilStep - one.firstStep + 1);
    return kept > 0 ? [{ ...one, values: one.values.subarray(0, kept) }] : [];
  });
}
