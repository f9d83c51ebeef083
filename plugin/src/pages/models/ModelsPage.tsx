import { css } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { PluginPage } from '@grafana/runtime';
import { Badge, Button, ConfirmModal, useStyles2 } from '@grafana/ui';
import React, { useState } from 'react';
import { mayVisitorAdminister } from '../../view-models/visitor-role.ts';
import { FigureTable } from '../../components/FigureTable.tsx';
import { FaultNotice } from '../../components/ServiceNotice.tsx';
import { Skeleton } from '../../components/Skeleton.tsx';
import { type MomentFormat, useMomentFormat } from '../../components/use-moment-format.ts';
import { metricTitle } from '../../view-models/metric-title.ts';
import { besideChampionInWords, figureInWords, happeningInWords, heldOutInWords, originInWords, outcomeBadge, partOf, ratioInWords, reserveInWords, shareInWords, subjectInWords, trialInWords } from '../../view-models/model-lines.ts';
import { modelsPath } from '../../view-models/plugin-paths.ts';
import { ModelActions } from './ModelActions.tsx';
import { type ModelsData, useModels } from './use-models.ts';

/** Which model speaks, which one may next, and why: versions, the trial in the shadow, decisions with their figures, who changed what. */
export function ModelsPage() {
  const styles = useStyles2(getStyles);
  const moments = useMomentFormat();
  const models = useModels();
  const { data, fault, changeFault } = models;
  return (
    <PluginPage pageNav={{ text: 'Models', url: modelsPath }} subTitle={data?.list.servingReason ?? 'Which model speaks, and why'}>
      {fault && <FaultNotice fault={fault} onRetry={models.reload} />}
      {changeFault && <FaultNotice fault={changeFault} />}
      {data === null && fault === null && <Skeleton height={420} />}
      {data !== null && (
        <>
          <ModelActions registry={data.registry} models={models} />
          <p className={styles.line}>{automaticLine(data, moments)}</p>
          <h2 className={styles.heading}>Trial</h2>
          <Trial data={data} moments={moments} />
          <Reserve data={data} />
          <h2 className={styles.heading}>Versions</h2>
          <Versions data={data} moments={moments} onPromote={mayVisitorAdminister() && !models.isChanging ? (version) => void models.change('promoteModel', version) : null} />
          <h2 className={styles.heading}>Decisions</h2>
          <Decisions data={data} moments={moments} />
          <h2 className={styles.heading}>What happened</h2>
          <FigureTable
            label="What happened to the versions"
            columns={['When', 'What', 'Version', 'By', 'Why']}
            rows={data.events.events.map(({ at, kind, version, actor, cause }, index) => ({ key: `${at}-${index}`, cells: [moments.short(Date.parse(at)), happeningInWords(kind), version ?? '–', actor, cause] }))}
          />
        </>
      )}
    </PluginPage>
  );
}

interface PartProps {
  readonly data: ModelsData;
  readonly moments: MomentFormat;
}

function automaticLine({ registry, lifecycle }: ModelsData, moments: MomentFormat): string {
  const pinned = registry.pinned === null ? '' : ` Pinned by ${registry.pinned.by} since ${moments.short(Date.parse(registry.pinned.at))}.`;
  if (!lifecycle.automatic) return `Models change by hand only.${pinned}`;
  const scheduled = lifecycle.nextScheduledAt === null ? 'no retraining is scheduled' : `retraining at the latest ${moments.short(Date.parse(lifecycle.nextScheduledAt))}`;
  const looked = lifecycle.examinedAt === null ? 'the first look at the fleet is yet to come' : `looked at the fleet ${moments.short(Date.parse(lifecycle.examinedAt))}`;
  return `Models are looked after automatically: ${looked}, ${scheduled}.${pinned}`;
}

function Trial({ data, moments }: PartProps) {
  const styles = useStyles2(getStyles);
  const { trial } = data.lifecycle;
  if (trial === null) return <p className={styles.line}>No version is on trial.</p>;
  const rows = [trial.champion, trial.shadow].map(({ version, floorRatio, coverage80, batchMs }) => ({
    key: version,
    cells: [version, ratioInWords(floorRatio), shareInWords(coverage80), batchMs === null ? '–' : `${batchMs.toFixed(0)} ms`],
  }));
  return (
    <>
      <p className={styles.line}>
        {trialInWords(trial)} {besideChampionInWords(trial, data.registry)} Until {moments.short(Date.parse(trial.endsAt))} at least.
      </p>
      <FigureTable label="Both models on the same forecasts" columns={['Version', 'Loss beside the better simple forecast', 'Coverage of the 80% band', 'Time of a batch']} rows={rows} />
    </>
  );
}

