import type { Forecast } from '@fleetcast/contract';
import { applyFieldOverrides, getTimeZone } from '@grafana/data';
import { GraphThresholdsStyleMode, LegendDisplayMode, SortOrder, TooltipDisplayMode } from '@grafana/schema';
import { useTheme2 } from '@grafana/ui';
import React, { useMemo } from 'react';
import { ForecastChart } from '../../components/forecast-chart/ForecastChart.tsx';
import { useElementWidth } from '../../components/use-element-width.ts';
import { useMomentFormat } from '../../components/use-moment-format.ts';
import { answeredAtMs } from '../../view-models/answered-at.ts';
import { chartDescription } from '../../view-models/chart-description.ts';
import { chartSeries } from '../../view-models/chart-series.ts';
import { bandLevels, bandsWithRoom } from '../../view-models/forecast-bands.ts';
import { forecastFrame } from '../../view-models/forecast-frame.ts';
import { seriesColor } from '../../view-models/series-color.ts';

interface Props {
  /** The first one gives the time that is shown; at least one. */
  readonly forecasts: readonly [Forecast, ...Forecast[]];
  readonly historyHours: number;
}

const chartHeight = 340;
const hourMs = 3_600_000;
const legend = { showLegend: true, displayMode: LegendDisplayMode.List, placement: 'bottom' as const, calcs: [] };
const tooltip = { mode: TooltipDisplayMode.Multi, sort: SortOrder.None };

/** Several series in one chart, each in its own colour. */
export function ComparisonChart({ forecasts, historyHours }: Props) {
  const theme = useTheme2();
  const timeZone = getTimeZone();
  const moments = useMomentFormat();
  const [width, widthRef] = useElementWidth();

  const series = useMemo(() => {
    const frames = applyFieldOverrides({
      data: forecasts.map((forecast, index) => forecastFrame(forecast, { withHistory: true, color: seriesColor(index) })),
      fieldConfig: { defaults: {}, overrides: [] },
      replaceVariables: (text) => text,
      theme,
      timeZone,
    });
    return chartSeries(frames, (_, index) => theme.visualization.getColorByName(seriesColor(index)));
  }, [forecasts, theme, timeZone]);

  const [{ originAt, quantiles, stepSeconds, freshness }] = forecasts;
  const originMs = Date.parse(originAt);
  return (
    <div ref={widthRef} style={{ height: chartHeight }}>
      {width > 0 && (
        <ForecastChart
          series={series}
          width={width}
          height={chartHeight}
          timeZone={timeZone}
          fromMs={originMs - historyHours * hourMs}
          toMs={originMs + quantiles.q50.length * stepSeconds * 1000}
          nowMs={answeredAtMs(freshness)}
          bandLevels={bandsWithRoom(bandLevels, series.length)}
          thresholdsStyle={GraphThresholdsStyleMode.Dashed}
          marksBreaches={false}
          legend={legend}
          tooltip={tooltip}
          description={chartDescription(series, moments.short)}
        />
      )}
    </div>
  );
}
