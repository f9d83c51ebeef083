import type { MetricList } from '@fleetcast/contract';
import { formattedValueToString, getValueFormat } from '@grafana/data';

/** Grafana's unit id of a metric, by name. */
export type UnitOf = (metric: string) => string;

/** While the metric catalogue is not known, values are shown bare. */
export const unitsUnknown: UnitOf = () => '';

export function unitsOf({ metrics }: MetricList): UnitOf {
  const units = new Map(metrics.map(({ name, unit }) => [name, unit]));
  return (metric) => units.get(metric) ?? '';
}

/** 80 and "percent" -> "80%", 500 and "ms" -> "500 ms" */
export function valueInUnit(value: number, unit: string): string {
  return formattedValueToString(getValueFormat(unit)(value));
}
