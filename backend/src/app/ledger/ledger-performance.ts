import type { MetricKind, Performance, performanceQuery } from '@fleetcast/contract';
import type { z } from 'zod';
import { ledgerLeadMinutes, type LedgerSeries, type LedgerSpeaker } from '../../domain/evaluation/ledger-entries.ts';
import { addServed, addSpeaker, calibrationOf, figuresOf, nothingJudged, speakersOf, type Judged, type PerformanceFigures } from '../../domain/evaluation/performance.ts';
import type { ObservedBreach } from '../../domain/evaluation/warning-performance.ts';
import type { LedgerFault } from '../../io/ledger/ledger-fault.ts';
import type { LedgerStore } from '../../io/ledger/ledger-store.ts';
import { daySeconds } from '../../io/ledger/ledger-tables.ts';

/** From this accuracy on a series counts as accurate. */
const accurateFrom = 0.85;
const mostWorst = 50;

export type PerformanceFilter = z.output<typeof performanceQuery>;

/** What the ledger knows; names and units of metrics are the catalogue's, what became of warnings is in the state. */
export type LedgerPerformance = Omit<Performance, 'metrics' | 'warnings' | 'drift'> & {
  readonly metrics: ReadonlyArray<Omit<Performance['metrics'][number], 'unit' | 'title'>>;
  readonly breaches: readonly ObservedBreach[];
};

/** Whom the ids of the tables stand for. */
export interface LedgerNames {
  readonly series: ReadonlyMap<number, LedgerSeries>;
  readonly speakers: ReadonlyMap<number, LedgerSpeaker>;
}

/** Adds up the daily sums that a question is about. */
export async function ledgerPerformance(store: LedgerStore, names: LedgerNames, filter: PerformanceFilter, asOfMs: number | null, nowMs: number): Promise<LedgerPerformance | LedgerFault> {
  const today = Math.floor(nowMs / 1000 / daySeconds);
  const fromDay = today - filter.days + 1;
  const byMetricDay = new Map<string, { readonly metric: string; readonly day: number; readonly judged: Judged }>();
  const byMetric = new Map<string, { readonly kind: MetricKind; readonly judged: Judged; readonly bySeries: Map<number, Judged> }>();
  for (const day of store.days('judged').filter((one) => one >= fromDay && one <= today)) {
    const sums = await store.readSums(day);
    if ('kind' in sums) return sums;
    const judgedOf = (seriesId: number): readonly Judged[] => {
      const series = names.series.get(seriesId);
      if (series === undefined || !isAskedFor(series, filter)) return [];
      const { metric, kind } = series;
      const ofMetric = entry(byMetric, metric, () => ({ kind, judged: nothingJudged(), bySeries: new Map<number, Judged>() }));
      return [ofMetric.judged, entry(ofMetric.bySeries, seriesId, nothingJudged), entry(byMetricDay, `${metric} ${day}`, () => ({ metric, day, judged: nothingJudged() })).judged];
    };
    for (const row of sums.sums.servedRows()) for (const judged of judgedOf(row.seriesId)) addServed(judged, row.sums);
    for (const row of sums.sums.speakerRows()) {
      const speaker = names.speakers.get(row.speakerId);
      if (speaker !== undefined) for (const judged of judgedOf(row.seriesId)) addSpeaker(judged, speaker, row.sums);
    }
  }
  const onsets = await store.onsetsSince(fromDay * daySeconds);
  if ('kind' in onsets) return onsets;
  const breaches = onsets.flatMap(({ seriesId, threshold, atSeconds }) => {
    const series = names.series.get(seriesId);
    return series !== undefined && isAskedFor(series, filter) ? [{ serverId: series.serverId, metric: series.metric, threshold, atMs: atSeconds * 1000 }] : [];
  });
  const metrics = [...byMetric].sort(([a], [b]) => (a < b ? -1 : 1));
  return {
    from: instantOfDay(fromDay),
    to: new Date(nowMs).toISOString(),
    asOf: asOfMs === null ? null : new Date(asOfMs).toISOString(),
    series: metrics.reduce((count, [, { bySeries }]) => count + bySeries.size, 0),
    metrics: metrics.map(([metric, { kind, judged, bySeries }]) => {
      const accuracies = [...bySeries.values()].flatMap((one) => figuresOf(one, kind).accuracy ?? []);
      return {
        metric,
        ...figuresOf(judged, kind),
        seriesWithAccuracy: accuracies.length,
        accurateShare: accuracies.length === 0 ? null : accuracies.filter((accuracy) => accuracy >= accurateFrom).length / accuracies.length,
        calibration: calibrationOf(judged)?.slice() ?? null,
        speakers: speakersOf(judged).slice(),
      };
    }),
    worstSeries: worstSeries(metrics.flatMap(([, { kind, bySeries }]) => [...bySeries].map(([id, judged]) => ({ series: names.series.get(id)!, figures: figuresOf(judged, kind) })))),
    breaches,
    horizons: metrics.flatMap(([metric, { kind, judged }]) => ledgerLeadMinutes.map((horizonMinutes, lead) => ({ metric, horizonMinutes, ...figuresOf(judged, kind, lead) }))),
    days: [...byMetricDay.values()].sort((a, b) => a.day - b.day || (a.metric < b.metric ? -1 : 1)).map(({ metric, day, judged }) => ({ metric, day: instantOfDay(day).slice(0, 10), ...figuresOf(judged, byMetric.get(metric)!.kind) })),
  };
}

/** Those whose floors would have done better come first. */
function worstSeries(all: ReadonlyArray<{ readonly series: LedgerSeries; readonly figures: PerformanceFigures }>): LedgerPerformance['worstSeries'] {
  const known = all.filter(({ figures: { skill } }) => skill !== null).sort((a, b) => a.figures.skill! - b.figures.skill!);
  return known.slice(0, mostWorst).map(({ series: { serverId, server, region, profile, metric }, figures }) => ({ serverId, server, region, profile, metric, ...figures }));
}

function isAskedFor({ metric, profile, region, serverId }: LedgerSeries, filter: PerformanceFilter): boolean {
  const fits = (wanted: string | undefined, is: string) => wanted === undefined || wanted === is;
  return fits(filter.metric, metric) && fits(filter.profile, profile) && fits(filter.region, region) && fits(filter.serverId, serverId);
}

function entry<K, V>(map: Map<K, V>, key: K, make: () => V): V {
  let value = map.get(key);
  if (value === undefined) map.set(key, (value = make()));
  return value;
}

function instantOfDay(day: number): string {
  return new Date(day * daySeconds * 1000).toISOString();
}
