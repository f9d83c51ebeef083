import { confidence, quantileNames, type BreachForecast, type Forecast, type MetricInfo, type ServerDetail } from '@fleetcast/contract';
import { mayPage } from '../../domain/publication/judgement.ts';
import type { FleetSnapshot } from '../../domain/publication/fleet-snapshot.ts';
import { freshnessOf, isoOf, originMsOf, type Published } from './published.ts';
import { minutesFromNow, rounded, serverSummaryOf } from './server-summary.ts';
import { speakerReasonText } from './speaker-text.ts';
import { historyOf, quantilePath } from './sparkline.ts';
import { toldHistory, toldValue } from './told-values.ts';

/** The metric catalogue in force, thresholds resolved for one server. */
export type MetricInfoFor = (metric: string, server: { readonly profile: string; readonly server: string; readonly serverId: string }) => MetricInfo;

/** History longer than a snapshot keeps: [steps] values ending at the origin; null while it is not at hand. */
export type LongHistory = (serverId: string, metric: string, originStep: number, steps: number) => Float32Array | null;

export interface ForecastContext {
  readonly published: Published;
  readonly metricInfo: MetricInfoFor;
  readonly longHistory: LongHistory;
  readonly nowMs: number;
}

/** Series of a server by metric name, in the order of metrics. */
export function seriesOfServer(snapshot: FleetSnapshot, server: number): readonly number[] {
  const { serverSeries, serverSeriesStart } = snapshot.columns;
  return [...serverSeries.subarray(serverSeriesStart[server], serverSeriesStart[server + 1])].sort(
    (a, b) => snapshot.columns.seriesMetric[a] - snapshot.columns.seriesMetric[b],
  );
}

export function seriesOf(snapshot: FleetSnapshot, server: number, metric: string): number | undefined {
  const wanted = snapshot.metrics.indexOf(metric);
  return seriesOfServer(snapshot, server).find((series) => snapshot.columns.seriesMetric[series] === wanted);
}

export function forecastOf(context: ForecastContext, series: number, historyHours: number): Forecast {
  const { published, nowMs } = context;
  const { snapshot, index } = published;
  const { columns, stepMs } = snapshot;
  const { serverId, server, region, profile, tier } = index.directory.servers[columns.seriesServer[series]];
  const metric = snapshot.metrics[columns.seriesMetric[series]];
  const speaker = snapshot.speakers[columns.seriesSpeaker[series]];
  const reason = snapshot.reasons[columns.seriesReason[series]];
  const history = historyFor(context, series, serverId, metric, Math.round((historyHours * 3_600_000) / stepMs));
  const skill = columns.seriesSkill[series];
  const sure = confidence.options[columns.seriesConfidence[series]];
  return {
    serverId,
    server,
    region,
    profile,
    tier,
    metric,
    info: context.metricInfo(metric, { profile, server, serverId }),
    stepSeconds: stepMs / 1000,
    originAt: isoOf(originMsOf(snapshot)),
    freshness: freshnessOf(published, nowMs),
    speaker: { kind: speaker.kind, name: speaker.name, reason: speakerReasonText(reason) },
    skill: Number.isNaN(skill)
      ? null
      : { value: rounded(skill, 4), resolvedForecasts: columns.seriesSkillCount[series], coverage80: rounded(columns.seriesCoverage80[series], 4) },
    confidence: sure,
    mayPage: mayPage(sure, columns.breachKeepsWord.subarray(columns.breachStart[series], columns.breachStart[series + 1]).includes(1)),
    missingShare: rounded(columns.seriesMissingShare[series], 4),
    learning: reason.kind === 'learning' ? { daysObserved: rounded(columns.seriesDaysObserved[series], 2), daysNeeded: reason.daysNeeded } : null,
    history: {
      startAt: isoOf(originMsOf(snapshot) - (history.length - 1) * stepMs),
      values: toldHistory(history),
    },
    quantiles: Object.fromEntries(quantileNames.map((name) => [name, Array.from(quantilePath(snapshot, series, name), toldValue)])) as Forecast['quantiles'],
    breaches: breachesOf(snapshot, series, nowMs),
  };
}

function historyFor(context: ForecastContext, series: number, serverId: string, metric: string, steps: number): Float32Array {
  const { snapshot } = context.published;
  const kept = historyOf(snapshot, series);
  if (steps <= kept.length) return kept.subarray(kept.length - steps);
  return context.longHistory(serverId, metric, snapshot.originStep, steps) ?? kept;
}

function breachesOf(snapshot: FleetSnapshot, series: number, nowMs: number): BreachForecast[] {
  const { columns } = snapshot;
  const breaches: BreachForecast[] = [];
  for (let at = columns.breachStart[series]; at < columns.breachStart[series + 1]; at++) {
    breaches.push({
      threshold: { value: toldValue(columns.breachThreshold[at]), direction: columns.breachBelow[at] === 1 ? 'below' : 'above' },
      severity: columns.breachCritical[at] === 1 ? 'critical' : 'warning',
      probability: rounded(columns.breachProbability[at], 4),
      underWay: columns.breachUnderWay[at] === 1,
      timeToBreach: minutesFromNow(columns.breachMinutes.subarray(at * 3, at * 3 + 3), originMsOf(snapshot), nowMs),
    });
  }
  return breaches;
}

export function serverDetailOf(context: ForecastContext, server: number): ServerDetail {
  const { published, nowMs } = context;
  const { snapshot, index } = published;
  const { columns } = snapshot;
  const observed = index.directory.servers[server];
  return {
    ...serverSummaryOf(published, server, nowMs, true),
    labels: observed.labels,
    metrics: seriesOfServer(snapshot, server).map((series) => {
      const metric = snapshot.metrics[columns.seriesMetric[series]];
      const { unit, title } = context.metricInfo(metric, observed);
      const risk = columns.seriesRisk[series];
      return {
        metric,
        unit,
        title,
        risk: Number.isNaN(risk) ? null : rounded(risk, 4),
        lastValue: toldValue(columns.seriesLastValue[series]),
        speaker: snapshot.speakers[columns.seriesSpeaker[series]].name,
        daysObserved: rounded(columns.seriesDaysObserved[series], 2),
        missingShare: rounded(columns.seriesMissingShare[series], 4),
      };
    }),
    freshness: freshnessOf(published, nowMs),
  };
}
