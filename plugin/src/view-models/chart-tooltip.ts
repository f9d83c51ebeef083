import { formattedValueToString, type Field } from '@grafana/data';
import type { BandLevel } from './forecast-bands.ts';
import type { ChartSeries } from './chart-series.ts';

export interface TooltipRow {
  readonly label: string;
  readonly value: string;
  readonly color: string;
  readonly isActive: boolean;
}

/** What a tooltip says at one time of a chart with a single series: the observed value, or the median and its bands. */
export function singleSeriesRows(series: ChartSeries, timeMs: number, bandLevels: readonly BandLevel[], changedColor: string): TooltipRow[] {
  const row = series.times.indexOf(timeMs);
  if (row < 0) return [];
  const line = (label: string, value: string): TooltipRow => ({ label, value, color: series.color, isActive: false });
  const observed = valueAt(series.observed, row);
  const median = valueAt(series.median, row);
  const changed = valueAt(series.changed, row);
  return [
    ...(observed === null ? [] : [line('Observed', text(series.observed!, observed))]),
    ...(median === null ? [] : [line('Median', text(series.median, median))]),
    ...(changed === null ? [] : [{ ...line('Without the breach', text(series.changed!, changed)), color: changedColor }]),
    ...(median === null
      ? []
      : [...series.bands].reverse().filter(({ level }) => bandLevels.includes(level)).map(({ level, lower, upper }) => line(`${level}% band`, bandText(lower, upper, row)))),
  ];
}

/** One row per series: the observed value, or the median with its 80% band. */
export function manySeriesRows(all: readonly ChartSeries[], timeMs: number, activeKey: string | null): TooltipRow[] {
  return all.flatMap((series) => {
    const row = series.times.indexOf(timeMs);
    const observed = valueAt(series.observed, row);
    const median = valueAt(series.median, row);
    if (observed === null && median === null) return [];
    const likely = series.bands.find(({ level }) => level === 80);
    const range = observed === null && likely ? ` (80%: ${bandText(likely.lower, likely.upper, row)})` : '';
    const value = observed === null ? text(series.median, median!) : text(series.observed!, observed);
    return [{ label: series.title, value: value + range, color: series.color, isActive: series.key === activeKey }];
  });
}

function valueAt(field: Field<number | null> | null, row: number): number | null {
  return row < 0 ? null : (field?.values[row] ?? null);
}

function text(field: Field, value: number): string {
  return field.display ? formattedValueToString(field.display(value)) : String(value);
}

function bandText(lower: Field<number | null>, upper: Field<number | null>, row: number): string {
  return `${text(lower, lower.values[row] ?? NaN)} – ${text(upper, upper.values[row] ?? NaN)}`;
}
