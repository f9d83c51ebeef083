import type { MetricInfo } from '@fleetcast/contract';
import { type FieldConfig, ThresholdsMode, type ThresholdsConfig } from '@grafana/data';
import { GraphThresholdsStyleMode } from '@grafana/schema';

/**
 * Unit, range and thresholds of a metric, as every field that carries its values should have them. The range is a soft one:
 * a data source's hard minimum and maximum would outrank the ones that a user sets in a panel.
 */
export function metricFieldConfig(info: MetricInfo): FieldConfig {
  const bounded = info.kind === 'percent' || info.kind === 'saturation';
  const thresholds = thresholdsOf(info);
  return {
    unit: info.unit,
    ...(thresholds !== null && { thresholds }),
    custom: {
      axisSoftMin: 0,
      ...(bounded && { axisSoftMax: info.unit === 'percentunit' ? 1 : 100 }),
      ...(thresholds !== null && { thresholdsStyle: { mode: GraphThresholdsStyleMode.Dashed } }),
    },
  };
}

/** Grafana colours a value by the highest step at or below it, so a lower limit is the step up to which things are bad. */
function thresholdsOf({ thresholds: { warning, critical } }: MetricInfo): ThresholdsConfig | null {
  const limits = [
    ...(warning ? [{ ...warning, color: 'orange' }] : []),
    ...(critical ? [{ ...critical, color: 'red' }] : []),
  ];
  if (limits.length === 0) return null;
  const rising = limits.filter(({ direction }) => direction === 'above').sort((a, b) => a.value - b.value);
  const falling = limits.filter(({ direction }) => direction === 'below').sort((a, b) => a.value - b.value);
  const colorBelow = falling[0]?.color ?? 'green';
  return {
    mode: ThresholdsMode.Absolute,
    steps: [
      { value: -Infinity, color: colorBelow },
      ...falling.map(({ value }, index) => ({ value, color: falling[index + 1]?.color ?? 'green' })),
      ...rising.map(({ value, color }) => ({ value, color })),
    ],
  };
}
