import type { Forecast, ServerIdentity, ServerSummary, TimeToBreach } from '@fleetcast/contract';
import { type DataFrame, type FieldConfig, FieldType, formattedValueToString, getValueFormat } from '@grafana/data';
import { answeredAtMs } from './answered-at.ts';
import { metricMappings, type MetricWords } from './metric-words.ts';
import { riskInWords } from './risk.ts';

/** A threshold that is expected to be crossed, as a row of a table and as an annotation. */
export interface PredictedBreach extends Pick<ServerIdentity, 'server' | 'profile' | 'region'> {
  readonly metric: string;
  readonly severity: 'warning' | 'critical' | null;
  readonly probability: number;
  /** Median moment of the crossing, and its 80 % interval. */
  readonly atMs: number;
  readonly fromMs: number;
  readonly toMs: number;
  readonly title: string;
}

const minuteMs = 60_000;

/** Breaches of these forecasts with at least this probability; one that is under way is no prediction and is left out. */
export function breachesOfForecasts(forecasts: readonly Forecast[], leastProbability: number): PredictedBreach[] {
  return forecasts.flatMap((forecast) =>
    forecast.breaches.flatMap(({ threshold, severity, probability, underWay, timeToBreach }) => {
      if (underWay || timeToBreach === null || probability < leastProbability) return [];
      const limit = formattedValueToString(getValueFormat(forecast.info.unit)(threshold.value));
      const { server, profile, region } = forecast;
      return [
        {
          server, profile, region, metric: forecast.metric, severity, probability,
          ...momentsAfter(answeredAtMs(forecast.freshness), timeToBreach),
          title: `${server}: ${forecast.info.title} ${threshold.direction === 'above' ? 'reaches' : 'falls to'} ${limit}`,
        },
      ];
    }),
  );
}

/** The first breach of each server's worst metric, from the fleet's list: one answer for the whole fleet. */
export function breachesOfFleet(servers: readonly ServerSummary[], nowMs: number, leastProbability: number, { titleOf }: MetricWords): PredictedBreach[] {
  return servers.flatMap(({ server, profile, region, risk, worstMetric, timeToBreach, status }) => {
    if (risk === null || risk < leastProbability || worstMetric === null || timeToBreach === null) return [];
    return [
      {
        server, profile, region, metric: worstMetric, severity: status === 'critical' || status === 'warning' ? status : null, probability: risk,
        ...momentsAfter(nowMs, timeToBreach),
        title: `${server}: ${titleOf(worstMetric)} crosses its threshold`,
      },
    ];
  });
}

/** The columns time, timeEnd, title, text and tags are what Grafana makes annotations of. */
export function breachFrame(breaches: readonly PredictedBreach[], words: MetricWords, refId?: string): DataFrame {
  const inOrder = [...breaches].sort((a, b) => a.atMs - b.atMs);
  const strings = (name: string, valueOf: (breach: PredictedBreach) => string | null, config: FieldConfig = {}) => ({ name, type: FieldType.string, config, values: inOrder.map(valueOf) });
  return {
    refId,
    name: 'Predicted breaches',
    length: inOrder.length,
    meta: { preferredVisualisationType: 'table' },
    fields: [
      { name: 'time', type: FieldType.time, config: { displayName: 'Expected at' }, values: inOrder.map(({ atMs }) => atMs) },
      { name: 'earliest', type: FieldType.time, config: { displayName: 'Earliest' }, values: inOrder.map(({ fromMs }) => fromMs) },
      { name: 'latest', type: FieldType.time, config: { displayName: 'Latest' }, values: inOrder.map(({ toMs }) => toMs) },
      strings('title', ({ title }) => title),
      strings('text', ({ probability }) => `${riskInWords(probability)} likely within the horizon`),
      strings('tags', ({ profile, region, metric, severity }) => [profile, region, metric, ...(severity ? [severity] : [])].join(',')),
      strings('server', ({ server }) => server),
      strings('profile', ({ profile }) => profile),
      strings('region', ({ region }) => region),
      strings('metric', ({ metric }) => metric, { mappings: metricMappings(inOrder.map(({ metric }) => metric), words) }),
      strings('severity', ({ severity }) => severity),
      { name: 'probability', type: FieldType.number, config: { unit: 'percentunit', decimals: 0, min: 0, max: 1 }, values: inOrder.map(({ probability }) => probability) },
    ],
  };
}

function momentsAfter(nowMs: number, { p10Minutes, p50Minutes, p90Minutes }: TimeToBreach) {
  return { atMs: nowMs + p50Minutes * minuteMs, fromMs: nowMs + p10Minutes * minuteMs, toMs: nowMs + p90Minutes * minuteMs };
}
