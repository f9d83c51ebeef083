import { dateTimeFormat, type Field, getFieldSeriesColor, LoadingState, type PanelProps } from '@grafana/data';
import { DashboardCursorSync } from '@grafana/schema';
import { usePanelContext, useTheme2 } from '@grafana/ui';
import React, { useMemo } from 'react';
import { FactList } from '../../components/FactList.tsx';
import { ForecastChart } from '../../components/forecast-chart/ForecastChart.tsx';
import { PanelNote } from '../../components/PanelNote.tsx';
import { Skeleton } from '../../components/Skeleton.tsx';
import { answeredAtMs } from '../../view-models/answered-at.ts';
import { chartDescription } from '../../view-models/chart-description.ts';
import { chartSeries } from '../../view-models/chart-series.ts';
import { errorsOf } from '../../view-models/panel-errors.ts';
import { bandsWithRoom } from '../../view-models/forecast-bands.ts';
import { forecastFacts } from '../../view-models/speaker-line.ts';
import type { ForecastPanelOptions } from './panel-options.ts';
import { panelSpan } from './panel-span.ts';

const factRowHeight = 24;
/** Below this width the facts need a second row. */
const widthOfOneFactRow = 520;

export function ForecastPanel({ data, width, height, options, timeRange, timeZone, fieldConfig, onChangeTimeRange }: PanelProps<ForecastPanelOptions>) {
  const theme = useTheme2();
  const { sync, eventsScope } = usePanelContext();
  const chosenColor = fieldConfig.defaults.color;

  const series = useMemo(
    () =>
      chartSeries(data.series, (field, index) => {
        // The data source gives each series a fixed colour; a scheme chosen in the panel outranks it, an override of the field both.
        const usesScheme = chosenColor !== undefined && chosenColor.mode !== 'palette-classic';
        const colored: Field = usesScheme ? { ...field, config: { ...field.config, color: chosenColor }, state: { ...field.state, seriesIndex: index } } : field;
        return getFieldSeriesColor(colored, theme).color;
      }),
    [data.series, chosenColor, theme],
  );

  const bands = useMemo(() => bandsWithRoom(options.bands, series.length), [options.bands, series.length]);

  if (series.length === 0) {
    if (data.state === LoadingState.Loading || data.state === LoadingState.NotStarted) return <Skeleton width={width} height={height} />;
    return <NothingToDraw hasOtherData={data.series.length > 0} errors={errorsOf(data)} />;
  }
  const span = panelSpan({ fromMs: timeRange.from.valueOf(), toMs: timeRange.to.valueOf() }, series, options);
  const [{ facts }] = series as [(typeof series)[number]];
  const showsFacts = options.showsFacts && series.length === 1 && height > 160;
  const factsHeight = 4 + factRowHeight * (width < widthOfOneFactRow ? 2 : 1);
  return (
    <>
      <ForecastChart
        series={series}
        width={width}
        height={showsFacts ? height - factsHeight : height}
        timeZone={timeZone}
        fromMs={span.fromMs}
        toMs={span.toMs}
        nowMs={answeredAtMs(facts.freshness)}
        bandLevels={bands}
        thresholdsStyle={options.thresholds}
        marksBreaches={options.marksBreaches}
        legend={options.legend}
        tooltip={options.tooltip}
        onZoom={(from, to) => onChangeTimeRange({ from, to })}
        cursorSync={{ mode: sync?.() ?? DashboardCursorSync.Off, scope: eventsScope }}
        description={chartDescription(series, (ms) => dateTimeFormat(ms, { timeZone }))}
      />
      {showsFacts && (
        <div style={{ height: factsHeight, paddingTop: 4, overflow: 'hidden' }}>
          <FactList facts={forecastFacts(facts)} />
        </div>
      )}
    </>
  );
}

function NothingToDraw({ hasOtherData, errors }: { readonly hasOtherData: boolean; readonly errors: readonly string[] }) {
  const [title, text] =
    errors.length > 0
      ? ['The forecasts could not be read', errors.join(' ')]
      : hasOtherData
        ? ['These data are not forecasts', 'This panel draws the Fleetcast predictions data source, queried for a forecast. Tables and counts go into other panels.']
        : ['No series matches', 'Choose other servers, metrics, profiles or regions in the query; a server has forecasts from the cycle after its first samples.'];
  return <PanelNote title={title} text={text} />;
}
