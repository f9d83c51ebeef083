import type { TimeZone } from '@grafana/data';
import { DashboardCursorSync, type GraphThresholdsStyleMode, TooltipDisplayMode, type VizLegendOptions, type VizTooltipOptions } from '@grafana/schema';
import { TooltipPlugin2, UPlotChart, useTheme2, VizLayout, VizLegend, type VizLegendItem } from '@grafana/ui';
import React, { useEffect, useLayoutEffect, useMemo, useRef, useState } from 'react';
import type uPlot from 'uplot';
import type { TimeShare } from '../../view-models/attention-spans.ts';
import { breachMarks } from '../../view-models/chart-breaches.ts';
import { alignColumns, chartColumns, type ChartSeries } from '../../view-models/chart-series.ts';
import { counterfactualColor } from '../../view-models/explanation-frame.ts';
import type { BandLevel } from '../../view-models/forecast-bands.ts';
import type { TimeEffect } from '../../view-models/relevance-spans.ts';
import { toggledVisibility } from '../../view-models/legend-visibility.ts';
import { chartConfig } from './chart-config.ts';
import { ChartTooltip } from './ChartTooltip.tsx';
import { ChartView } from './chart-view.ts';
import { legendItems, legendKey } from './legend-items.ts';
import { LegendEntry } from './LegendEntry.tsx';

export interface ForecastChartProps {
  readonly series: readonly ChartSeries[];
  readonly width: number;
  readonly height: number;
  readonly timeZone: TimeZone;
  readonly fromMs: number;
  readonly toMs: number;
  readonly nowMs: number;
  readonly bandLevels: readonly BandLevel[];
  readonly thresholdsStyle: GraphThresholdsStyleMode;
  readonly marksBreaches: boolean;
  /** Bars along the bottom, e.g. where a model looked. */
  readonly timeShares?: readonly TimeShare[];
  /** A strip under them, e.g. what each half hour did to the forecast. */
  readonly timeEffects?: readonly TimeEffect[];
  readonly legend: VizLegendOptions;
  readonly tooltip: VizTooltipOptions;
  readonly onZoom?: (fromMs: number, toMs: number) => void;
  readonly cursorSync?: { readonly mode: DashboardCursorSync; readonly scope: string };
  /** What a screen reader says instead of the drawing. */
  readonly description: string;
}

/** TooltipPlugin2's hover modes; @grafana/ui does not export their names. */
const hoverOfOneSeries = 0;
const hoverOfAllSeries = 1;

const cursorAlone = { mode: DashboardCursorSync.Off, scope: 'fleetcast' };

/** History, bands, median, thresholds and predicted breaches; used by the panel and by the Server page alike. */
export function ForecastChart(props: ForecastChartProps) {
  const { series, width, height, timeZone, bandLevels, thresholdsStyle, legend, tooltip, onZoom, cursorSync = cursorAlone } = props;
  const theme = useTheme2();
  const [hidden, setHidden] = useState<ReadonlySet<string>>(new Set());
  const isSingle = series.length === 1;

  const columns = useMemo(
    () => chartColumns(series).filter(({ band }) => band === null || bandLevels.includes(band.level)),
    [series, bandLevels],
  );
  const data = useMemo(() => alignColumns(columns), [columns]);

  const marks = { nowMs: props.nowMs, hasLabels: isSingle, breaches: props.marksBreaches ? series.flatMap(({ facts }) => breachMarks(facts)) : [], timeShares: props.timeShares ?? [], timeEffects: props.timeEffects ?? [] };
  // The plot reads these when it draws; a new time range or a later "now" must not build a new plot.
  const [view] = useState(() => new ChartView([props.fromMs, props.toMs], marks));
  useLayoutEffect(() => view.show([props.fromMs, props.toMs], marks));

  const config = useMemo(
    () =>
      chartConfig({
        columns, theme, timeZone, thresholdsStyle,
        isHidden: (column) => hidden.has(legendKey(column, isSingle)),
        view,
      }),
    [columns, theme, timeZone, thresholdsStyle, hidden, isSingle, view],
  );

  const isTable = `${legend.displayMode}` === 'table';
  const items = legendItems(series, bandLevels, hidden, legend.calcs, theme.visualization.getColorByName(counterfactualColor));
  const toggle = (item: VizLegendItem, event: React.MouseEvent) => {
    const isolates = !(event.ctrlKey || event.metaKey || event.shiftKey);
    setHidden(toggledVisibility(items.map(({ fieldName }) => fieldName ?? ''), hidden, item.fieldName ?? '', isolates));
  };

  return (
    <VizLayout
      width={width}
      height={height}
      legend={
        legend.showLegend ? (
          <VizLayout.Legend placement={legend.placement} width={legend.width}>
            <VizLegend placement={legend.placement} displayMode={legend.displayMode} items={items} onLabelClick={toggle} isSortable sortBy={legend.sortBy} sortDesc={legend.sortDesc}
              itemRenderer={isTable ? undefined : (item) => <LegendEntry item={item} onClick={toggle} />} />
          </VizLayout.Legend>
        ) : null
      }
    >
      {(plotWidth, plotHeight) => (
        <div role="img" aria-label={props.description}>
          <RangedPlot config={config} data={data} width={plotWidth} height={plotHeight} fromMs={props.fromMs} toMs={props.toMs} nowMs={props.nowMs}>
            {tooltip.mode !== TooltipDisplayMode.None && (
              <TooltipPlugin2
                config={config}
                hoverMode={tooltip.mode === TooltipDisplayMode.Single && !isSingle ? hoverOfOneSeries : hoverOfAllSeries}
                queryZoom={onZoom && (({ from, to }) => onZoom(from, to))}
                syncMode={cursorSync.mode}
                syncScope={cursorSync.scope}
                maxWidth={tooltip.maxWidth}
                render={(_plot, rows, columnIndex, isPinned) => {
                  const row = rows.find((candidate) => candidate !== null && candidate !== undefined);
                  if (row === undefined || row === null) return null;
                  const activeKey = columnIndex === null ? null : (columns[columnIndex - 1]?.series.key ?? null);
                  return <ChartTooltip series={series} timeMs={data[0][row] ?? 0} activeKey={activeKey} mode={tooltip.mode} bandLevels={bandLevels} timeZone={timeZone} isPinned={isPinned} />;
                }}
              />
            )}
          </RangedPlot>
        </div>
      )}
    </VizLayout>
  );
}

interface RangedPlotProps extends Pick<ForecastChartProps, 'width' | 'height' | 'fromMs' | 'toMs' | 'nowMs'> {
  readonly config: ReturnType<typeof chartConfig>;
  readonly data: ReturnType<typeof alignColumns>;
  readonly children: React.ReactNode;
}

/** A plot that is drawn again when the time range or the marks move, without being built again. */
function RangedPlot({ config, data, width, height, fromMs, toMs, nowMs, children }: RangedPlotProps) {
  const plot = useRef<uPlot | null>(null);
  useEffect(() => {
    plot.current?.setScale('x', { min: fromMs, max: toMs });
    plot.current?.redraw();
  }, [data, fromMs, toMs, nowMs]);
  return (
    <UPlotChart config={config} data={data} width={width} height={height} plotRef={(made) => (plot.current = made)}>
      {children}
    </UPlotChart>
  );
}
