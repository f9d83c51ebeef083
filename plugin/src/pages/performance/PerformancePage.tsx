import { css } from '@emotion/css';
import type { Performance } from '@fleetcast/contract';
import type { GrafanaTheme2 } from '@grafana/data';
import { PluginPage } from '@grafana/runtime';
import { Alert, Button, EmptyState, RadioButtonGroup, Tooltip, useStyles2 } from '@grafana/ui';
import React, { useState } from 'react';
import { FigureTable } from '../../components/FigureTable.tsx';
import { LineGraph } from '../../components/line-graph/LineGraph.tsx';
import { PageLink } from '../../components/PageLink.tsx';
import { FaultNotice } from '../../components/ServiceNotice.tsx';
import { Skeleton } from '../../components/Skeleton.tsx';
import { useMomentFormat } from '../../components/use-moment-format.ts';
import { dailyGraph, type DailyMeasure } from '../../view-models/performance-lines.ts';
import { countInWords, driftInWords, gainInWords, horizonInWords, ratioInWords, shareInWords, type SpeakerFigures, speakerRows, titleAmong, whyNoAccuracy } from '../../view-models/performance-words.ts';
import { performancePath, serverPath } from '../../view-models/plugin-paths.ts';
import { toldApart } from '../../view-models/told-apart.ts';
import { CalibrationPlot } from './CalibrationPlot.tsx';
import { Card } from './Card.tsx';
import { ScopeBar } from './ScopeBar.tsx';
import { usePerformance, usePerformanceScope } from './use-performance.ts';
import { WarningsCard } from './WarningsCard.tsx';

const measures: ReadonlyArray<{ readonly value: DailyMeasure; readonly label: string }> = [
  { value: 'accuracy', label: 'Accuracy' },
  { value: 'skill', label: 'Skill' },
  { value: 'coverage80', label: '80% band' },
];
const wantedOf: Readonly<Record<DailyMeasure, number | null>> = { accuracy: 0.85, skill: 0, coverage80: 0.8 };
const readingOf: Readonly<Record<DailyMeasure, string>> = {
  accuracy: '1 - mean error / mean level. The dashed line is 85%; no figure where the level is near zero.',
  skill: 'Loss saved against the best simple forecast in hindsight. Above the dashed line it was beaten.',
  coverage80: 'Share of observed values inside the 80% band. It should lie on the dashed line.',
};

/** So many series stand in the list of the worst before somebody asks for more. */
const fewSeries = 15;

/** How good the forecasts and warnings were that have come true. */
export function PerformancePage() {
  const [scope, setScope] = usePerformanceScope();
  const { data, fault, reload } = usePerformance(scope);
  const moments = useMomentFormat();
  return (
    <PluginPage
      pageNav={{ text: 'Model performance', url: performancePath }}
      subTitle={data?.asOf ? `${countInWords(data.series)} series judged, up to ${moments.short(Date.parse(data.asOf))}` : 'What became of what was forecast'}
      actions={<ScopeBar scope={scope} onChange={setScope} server={data?.worstSeries.find(({ serverId }) => serverId === scope.serverId)?.server ?? null} />}
    >
      {fault && <FaultNotice fault={fault} onRetry={reload} />}
      {data === null && fault === null && <PerformanceSkeleton />}
      {data !== null && (data.metrics.length === 0 ? <NothingJudged filtered={scope.metric !== null || scope.profile !== null || scope.serverId !== null} onClear={() => setScope({ ...scope, metric: null, profile: null, serverId: null })} /> : <Figures data={data} />)}
    </PluginPage>
  );
}

