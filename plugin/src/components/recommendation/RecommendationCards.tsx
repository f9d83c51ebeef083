import { css } from '@emotion/css';
import type { Recommendation, ServerRecommendations } from '@fleetcast/contract';
import type { GrafanaTheme2 } from '@grafana/data';
import { ClipboardButton, TextLink, useStyles2 } from '@grafana/ui';
import React, { type ReactNode, useId } from 'react';
import { adviceTitle, decisionFacts, effectLabel, effectSentence, groupedByClass } from '../../view-models/recommendation-card.ts';
import { EffectSparkline } from './EffectSparkline.tsx';

interface Props {
  readonly advice: ServerRecommendations;
  /** What stands under a card: feedback, where it can be given. */
  readonly renderFoot?: (recommendation: Recommendation) => ReactNode;
}

/** What to do about a server, as cards by class; used by the panel and by the Server page alike. */
export function RecommendationCards({ advice, renderFoot }: Props) {
  const styles = useStyles2(getStyles);
  if (advice.recommendations.length === 0) {
    return (
      <div className={styles.none} role="status">
        <strong>{adviceTitle(advice)}</strong>
        <span>{advice.reason}</span>
      </div>
    );
  }
  return (
    <div className={styles.groups}>
      {groupedByClass(advice.recommendations).map(({ title, recommendations }) => (
        <section key={title} className={styles.group} aria-label={title}>
          <h3 className={styles.groupTitle}>{title}</h3>
          <ul className={styles.cards}>
            {recommendations.map((recommendation) => (
              <li key={recommendation.actionId}>
                <Card recommendation={recommendation} foot={renderFoot?.(recommendation)} />
              </li>
            ))}
          </ul>
        </section>
      ))}
      <p className={styles.quiet}>From the playbook {advice.playbook}. Nothing is done by Fleetcast itself.</p>
    </div>
  );
}

function Card({ recommendation, foot }: { readonly recommendation: Recommendation; readonly foot: ReactNode }) {
  const styles = useStyles2(getStyles);
  const id = useId();
  const { title, why, alsoFor, instead, steps, undo, runbook, ticket, effect } = recommendation;
  return (
    <article className={styles.card} aria-labelledby={id}>
      <h4 id={id} className={styles.title}>{title}</h4>
      <dl className={styles.facts}>
        {decisionFacts(recommendation).map(([name, value, meaning]) => (
          <div key={name} className={styles.fact} title={meaning}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      <ul className={styles.why}>
        {why.map((sentence) => <li key={sentence}>{sentence}</li>)}
        {alsoFor.length > 0 && <li>It helps {alsoFor.join(', ')} too.</li>}
        {instead.length > 0 && <li>Instead of: {instead.join('; ')}.</li>}
      </ul>
      {effect !== null && <EffectSparkline effect={effect} label={effectLabel(recommendation, effect)} />}
      <p className={styles.quiet}>{effectSentence(recommendation)}</p>
      <details>
        <summary className={styles.summary}>How to</summary>
        <ol className={styles.steps}>
          {steps.map(({ text, command }) => (
            <li key={text}>
              {text}
              {command !== null && (
                <div className={styles.command}>
                  <code tabIndex={0}>{command}</code>
                  <ClipboardButton size="sm" variant="secondary" icon="copy" getText={() => command} aria-label={`Copy: ${command}`} />
                </div>
              )}
            </li>
          ))}
        </ol>
        <p className={styles.quiet}>Undo: {undo}</p>
        {runbook !== null && <p><TextLink href={runbook} external>Runbook</TextLink></p>}
        {ticket !== null && <p><TextLink href={ticket} external>Ticket</TextLink></p>}
      </details>
      {foot}
    </article>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  none: css({ display: 'flex', flexDirection: 'column', gap: theme.spacing(0.5), color: theme.colors.text.secondary, '& strong': { color: theme.colors.text.primary } }),
  groups: css({ display: 'flex', flexDirection: 'column', gap: theme.spacing(2), '& p': { margin: 0 } }),
  group: css({ display: 'flex', flexDirection: 'column', gap: theme.spacing(1) }),
  groupTitle: css({ margin: 0, fontSize: theme.typography.bodySmall.fontSize, color: theme.colors.text.secondary }),
  cards: css({ listStyle: 'none', margin: 0, padding: 0, display: 'grid', gap: theme.spacing(1.5), gridTemplateColumns: 'repeat(auto-fit, minmax(min(100%, 320px), 1fr))', '& > li': { maxWidth: 640 } }),
  card: css({
    display: 'flex', flexDirection: 'column', gap: theme.spacing(1), height: '100%', padding: theme.spacing(1.5, 2), minWidth: 0,
    background: theme.colors.background.secondary, border: `1px solid ${theme.colors.border.weak}`, borderRadius: theme.shape.radius.default,
  }),
  title: css({ margin: 0, fontSize: theme.typography.h6.fontSize, fontWeight: theme.typography.fontWeightMedium }),
  facts: css({ display: 'flex', flexWrap: 'wrap', gap: theme.spacing(0.5, 2), margin: 0 }),
  fact: css({ display: 'flex', gap: theme.spacing(0.5), '& dt': { color: theme.colors.text.secondary, fontWeight: 'normal' }, '& dd': { margin: 0 } }),
  why: css({ margin: 0, paddingLeft: theme.spacing(2) }),
  quiet: css({ margin: 0, color: theme.colors.text.secondary, fontSize: theme.typography.bodySmall.fontSize }),
  summary: css({ cursor: 'pointer' }),
  steps: css({ margin: theme.spacing(1, 0), paddingLeft: theme.spacing(2.5) }),
  command: css({ display: 'flex', gap: theme.spacing(1), alignItems: 'center', margin: theme.spacing(0.5, 0), '& code': { overflowX: 'auto', whiteSpace: 'pre', minWidth: 0, flex: 1 } }),
});
