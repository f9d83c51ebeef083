import type { WhatIfAnswer } from '@fleetcast/contract';
import { getTimeZone } from '@grafana/data';
import { GraphThresholdsStyleMode, LegendDisplayMode, SortOrder, TooltipDisplayMode } from '@grafana/schema';
import { EmptyState, Stack, useTheme2 } from '@grafana/ui';
import React, { useMemo } from 'react';
import { FigureTable } from '../../components/FigureTable.tsx';
import { ForecastChart } from '../../components/forecast-chart/ForecastChart.tsx';
import { FaultNotice, PlainNotice } from '../../components/ServiceNotice.tsx';
import { Skeleton } from '../../components/Skeleton.tsx';
import { useElementWidth } from '../../components/use-element-width.ts';
import { answeredAtMs } from '../../view-models/answered-at.ts';
import { mostCompared } from '../../view-models/comparison.ts';
import { staleNotice } from '../../view-models/freshness-notice.ts';
import { scenarioSeries } from '../../view-models/what-if-series.ts';
import { breachCell, changeText, peakText, worstSideEffect } from '../../view-models/what-if-words.ts';
import { ScenarioCard } from './ScenarioCard.tsx';
import { type ScenarioRun, useScenarioRuns } from './use-scenario-runs.ts';

interface Props {
  readonly scenarioIds: readonly string[];
  /** A scenario was deleted. */
  readonly onGone: (scenarioId: string) => void;
}

/** Saved what-if questions side by side, each asked again as of now, and what became of those that were done. */
export function ScenarioComparison({ scenarioIds, onGone }: Props) {
  const { data, fault, reload } = useScenarioRuns(scenarioIds);
  if (scenarioIds.length === 0) {
    return (
      <EmptyState variant="call-to-action" message="Choose scenarios to compare" hideImage>
        Up to {mostCompared}. They are saved where changes are tried: under &quot;What if&quot; on the Server page, or in the panel.
      </EmptyState>
    );
  }
  const freshness = data?.find(({ answer }) => answer !== null)?.answer?.freshness;
  const stale = freshness && staleNotice(freshness);
  return (
    <Stack direction="column" gap={2}>
      {fault && <FaultNotice fault={fault} onRetry={reload} />}
      {!fault && stale && <PlainNotice {...stale} />}
      {data === null && fault === null && <Skeleton height={420} />}
      {data !== null && <Compared runs={data} onChanged={reload} onGone={onGone} />}
    </Stack>
  );
}

type AnsweredRun = ScenarioRun & { readonly answer: WhatIfAnswer };

function Compared({ runs, onChanged, onGone }: { readonly runs: readonly ScenarioRun[]; readonly onChanged: () => void; readonly onGone: (scenarioId: string) => void }) {
  const answered = runs.filter((run): run is AnsweredRun => run.answer !== null);
  // Metrics have different units: one chart holds those of the first.
  const drawn = answered.filter(({ answer }) => answer.metric === answered[0]?.answer.metric);
  return (
    <>
      {drawn.length > 0 && <ScenarioChart runs={drawn} />}
      {drawn.length < answered.length && <PlainNotice severity="info" title="Not all are drawn" text={`The chart holds those about ${drawn[0].answer.info.title}; the others stand in the table.`} />}
      <FigureTable label="Scenarios as of now" columns={['Scenario', 'Busiest half hour', 'Change', 'Chance of a breach', 'Worst for others']} rows={runs.map(rowOf)} />
      <Stack direction="row" wrap="wrap" gap={2} alignItems="stretch">
        {runs.map((run) => <ScenarioCard key={run.detail.scenarioId} run={run} onChanged={onChanged} onGone={onGone} />)}
      </Stack>
    </>
  );
}

function rowOf({ detail, answer }: ScenarioRun) {
  const effect = answer?.servers[0]?.effects.find(({ metric }) => metric === answer.metric);
  const gone = answer === null ? 'cannot be asked now' : 'would be gone';
  return {
    key: detail.scenarioId,
    cells: [
      detail.name,
      effect === undefined ? gone : peakText(effect),
      effect === undefined ? '' : changeText(effect.info.unit, effect.peakChange),
      effect?.breaches.map((breach) => breachCell(effect.info.unit, breach)).join(', ') ?? '',
      answer === null ? '' : (worstSideEffect(answer) ?? 'nothing noticeable'),
    ],
  };
}

const chartHeight = 340;
const hourMs = 3_600_000;
const historyHours = 6;
const legend = { showLegend: true, displayMode: LegendDisplayMode.List, placement: 'bottom' as const, calcs: [] };
const tooltip = { mode: TooltipDisplayMode.Multi, sort: SortOrder.None };

function ScenarioChart({ runs }: { readonly runs: readonly AnsweredRun[] }) {
  const theme = useTheme2();
  const timeZone = getTimeZone();
  const [width, widthRef] = useElementWidth();
  const series = useMemo(() => scenarioSeries(runs.map(({ detail, answer }) => ({ scenario: detail, answer })), theme, timeZone), [runs, theme, timeZone]);
  const [{ answer }] = runs;
  const originMs = Date.parse(answer.originAt);
  return (
    <div ref={widthRef} style={{ height: chartHeight }}>
      {width > 0 && (
        <ForecastChart series={series} width={width} height={chartHeight} timeZone={timeZone} fromMs={originMs - historyHours * hourMs} toMs={originMs + answer.before.q50.length * answer.stepSeconds * 1000}
          nowMs={answeredAtMs(answer.freshness)} bandLevels={[80]} thresholdsStyle={GraphThresholdsStyleMode.Dashed} marksBreaches={false} legend={legend} tooltip={tooltip}
          description={`${answer.info.title} as it stands and with ${runs.map(({ detail }) => detail.name).join(', ')}`} />
      )}
    </div>
  );
}
