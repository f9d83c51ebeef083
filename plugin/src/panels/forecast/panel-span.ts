import type { ChartSeries } from '../../view-models/chart-series.ts';
import type { ForecastPanelOptions } from './panel-options.ts';

interface TimeSpan {
  readonly fromMs: number;
  readonly toMs: number;
}

const hourMs = 3_600_000;

/** The time a panel shows: the dashboard's, cut to the chosen history and stretched to the end of the forecast where asked for. */
export function panelSpan(dashboard: TimeSpan, series: readonly ChartSeries[], { historyHours, reachesHorizon }: Pick<ForecastPanelOptions, 'historyHours' | 'reachesHorizon'>): TimeSpan {
  if (series.length === 0) return dashboard;
  const originMs = Math.max(...series.map(({ facts }) => Date.parse(facts.originAt)));
  const endMs = Math.max(...series.map(({ times }) => times[times.length - 1] ?? 0));
  // A range that ends long before the forecasts begin was chosen to look at the past: leave it alone.
  const looksAtThePast = dashboard.toMs < originMs - hourMs;
  return {
    fromMs: historyHours > 0 && !looksAtThePast ? originMs - historyHours * hourMs : dashboard.fromMs,
    toMs: reachesHorizon && !looksAtThePast ? Math.max(dashboard.toMs, endMs) : dashboard.toMs,
  };
}
