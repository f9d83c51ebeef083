import { dateTimeFormat, type TimeZone } from '@grafana/data';
import { TooltipDisplayMode } from '@grafana/schema';
import { useTheme2, VizTooltipColorIndicator, VizTooltipColorPlacement, VizTooltipContent, VizTooltipHeader, VizTooltipWrapper } from '@grafana/ui';
import React from 'react';
import type { BandLevel } from '../../view-models/forecast-bands.ts';
import type { ChartSeries } from '../../view-models/chart-series.ts';
import { counterfactualColor } from '../../view-models/explanation-frame.ts';
import { manySeriesRows, singleSeriesRows } from '../../view-models/chart-tooltip.ts';

interface Props {
  readonly series: readonly ChartSeries[];
  readonly timeMs: number;
  /** The series under the pointer, where there is one. */
  readonly activeKey: string | null;
  readonly mode: TooltipDisplayMode;
  readonly bandLevels: readonly BandLevel[];
  readonly timeZone: TimeZone;
  readonly isPinned: boolean;
}

/** Grafana's own tooltip, filled with observations, medians and bands. */
export function ChartTooltip({ series, timeMs, activeKey, mode, bandLevels, timeZone, isPinned }: Props) {
  const theme = useTheme2();
  const active = series.find(({ key }) => key === activeKey);
  const alone = series.length === 1 ? series[0] : mode === TooltipDisplayMode.Single ? active : undefined;
  const rows = alone ? singleSeriesRows(alone, timeMs, bandLevels, theme.visualization.getColorByName(counterfactualColor)) : manySeriesRows(series, timeMs, activeKey);
  return (
    <VizTooltipWrapper>
      <VizTooltipHeader item={{ label: alone && series.length > 1 ? alone.title : '', value: dateTimeFormat(timeMs, { timeZone }) }} isPinned={isPinned} />
      <VizTooltipContent
        isPinned={isPinned}
        items={rows.map((row) => ({ ...row, colorIndicator: VizTooltipColorIndicator.series, colorPlacement: VizTooltipColorPlacement.first }))}
      />
    </VizTooltipWrapper>
  );
}
