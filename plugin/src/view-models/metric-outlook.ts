import { type Forecast, speakerTitle } from '@fleetcast/contract';
import { formattedValueToString, getValueFormat } from '@grafana/data';
import { differenceInUnit } from './metric-words.ts';
import { riskInWords } from './risk.ts';
import { medianInWords } from './spans-of-time.ts';

/** Hours ahead at which the outlook is told; the last step stands in where the horizon is shorter. */
export const outlookHours = [1, 4, 8] as const;

export interface ExpectedValue {
  /** The median, in the metric's unit. */
  readonly median: string;
  /** The 80 % band. */
  readonly band: string;
  /** From the last observed value, percentages in points, else in the metric's unit; empty where nothing was observed. */
  readonly change: string;
}

/** One series: what is, what is expected, and when it is worst. Everything as text in the metric's unit. */
export interface MetricOutlook {
  readonly key: string;
  readonly serverId: string;
  readonly server: string;
  readonly region: string;
  readonly metric: string;
  readonly title: string;
  readonly now: string;
  readonly expected: readonly ExpectedValue[];
  /** The largest median within the horizon. */
  readonly peak: string;
  readonly peakAtMs: number;
  /** Of the threshold that is likeliest to be crossed; "–" without thresholds. */
  readonly breach: string;
  /** When it is expected; null where it is not likely. */
  readonly breachWhen: string | null;
  readonly speaker: string;
}

export function metricOutlook(forecast: Forecast): MetricOutlook {
  const { quantiles, stepSeconds, info, history, breaches } = forecast;
  const format = getValueFormat(info.unit);
  const text = (value: number) => formattedValueToString(format(value));
  const observed = history.values.findLast((value) => value !== null) ?? null;
  const horizon = quantiles.q50.length;
  const peakStep = quantiles.q50.reduce((best, value, step) => (value > quantiles.q50[best] ? step : best), 0);
  const expectedAt = (hours: number): ExpectedValue => {
    const step = Math.min(horizon, Math.round((hours * 3600) / stepSeconds)) - 1;
    const median = quantiles.q50[step];
    return { median: text(median), band: `${text(quantiles.q10[step])} – ${text(quantiles.q90[step])}`, change: observed === null ? '' : differenceInUnit(median - observed, info.unit) };
  };
  return {
    key: `${forecast.serverId}/${forecast.metric}`,
    serverId: forecast.serverId,
    server: forecast.server,
    region: forecast.region,
    metric: forecast.metric,
    title: info.title,
    now: observed === null ? '–' : text(observed),
    expected: outlookHours.map(expectedAt),
    peak: text(quantiles.q50[peakStep]),
    peakAtMs: Date.parse(forecast.originAt) + (peakStep + 1) * stepSeconds * 1000,
    ...likeliestBreach(breaches),
    speaker: speakerTitle(forecast.speaker.name),
  };
}

function likeliestBreach(breaches: Forecast['breaches']): Pick<MetricOutlook, 'breach' | 'breachWhen'> {
  if (breaches.length === 0) return { breach: '–', breachWhen: null };
  if (breaches.some(({ underWay }) => underWay)) return { breach: 'Under way', breachWhen: null };
  const likeliest = breaches.reduce((most, breach) => (breach.probability > most.probability ? breach : most));
  const breachWhen = likeliest.probability >= 0.5 && likeliest.timeToBreach !== null ? medianInWords(likeliest.timeToBreach) : null;
  return { breach: riskInWords(likeliest.probability), breachWhen };
}
