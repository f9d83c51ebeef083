import { css } from '@emotion/css';
import type { Forecast } from '@fleetcast/contract';
import { formattedValueToString, getTimeZone, getValueFormat, type GrafanaTheme2 } from '@grafana/data';
import { DashboardCursorSync, GraphThresholdsStyleMode, LegendDisplayMode, SortOrder, TooltipDisplayMode } from '@grafana/schema';
import { Button, Icon, useStyles2 } from '@grafana/ui';
import React, { useId, useMemo, useState } from 'react';
import { UnderHistoryCaption } from '../../components/explanation/ExplanationChart.tsx';
import { ExplanationText } from '../../components/explanation/ExplanationText.tsx';
import { FactList } from '../../components/FactList.tsx';
import { FaultNotice } from '../../components/ServiceNotice.tsx';
import { Skeleton } from '../../components/Skeleton.tsx';
import { ForecastChart } from '../../components/forecast-chart/ForecastChart.tsx';
import { useForecastSeries } from '../../components/forecast-chart/use-forecast-series.ts';
import { useElementWidth } from '../../components/use-element-width.ts';
import { useMomentFormat } from '../../components/use-moment-format.ts';
import { answeredAtMs } from '../../view-models/answered-at.ts';
import { attentionSpans } from '../../view-models/attention-spans.ts';
import { breachLines } from '../../view-models/breach-line.ts';
import { chartDescription } from '../../view-models/chart-description.ts';
import { bandLevels } from '../../view-models/forecast-bands.ts';
import { relevanceSpans } from '../../view-models/relevance-spans.ts';
import { forecastFacts } from '../../view-models/speaker-line.ts';
import { cardStyles } from './card-styles.ts';
import { useExplanation } from './use-explanation.ts';

interface Props {
  readonly forecast: Forecast;
  readonly historyHours: number;
  readonly zoom: { readonly fromMs: number; readonly toMs: number } | null;
  readonly onZoom: (fromMs: number, toMs: number) => void;
}

const chartHeight = 260;
const hourMs = 3_600_000;

const legend = { showLegend: true, displayMode: LegendDisplayMode.List, placement: 'bottom' as const, calcs: [] };
const tooltip = { mode: TooltipDisplayMode.Multi, sort: SortOrder.None };
/** The charts of the page move their cursors together. */
const cursorSync = { mode: DashboardCursorSync.Crosshair, scope: 'fleetcast-server-page' };

/** One metric: its outlook in words, its chart, and where the forecast comes from. */
export function MetricCard({ forecast, historyHours, zoom, onZoom }: Props) {
  const styles = useStyles2(getStyles);
  const timeZone = getTimeZone();
  const moments = useMomentFormat();
  const [width, widthRef] = useElementWidth();
  const [isExplained, setIsExplained] = useState(false);
  const { data: explanation, fault, reload } = useExplanation(forecast, isExplained);
  const explanationId = useId();

  const forecasts = useMemo(() => [forecast], [forecast]);
  const series = useForecastSeries(forecasts, explanation);
  const timeShares = useMemo(() => (explanation === null ? [] : attentionSpans(explanation)), [explanation]);
  const timeEffects = useMemo(() => (explanation === null ? [] : relevanceSpans(explanation)), [explanation]);

  const nowMs = answeredAtMs(forecast.freshness);
  const originMs = Date.parse(forecast.originAt);
  const endMs = originMs + forecast.quantiles.q50.length * forecast.stepSeconds * 1000;
  const format = getValueFormat(forecast.info.unit);
  const outlook = breachLines(forecast.breaches, nowMs, (value) => formattedValueToString(format(value)), moments.short);

  return (
    <section className={styles.card} aria-label={forecast.info.title}>
      <header className={styles.head}>
        <h2 className={styles.title}>{forecast.info.title}</h2>
        <ul className={styles.outlook}>
          {outlook.map(({ severity, underWay, text }) => (
            <li key={severity} className={underWay ? styles.underWay : undefined}>
              {underWay && <Icon name="exclamation-triangle" size="sm" />} {text}
            </li>
          ))}
          {outlook.length === 0 && <li>No threshold is set for this metric</li>}
        </ul>
      </header>
      <div ref={widthRef} style={{ height: chartHeight }}>
        {width > 0 && (
          <ForecastChart
            series={series}
            width={width}
            height={chartHeight}
            timeZone={timeZone}
            fromMs={zoom?.fromMs ?? originMs - historyHours * hourMs}
            toMs={zoom?.toMs ?? endMs}
            nowMs={nowMs}
            bandLevels={bandLevels}
            thresholdsStyle={GraphThresholdsStyleMode.Dashed}
            marksBreaches
            timeShares={timeShares}
            timeEffects={timeEffects}
            legend={legend}
            tooltip={tooltip}
            onZoom={onZoom}
            cursorSync={cursorSync}
            description={chartDescription(series, moments.short)}
          />
        )}
      </div>
      <UnderHistoryCaption attention={timeShares.length > 0} effects={timeEffects.length > 0} />
      <div className={styles.foot}>
        <FactList facts={forecastFacts(forecast)} />
        <Button size="sm" variant="secondary" fill="outline" icon={isExplained ? 'angle-up' : 'angle-down'} aria-expanded={isExplained} aria-controls={explanationId} onClick={() => setIsExplained(!isExplained)}>
          Why this forecast
        </Button>
      </div>
      <div id={explanationId} hidden={!isExplained}>
        {isExplained && fault && <FaultNotice fault={fault} onRetry={reload} />}
        {isExplained && explanation === null && fault === null && <Skeleton height={160} />}
        {explanation !== null && <ExplanationText explanation={explanation} />}
      </div>
    </section>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  ...cardStyles(theme),
  outlook: css({ listStyle: 'none', margin: 0, padding: 0, display: 'flex', flexWrap: 'wrap', gap: theme.spacing(0, 2), color: theme.colors.text.secondary, fontSize: theme.typography.bodySmall.fontSize }),
  underWay: css({ color: theme.colors.error.text }),
  foot: css({ display: 'flex', flexWrap: 'wrap', gap: theme.spacing(1), alignItems: 'center', justifyContent: 'space-between' }),
});
