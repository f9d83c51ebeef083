import type { Forecast } from '@fleetcast/contract';
import { applyFieldOverrides, getTimeZone } from '@grafana/data';
import { useTheme2 } from '@grafana/ui';
import { useMemo } from 'react';
import { type ChartSeries, chartSeries } from '../../view-models/chart-series.ts';
import { forecastFrame } from '../../view-models/forecast-frame.ts';
import { seriesColor } from '../../view-models/series-color.ts';

/** Forecasts with their histories as a chart draws them, each in its own colour, with units and decimals as Grafana writes them. */
export function useForecastSeries(forecasts: readonly Forecast[]): readonly ChartSeries[] {
  const theme = useTheme2();
  const timeZone = getTimeZone();
  return useMemo(() => {
    const frames = applyFieldOverrides({
      data: forecasts.map((forecast, index) => forecastFrame(forecast, { withHistory: true, color: seriesColor(index) })),
      fieldConfig: { defaults: {}, overrides: [] },
      replaceVariables: (text) => text,
      theme,
      timeZone,
    });
    return chartSeries(frames, (_, index) => theme.visualization.getColorByName(seriesColor(index)));
  }, [forecasts, theme, timeZone]);
}