function Reserve({ data }: Pick<PartProps, 'data'>) {
  const styles = useStyles2(getStyles);
  const { reserve } = data.lifecycle;
  if (reserve === null) return null;
  const rows = reserve.groups.map(({ metric, profile, lossRatio }) => ({ key: `${metric} ${profile}`, cells: [metricTitle(metric), profile ?? 'all', ratioInWords(lossRatio)] }));
  return (
    <>
      <h2 className={styles.heading}>In reserve</h2>
      <p className={styles.line}>{reserveInWords(reserve, data.registry.champion)}</p>
      {rows.length > 0 && <FigureTable label={`Where ${reserve.version} speaks`} columns={['Metric', 'Servers of profile', "Loss beside the champion's"]} rows={rows} />}
    </>
  );
}

function Versions({ data, moments, onPromote }: PartProps & { readonly onPromote: ((version: string) => void) | null }) {
  const styles = useStyles2(getStyles);
  const { list, registry } = data;
  const [asked, setAsked] = useState<string | null>(null);
  const rows = list.models.map(({ version, origin, createdAt, trainedOn, parameters, sizeBytes, parent, heldOut }) => {
    const part = partOf(version, registry);
    return {
      key: version,
      cells: [
        version,
        part === 'Champion' ? <Badge key="part" text={part} color="green" /> : part,
        originInWords(origin),
        moments.short(Date.parse(createdAt)),
        parent ?? '–',
        `${parameters.toLocaleString('en')} (${Math.round(sizeBytes / 1024)} KB)`,
        <div key="data" className={styles.trainedOn}>{trainedOn} {heldOutInWords({ heldOut, parent })}</div>,
        ...(onPromote === null ? [] : [version === registry.champion ? '' : <Button key="promote" size="sm" variant="secondary" onClick={() => setAsked(version)}>Promote</Button>]),
      ],
    };
  });
  return (
    <>
      <FigureTable label="Versions" columns={['Version', 'Part', 'Origin', 'Made', 'From', 'Parameters', 'Trained on', ...(onPromote === null ? [] : ['By hand'])]} rows={rows} />
      <ConfirmModal isOpen={asked !== null} title={`Promote ${asked}?`} body={`It speaks from the next cycle on, in place of ${registry.champion}, whatever the gate would say.`} confirmText="Promote it" confirmButtonVariant="primary"
        onDismiss={() => setAsked(null)}
        onConfirm={() => {
          if (asked !== null) onPromote?.(asked);
          setAsked(null);
        }} />
    </>
  );
}

function Decisions({ data, moments }: PartProps) {
  const styles = useStyles2(getStyles);
  const { decisions } = data.decisions;
  if (decisions.length === 0) return <p className={styles.line}>Nothing has been decided yet.</p>;
  const rows = decisions.map(({ decisionId, at, subject, outcome, reason, figures }) => {
    const badge = outcomeBadge(outcome);
    return {
      key: decisionId,
      cells: [
        moments.short(Date.parse(at)),
        subjectInWords(subject),
        <Badge key="outcome" text={badge.text} color={badge.color} />,
        <div key="reason" className={styles.reason}>
          {reason}
          {figures.length > 0 && (
            <details>
              <summary>{figures.length} figures</summary>
              <ul className={styles.figures}>
                {figures.map((figure) => (
                  <li key={figure.name} className={figure.passed ? undefined : styles.missed}>
                    {figure.name}: {figureInWords(figure)}
                  </li>
                ))}
              </ul>
            </details>
          )}
        </div>,
      ],
    };
  });
  return <FigureTable label="Decisions" columns={['When', 'Question', 'Answer', 'Why']} rows={rows} />;
}

const getStyles = (theme: GrafanaTheme2) => ({
  heading: css({ fontSize: theme.typography.h4.fontSize, margin: theme.spacing(3, 0, 1) }),
  line: css({ margin: theme.spacing(0, 0, 1), color: theme.colors.text.secondary, maxWidth: '90ch' }),
  reason: css({ whiteSpace: 'normal', minWidth: 260, maxWidth: '80ch' }),
  trainedOn: css({ whiteSpace: 'normal', minWidth: 220, fontSize: theme.typography.bodySmall.fontSize }),
  figures: css({ margin: theme.spacing(0.5, 0, 0, 2), color: theme.colors.text.secondary, fontSize: theme.typography.bodySmall.fontSize }),
  missed: css({ color: theme.colors.warning.text }),
});
