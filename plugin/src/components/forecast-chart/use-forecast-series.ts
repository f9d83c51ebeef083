import type { Explanation, Forecast } from '@fleetcast/contract';
import { applyFieldOverrides, getTimeZone } from '@grafana/data';
import { useTheme2 } from '@grafana/ui';
import { useMemo } from 'react';
import { type ChartSeries, chartSeries } from '../../view-models/chart-series.ts';
import { explanationFrames } from '../../view-models/explanation-frame.ts';
import { forecastFrame } from '../../view-models/forecast-frame.ts';
import { seriesColor } from '../../view-models/series-color.ts';

/**
 * Forecasts with their histories as a chart draws them, each in its own colour, with units and decimals as Grafana writes them. An
 * explanation adds, to its own series, what would have avoided a breach.
 */
export function useForecastSeries(forecasts: readonly Forecast[], explanation: Explanation | null = null): readonly ChartSeries[] {
  const theme = useTheme2();
  const timeZone = getTimeZone();
  return useMemo(() => {
    const frames = applyFieldOverrides({
      data: forecasts.flatMap((forecast, index) =>
        explanation?.serverId === forecast.serverId && explanation.metric === forecast.metric
          ? explanationFrames(explanation, forecast, '', null)
          : [forecastFrame(forecast, { withHistory: true, color: seriesColor(index) })],
      ),
      fieldConfig: { defaults: {}, overrides: [] },
      replaceVariables: (text) => text,
      theme,
      timeZone,
    });
    return chartSeries(frames, (_, index) => theme.visualization.getColorByName(seriesColor(index)));
  }, [explanation, forecasts, theme, timeZone]);
}
