import { css } from '@emotion/css';
import type { ScenarioDetail, WhatIfAnswer } from '@fleetcast/contract';
import { getTimeZone, type GrafanaTheme2 } from '@grafana/data';
import { GraphThresholdsStyleMode, LegendDisplayMode, SortOrder, TooltipDisplayMode } from '@grafana/schema';
import { Badge, useStyles2, useTheme2 } from '@grafana/ui';
import React, { useId, useMemo } from 'react';
import { ForecastChart } from '../../components/forecast-chart/ForecastChart.tsx';
import { PageLink } from '../../components/PageLink.tsx';
import { FaultNotice } from '../../components/ServiceNotice.tsx';
import { useElementWidth } from '../../components/use-element-width.ts';
import { useMomentFormat } from '../../components/use-moment-format.ts';
import { serverPath } from '../../view-models/plugin-paths.ts';
import { changesText, gradeFigures, historyText, verdictText } from '../../view-models/scenario-words.ts';
import { courseSeries } from '../../view-models/what-if-series.ts';
import { mayVisitorOperate } from '../../view-models/visitor-role.ts';
import { changeText } from '../../view-models/what-if-words.ts';
import { ScenarioActions } from './ScenarioActions.tsx';
import type { ScenarioRun } from './use-scenario-runs.ts';

interface Props {
  readonly run: ScenarioRun;
  readonly onChanged: () => void;
  readonly onGone: (scenarioId: string) => void;
}

const badgeColors = { 'as-predicted': 'green', beside: 'orange', 'wrong-way': 'red', 'cannot-say': 'darkgrey' } as const;

/** One scenario: what was said when it was saved, what was done with it, and what came of that. */
export function ScenarioCard({ run: { detail, answer, fault }, onChanged, onGone }: Props) {
  const styles = useStyles2(getStyles);
  const moments = useMomentFormat();
  const id = useId();
  const { name, note, server, serverId, savedAt, savedBy, prediction, action, grade, course, history } = detail;
  const effect = prediction.effect;
  return (
    <article className={styles.card} aria-labelledby={id}>
      <header className={styles.head}>
        <h2 id={id} className={styles.title}>{name}</h2>
        <Badge text={verdictText(detail)} color={grade === null ? 'blue' : badgeColors[grade.verdict]} />
      </header>
      <p><PageLink className={styles.link} href={serverPath(serverId)}>{server}</PageLink>: {changesText(detail)}</p>
      {note !== '' && <p>{note}</p>}
      {fault && <FaultNotice fault={fault} />}
      <p className={styles.quiet}>
        Saved {moments.short(Date.parse(savedAt))} by {savedBy}; then said: {effect === null ? 'the server would be gone' : changeText(effect.info.unit, effect.peakChange)}
      </p>
      {action !== null && (
        <p className={styles.quiet}>
          Done {moments.short(Date.parse(action.takenAt))}; then said: {action.prediction.effect === null ? 'the server would be gone' : changeText(action.prediction.effect.info.unit, action.prediction.effect.peakChange)}.
          {grade === null && ` It is graded after ${moments.short(Date.parse(action.dueAt))}.`}
        </p>
      )}
      {grade !== null && <p>{grade.text}</p>}
      {grade !== null && (
        <dl className={styles.figures}>
          {gradeFigures(grade, effect?.info.unit ?? 'short').map(([figure, value]) => <React.Fragment key={figure}><dt>{figure}</dt><dd>{value}</dd></React.Fragment>)}
        </dl>
      )}
      {course !== null && answer !== null && <CourseChart detail={detail} course={course} answer={answer} />}
      <details>
        <summary className={styles.summary}>Who did what</summary>
        <ul className={styles.history}>
          {history.map((event) => <li key={`${event.at} ${event.kind}`}>{moments.short(Date.parse(event.at))}: {historyText(event)}</li>)}
        </ul>
      </details>
      {mayVisitorOperate() && <ScenarioActions scenario={detail} onChanged={onChanged} onGone={onGone} />}
    </article>
  );
}

const chartHeight = 220;
const legend = { showLegend: true, displayMode: LegendDisplayMode.List, placement: 'bottom' as const, calcs: [] };
const tooltip = { mode: TooltipDisplayMode.Multi, sort: SortOrder.None };

function CourseChart({ detail, course, answer }: { readonly detail: ScenarioDetail; readonly course: NonNullable<ScenarioDetail['course']>; readonly answer: WhatIfAnswer }) {
  const theme = useTheme2();
  const timeZone = getTimeZone();
  const [width, widthRef] = useElementWidth();
  const { info, freshness } = answer;
  const series = useMemo(
    () => courseSeries({ ...detail, info, freshness, speaker: detail.prediction.speaker }, course, theme, timeZone),
    [detail, info, freshness, course, theme, timeZone],
  );
  const startMs = Date.parse(course.startAt);
  return (
    <div ref={widthRef} style={{ height: chartHeight }}>
      {width > 0 && (
        <ForecastChart series={series} width={width} height={chartHeight} timeZone={timeZone} fromMs={startMs} toMs={startMs + course.before.q50.length * course.stepSeconds * 1000} nowMs={startMs}
          bandLevels={[80]} thresholdsStyle={GraphThresholdsStyleMode.Dashed} marksBreaches={false} legend={legend} tooltip={tooltip} description={`${detail.name}: predicted${course.observed === null ? '' : ' and observed'}`} />
      )}
    </div>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  card: css({
    flex: '1 1 320px', minWidth: 0, maxWidth: '100%', display: 'flex', flexDirection: 'column', gap: theme.spacing(1), padding: theme.spacing(1.5, 2), background: theme.colors.background.primary,
    border: `1px solid ${theme.colors.border.weak}`, borderRadius: theme.shape.radius.default, '& p': { margin: 0, overflowWrap: 'anywhere' },
  }),
  head: css({ display: 'flex', flexWrap: 'wrap', gap: theme.spacing(1), alignItems: 'center', justifyContent: 'space-between' }),
  title: css({ margin: 0, fontSize: theme.typography.h5.fontSize, overflowWrap: 'anywhere' }),
  link: css({ textDecoration: 'underline' }),
  quiet: css({ color: theme.colors.text.secondary, fontSize: theme.typography.bodySmall.fontSize }),
  figures: css({ display: 'grid', gridTemplateColumns: 'auto 1fr', gap: theme.spacing(0.25, 2), margin: 0, fontSize: theme.typography.bodySmall.fontSize, '& dt': { color: theme.colors.text.secondary, fontWeight: 'normal' }, '& dd': { margin: 0 } }),
  summary: css({ cursor: 'pointer' }),
  history: css({ margin: theme.spacing(0.5, 0, 0), paddingLeft: theme.spacing(2.5), fontSize: theme.typography.bodySmall.fontSize }),
});
