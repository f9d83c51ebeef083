import { formattedValueToString } from '@grafana/data';
import type { ChartSeries } from './chart-series.ts';

/** What a chart shows, in a sentence for those who do not see it. */
export function chartDescription(series: readonly ChartSeries[], formatTime: (ms: number) => string): string {
  if (series.length === 0) return 'No forecast';
  if (series.length > 1) return `Forecasts of ${series.length} series: ${series.slice(0, 5).map(({ title }) => title).join(', ')}${series.length > 5 ? ' and others' : ''}`;
  const [{ title, times, median, bands }] = series as [ChartSeries];
  const last = times.length - 1;
  const text = (field: ChartSeries['median']) => {
    const value = field.values[last] ?? null;
    return value === null ? 'unknown' : field.display ? formattedValueToString(field.display(value)) : String(value);
  };
  const likely = bands.find(({ level }) => level === 80);
  const range = likely ? `, with 80% probability between ${text(likely.lower)} and ${text(likely.upper)}` : '';
  return `${title}: expected ${text(median)} at ${formatTime(times[last] ?? 0)}${range}`;
}
