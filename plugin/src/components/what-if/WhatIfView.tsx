import { css } from '@emotion/css';
import type { WhatIfAnswer } from '@fleetcast/contract';
import type { GrafanaTheme2 } from '@grafana/data';
import { GraphThresholdsStyleMode, LegendDisplayMode, SortOrder, TooltipDisplayMode } from '@grafana/schema';
import { Button, useStyles2, useTheme2 } from '@grafana/ui';
import React, { useMemo, useState } from 'react';
import { answeredAtMs } from '../../view-models/answered-at.ts';
import { staleNotice } from '../../view-models/freshness-notice.ts';
import { type DraftPlace, firstDraft, type InterventionDraft, interventionOf, kindsFor } from '../../view-models/intervention-draft.ts';
import type { SavedScenarioList } from '../../view-models/saved-scenario-list.ts';
import type { AskWhatIf } from '../../view-models/what-if-question.ts';
import { whatIfSeries } from '../../view-models/what-if-series.ts';
import { changeText, interventionText } from '../../view-models/what-if-words.ts';
import { ForecastChart } from '../forecast-chart/ForecastChart.tsx';
import { FaultNotice, PlainNotice } from '../ServiceNotice.tsx';
import { Skeleton } from '../Skeleton.tsx';
import { useElementWidth } from '../use-element-width.ts';
import { EffectList } from './EffectList.tsx';
import { InterventionForm } from './InterventionForm.tsx';
import { SavedScenarios } from './SavedScenarios.tsx';
import { useWhatIf } from './use-what-if.ts';

interface Props {
  readonly place: DraftPlace;
  readonly ask: AskWhatIf;
  readonly saved: SavedScenarioList;
  readonly timeZone: string;
  readonly historyHours: number;
}

const mostChanges = 8;
const chartHeight = 240;
const hourMs = 3_600_000;
const legend = { showLegend: true, displayMode: LegendDisplayMode.List, placement: 'bottom' as const, calcs: [] };
const tooltip = { mode: TooltipDisplayMode.Multi, sort: SortOrder.None };

/** Changes on one side, the bands before and after them on the other; every move is asked anew. */
export function WhatIfView({ place, ask, saved, timeZone, historyHours }: Props) {
  const styles = useStyles2(getStyles);
  const [drafts, setDrafts] = useState<readonly InterventionDraft[]>(() => [firstDraft(kindsFor(place)[0], place)]);
  const interventions = drafts.flatMap((draft) => interventionOf(draft, place) ?? []);
  const { answer, fault, isAsking } = useWhatIf(interventions, ask);
  const stale = answer && staleNotice(answer.freshness);
  const replace = (at: number, draft: InterventionDraft) => setDrafts(drafts.map((one, i) => (i === at ? draft : one)));

  return (
    <div className={styles.outer}>
      <div className={styles.sides}>
        <div className={styles.controls} role="group" aria-label="Changes">
          {drafts.map((draft, at) => (
            <InterventionForm key={at} number={at + 1} draft={draft} place={place} onChange={(changed) => replace(at, changed)}
              onRemove={drafts.length > 1 ? () => setDrafts(drafts.filter((_, i) => i !== at)) : null} />
          ))}
          {drafts.length < mostChanges && <Button size="sm" variant="secondary" icon="plus" onClick={() => setDrafts([...drafts, firstDraft(kindsFor(place)[0], place)])}>Add a change</Button>}
          <SavedScenarios list={saved} interventions={interventions} isAnswered={answer !== null && fault === null} />
        </div>
        <div className={styles.result} aria-busy={isAsking}>
          {stale && <PlainNotice {...stale} />}
          {fault && <FaultNotice fault={fault} />}
          {answer === null && fault === null && <Skeleton height={chartHeight} />}
          {answer !== null && <WhatIfChart answer={answer} timeZone={timeZone} historyHours={historyHours} />}
          <div aria-live="polite" className={styles.said}>{answer === null ? '' : announced(answer)}</div>
          {answer !== null && <EffectList answer={answer} />}
        </div>
      </div>
    </div>
  );
}

/** What a screen reader hears after each answer. */
function announced({ servers, metric, interventions }: WhatIfAnswer): string {
  const effect = servers[0]?.effects.find((one) => one.metric === metric);
  return `${interventions.map(interventionText).join(', ')}: ${effect ? `busiest half hour ${changeText(effect.info.unit, effect.peakChange)}` : 'the server would be gone'}`;
}

function WhatIfChart({ answer, timeZone, historyHours }: { readonly answer: WhatIfAnswer; readonly timeZone: string; readonly historyHours: number }) {
  const theme = useTheme2();
  const [width, widthRef] = useElementWidth();
  const series = useMemo(() => whatIfSeries(answer, theme, timeZone), [answer, theme, timeZone]);
  const originMs = Date.parse(answer.originAt);
  const endMs = originMs + answer.before.q50.length * answer.stepSeconds * 1000;
  return (
    <div ref={widthRef} style={{ height: chartHeight }}>
      {width > 0 && (
        <ForecastChart series={series} width={width} height={chartHeight} timeZone={timeZone} fromMs={originMs - historyHours * hourMs} toMs={endMs} nowMs={answeredAtMs(answer.freshness)}
          bandLevels={[80]} thresholdsStyle={GraphThresholdsStyleMode.Dashed} marksBreaches={false} legend={legend} tooltip={tooltip} description={announced(answer)} />
      )}
    </div>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  /** The two sides stand beside each other where there is room, in a panel as on a page. */
  outer: css({ containerType: 'inline-size', minWidth: 0 }),
  sides: css({ display: 'grid', gap: theme.spacing(2), gridTemplateColumns: 'minmax(0, 1fr)', '@container (min-width: 640px)': { gridTemplateColumns: '280px minmax(0, 1fr)' } }),
  controls: css({ display: 'flex', flexDirection: 'column', gap: theme.spacing(1), minWidth: 0 }),
  result: css({ display: 'flex', flexDirection: 'column', gap: theme.spacing(1), minWidth: 0 }),
  said: css({ position: 'absolute', width: 1, height: 1, overflow: 'hidden', clipPath: 'inset(50%)', whiteSpace: 'nowrap' }),
});