function Figures({ data }: { readonly data: Performance }) {
  const styles = useStyles2(getStyles);
  const [measure, setMeasure] = useState<DailyMeasure>('skill');
  const graph = dailyGraph(data, measure);
  const nameOf = toldApart(data.worstSeries);
  const titleOf = titleAmong(data.metrics);
  const drift = driftInWords(data);
  return (
    <div className={styles.page}>
      {drift.length > 0 && (
        <Alert severity="warning" title="Past a limit" className={styles.alert}>
          <ul className={styles.list}>{drift.map((text) => <li key={text}>{text}</li>)}</ul>
        </Alert>
      )}
      <Card title="By metric" reading="Skill compares with the best simple forecast in hindsight; the bands should hold 80% and 96% of the observed values.">
        <FigureTable label="Performance by metric" columns={['Metric', 'Skill', 'Accuracy', 'Series above 85%', '80% band held', '96% band held', 'Forecasts judged']}
          rows={data.metrics.map((one) => ({
            key: one.metric,
            cells: [one.title, <Gain key="skill" skill={one.skill} />, <Accuracy key="accuracy" figures={one} />, one.accurateShare === null ? '–' : `${shareInWords(one.accurateShare)} of ${countInWords(one.seriesWithAccuracy)}`, shareInWords(one.coverage80), shareInWords(one.coverage96), countInWords(one.forecasts)],
          }))} />
      </Card>
      <div className={styles.pair}>
        <Card title="Day by day" reading={readingOf[measure]} actions={<RadioButtonGroup size="sm" aria-label="Measure" options={[...measures]} value={measure} onChange={setMeasure} />}>
          <LineGraph lines={graph.lines} places={graph.days} wanted={wantedOf[measure]} format={(value) => `${(100 * value).toFixed(0)}%`} description={`${measures.find(({ value }) => value === measure)!.label} by day and metric`} height={240} />
        </Card>
        <Card title="Calibration" reading="Share of observed values below each quantile that was served. On the dashed line the quantiles are calibrated.">
          <CalibrationPlot metrics={data.metrics} />
        </Card>
      </div>
      <WarningsCard all={data.warnings.all} paged={data.warnings.paged} />
      <Card title="Models and simple forecasts" reading="Loss over that of the best simple forecast on the very same forecasts; below 1 beats it. Under it: mean error over that of the value of 24 hours before.">
        <FigureTable label="Performance by speaker" columns={['Speaker', ...data.metrics.map(({ title }) => title)]}
          rows={speakerRows(data.metrics).map(({ key, title, name, figures }) => ({ key, cells: [<span key="speaker" title={name}>{title}</span>, ...figures.map((one) => <SpeakerCell key={one.metric} figures={one} />)] }))} />
      </Card>
      <div className={styles.pair}>
        <Card title="By horizon" reading="How figures change with how far ahead was looked.">
          <FigureTable label="Performance by horizon" columns={['Metric', 'Ahead', 'Skill', 'Accuracy', '80% band']}
            rows={data.horizons.filter(({ forecasts }) => forecasts > 0).map((one) => ({ key: `${one.metric} ${one.horizonMinutes}`, cells: [titleOf(one.metric), horizonInWords(one.horizonMinutes), <Gain key="skill" skill={one.skill} />, <Accuracy key="accuracy" figures={one} />, shareInWords(one.coverage80)] }))} />
        </Card>
        <Card title="By server and metric" reading="First come the series on which a simple forecast would have done best by comparison.">
          <FigureTable label="Performance by server and metric" most={fewSeries} columns={['Server', 'Metric', 'Skill', 'Accuracy', '80% band']}
            rows={data.worstSeries.map((one) => ({ key: `${one.serverId} ${one.metric}`, cells: [<PageLink key="server" href={serverPath(one.serverId)}>{nameOf(one)}</PageLink>, titleOf(one.metric), <Gain key="skill" skill={one.skill} />, <Accuracy key="accuracy" figures={one} />, shareInWords(one.coverage80)] }))} />
        </Card>
      </div>
    </div>
  );
}

function Gain({ skill }: { readonly skill: number | null }) {
  const styles = useStyles2(getStyles);
  return <span className={skill === null ? undefined : skill > 0 ? styles.good : styles.poor}>{gainInWords(skill)}</span>;
}

function SpeakerCell({ figures: { lossRatio, maeRatio, forecasts } }: { readonly figures: SpeakerFigures }) {
  const styles = useStyles2(getStyles);
  if (lossRatio === null && maeRatio === null) return <>–</>;
  return (
    <span title={`${countInWords(forecasts)} forecasts`}>
      <span className={lossRatio !== null && lossRatio < 1 ? styles.good : undefined}>{ratioInWords(lossRatio)}</span>
      <span className={styles.under}>{ratioInWords(maeRatio)}</span>
    </span>
  );
}

function Accuracy({ figures }: { readonly figures: { readonly accuracy: number | null; readonly forecasts: number } }) {
  const why = whyNoAccuracy(figures);
  if (why === null) return <>{shareInWords(figures.accuracy)}</>;
  return <Tooltip content={why}><span tabIndex={0} aria-label={`no figure: ${why}`} role="note">–</span></Tooltip>;
}

function NothingJudged({ filtered, onClear }: { readonly filtered: boolean; readonly onClear: () => void }) {
  return (
    <EmptyState variant="not-found" message={filtered ? 'Nothing of this has come true yet' : 'No forecast has come true yet'} button={filtered ? <Button onClick={onClear}>Clear filters</Button> : undefined}>
      The first figures come about 45 minutes after the first forecast, those of the longest horizon after 8 hours.
    </EmptyState>
  );
}

function PerformanceSkeleton() {
  const styles = useStyles2(getStyles);
  return (
    <div className={styles.page}>
      <span role="status" aria-label="Loading performance" />
      <Skeleton height={220} />
      <Skeleton height={300} />
      <Skeleton height={220} />
    </div>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  page: css({ display: 'grid', gridTemplateColumns: 'minmax(0, 1fr)', gap: theme.spacing(2) }),
  pair: css({ display: 'grid', gridTemplateColumns: 'repeat(auto-fit, minmax(min(100%, 420px), 1fr))', gap: theme.spacing(2) }),
  alert: css({ marginBottom: 0 }),
  list: css({ margin: 0, paddingLeft: theme.spacing(2) }),
  good: css({ color: theme.colors.success.text }),
  under: css({ display: 'block', color: theme.colors.text.secondary, fontSize: theme.typography.bodySmall.fontSize }),
  poor: css({ color: theme.colors.warning.text }),
});
