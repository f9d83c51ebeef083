import { css } from '@emotion/css';
import type { Explanation } from '@fleetcast/contract';
import { type DataFrame, dateTimeFormat, type GrafanaTheme2, type TimeZone } from '@grafana/data';
import { type DashboardCursorSync, GraphThresholdsStyleMode, LegendDisplayMode, SortOrder, TooltipDisplayMode } from '@grafana/schema';
import { useStyles2, useTheme2 } from '@grafana/ui';
import React, { useMemo } from 'react';
import { answeredAtMs } from '../../view-models/answered-at.ts';
import { attentionSpans } from '../../view-models/attention-spans.ts';
import { chartDescription } from '../../view-models/chart-description.ts';
import { chartSeries } from '../../view-models/chart-series.ts';
import { relevanceSpans } from '../../view-models/relevance-spans.ts';
import { ForecastChart } from '../forecast-chart/ForecastChart.tsx';

interface Props {
  readonly explanation: Explanation;
  /** Frames of the series, with field overrides applied. */
  readonly frames: readonly DataFrame[];
  readonly width: number;
  readonly height: number;
  readonly timeZone: TimeZone;
  readonly showsAttention: boolean;
  readonly showsEffects: boolean;
  readonly onZoom?: (fromMs: number, toMs: number) => void;
  readonly cursorSync?: { readonly mode: DashboardCursorSync; readonly scope: string };
}

const bands = [80] as const;
const legend = { showLegend: true, displayMode: LegendDisplayMode.List, placement: 'bottom' as const, calcs: [] };
const tooltip = { mode: TooltipDisplayMode.Multi, sort: SortOrder.None };

/** The series with its 80% band, attention and effects under its history, and what would have avoided a breach as a dashed line. */
export function ExplanationChart({ explanation, frames, width, height, timeZone, showsAttention, showsEffects, onZoom, cursorSync }: Props) {
  const theme = useTheme2();
  const series = useMemo(() => chartSeries(frames, () => theme.visualization.getColorByName('blue')), [frames, theme]);
  const shares = useMemo(() => (showsAttention ? attentionSpans(explanation) : []), [explanation, showsAttention]);
  const effects = useMemo(() => (showsEffects ? relevanceSpans(explanation) : []), [explanation, showsEffects]);
  const [only] = series;
  if (only === undefined) return null;
  return (
    <>
      <ForecastChart
        series={series}
        width={width}
        height={height}
        timeZone={timeZone}
        fromMs={only.times[0] ?? 0}
        toMs={only.times[only.times.length - 1] ?? 0}
        nowMs={answeredAtMs(explanation.freshness)}
        bandLevels={bands}
        thresholdsStyle={GraphThresholdsStyleMode.Dashed}
        marksBreaches
        timeShares={shares}
        timeEffects={effects}
        legend={legend}
        tooltip={tooltip}
        onZoom={onZoom}
        cursorSync={cursorSync}
        description={chartDescription(series, (ms) => dateTimeFormat(ms, { timeZone }))}
      />
      <UnderHistoryCaption attention={shares.length > 0} effects={effects.length > 0} />
    </>
  );
}

/** What stands under the history; shown by the charts that draw it. */
export function UnderHistoryCaption({ attention, effects }: { readonly attention: boolean; readonly effects: boolean }) {
  const style = useStyles2(getCaptionStyle);
  if (!attention && !effects) return null;
  const bars = attention ? ['Bars under the history: the model’s attention, half hour by half hour.'] : [];
  const strip = effects ? [`${attention ? 'Strip below them' : 'Strip under the history'}: what each half hour did to the forecast; orange raised it, blue lowered it.`] : [];
  return <p className={style}>{[...bars, ...strip].join(' ')}</p>;
}

const getCaptionStyle = (theme: GrafanaTheme2) => css({ margin: theme.spacing(0, 0, 1), color: theme.colors.text.secondary, fontSize: theme.typography.bodySmall.fontSize });
