import type { Forecast } from '@fleetcast/contract';
import { getTimeZone } from '@grafana/data';
import { GraphThresholdsStyleMode, LegendDisplayMode, SortOrder, TooltipDisplayMode } from '@grafana/schema';
import React from 'react';
import { ForecastChart } from '../../components/forecast-chart/ForecastChart.tsx';
import { useForecastSeries } from '../../components/forecast-chart/use-forecast-series.ts';
import { useElementWidth } from '../../components/use-element-width.ts';
import { useMomentFormat } from '../../components/use-moment-format.ts';
import { answeredAtMs } from '../../view-models/answered-at.ts';
import { chartDescription } from '../../view-models/chart-description.ts';
import { bandLevels, bandsWithRoom } from '../../view-models/forecast-bands.ts';

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
  const timeZone = getTimeZone();
  const moments = useMomentFormat();
  const [width, widthRef] = useElementWidth();

  const series = useForecastSeries(forecasts);
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
