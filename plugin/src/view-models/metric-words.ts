import type { MetricList } from '@fleetcast/contract';
import { formattedValueToString, getValueFormat, MappingType, type ValueMapping } from '@grafana/data';
import { metricTitle } from './metric-title.ts';

/** How metrics are told to people, by name. */
export interface MetricWords {
  readonly titleOf: (metric: string) => string;
  /** Grafana's unit id. */
  readonly unitOf: (metric: string) => string;
}

/** While the metric catalogue is not known: titles made of names, and bare values. */
export const metricsUnknown: MetricWords = { titleOf: metricTitle, unitOf: () => '' };

export function metricWordsOf({ metrics }: MetricList): MetricWords {
  const known = new Map(metrics.map((metric) => [metric.name, metric]));
  return { titleOf: (name) => known.get(name)?.title ?? metricTitle(name), unitOf: (name) => known.get(name)?.unit ?? '' };
}

/** Lets a column of metric names show their titles; the values stay the names, which links and filters want. */
export function metricMappings(metrics: ReadonlyArray<string | null>, { titleOf }: MetricWords): ValueMapping[] {
  const names = [...new Set(metrics)].filter((name) => name !== null);
  return [{ type: MappingType.ValueToText, options: Object.fromEntries(names.map((name, index) => [name, { text: titleOf(name), index }])) }];
}

/** 80 and "percent" -> "80%", 500 and "ms" -> "500 ms" */
export function valueInUnit(value: number, unit: string): string {
  return formattedValueToString(getValueFormat(unit)(value));
}

/** A difference of two values: percentages differ by points, everything else keeps its unit. 4 and "percent" -> "+4.0 points" */
export function differenceInUnit(difference: number, unit: string): string {
  const size = Math.abs(difference);
  return `${difference < 0 ? '−' : '+'}${unit === 'percent' ? `${size.toFixed(1)} points` : valueInUnit(size, unit)}`;
}
