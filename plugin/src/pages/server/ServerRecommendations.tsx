import { css } from '@emotion/css';
import { type Recommendation, type RecommendationFeedback, role, roleSuffices } from '@fleetcast/contract';
import type { GrafanaTheme2 } from '@grafana/data';
import { config } from '@grafana/runtime';
import { Button, Input, useStyles2 } from '@grafana/ui';
import React, { useId, useState } from 'react';
import { RecommendationCards } from '../../components/recommendation/RecommendationCards.tsx';
import { FaultNotice } from '../../components/ServiceNotice.tsx';
import { Skeleton } from '../../components/Skeleton.tsx';
import { type ServerAdvice, useRecommendations } from './use-recommendations.ts';

const mostCharacters = 500;
const answerWords: Readonly<Record<RecommendationFeedback['verdict'], string>> = {
  taken: 'Recorded as taken; what comes of it is measured over the next 8 hours.',
  dismissed: 'Dismissed; it is not recommended here again for 8 hours.',
  'not-useful': 'Recorded as not useful.',
};

interface Props {
  readonly serverId: string;
  /** The page says already that the service fails. */
  readonly isFaultTold: boolean;
}

/** What to do about the server of the page; editors say what they did. */
export function ServerRecommendations({ serverId, isFaultTold }: Props) {
  const styles = useStyles2(getStyles);
  const advice = useRecommendations(serverId);
  const visitor = role.safeParse(config.bootData.user.orgRole);
  const mayAnswer = visitor.success && roleSuffices(visitor.data, 'Editor');
  const headingId = useId();
  return (
    <section className={styles.section} aria-labelledby={headingId}>
      <h2 id={headingId} className={styles.heading}>What to do</h2>
      {advice.fault && !isFaultTold && <FaultNotice fault={advice.fault} onRetry={advice.reload} />}
      {advice.sendFault && <FaultNotice fault={advice.sendFault} />}
      {advice.data === null && advice.fault === null && <Skeleton height={80} />}
      {advice.data !== null && <RecommendationCards advice={advice.data} renderFoot={mayAnswer ? (recommendation) => <Feedback recommendation={recommendation} advice={advice} /> : undefined} />}
    </section>
  );
}

function Feedback({ recommendation: { actionId, metric, title }, advice }: { readonly recommendation: Recommendation; readonly advice: ServerAdvice }) {
  const styles = useStyles2(getStyles);
  const [reason, setReason] = useState('');
  const given = advice.answered.get(actionId);
  if (given !== undefined) return <p role="status" className={styles.given}>{answerWords[given]}</p>;
  const isSending = advice.sending !== null;
  const trimmed = reason.trim();
  const answer = (verdict: RecommendationFeedback['verdict']) => void advice.answer({ actionId, metric, verdict, ...(trimmed !== '' && { reason: trimmed }) });
  return (
    <form className={styles.feedback} onSubmit={(event) => event.preventDefault()}>
      <Input aria-label={`Reason: ${title}`} placeholder="Reason (needed unless it was taken)" value={reason} maxLength={mostCharacters} onChange={(event) => setReason(event.currentTarget.value)} />
      <div className={styles.buttons}>
        <Button size="sm" icon="check" disabled={isSending} onClick={() => answer('taken')}>Taken</Button>
        <Button size="sm" variant="secondary" disabled={isSending || trimmed === ''} onClick={() => answer('dismissed')}>Dismiss</Button>
        <Button size="sm" variant="secondary" disabled={isSending || trimmed === ''} onClick={() => answer('not-useful')}>Not useful</Button>
      </div>
    </form>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  section: css({ display: 'flex', flexDirection: 'column', gap: theme.spacing(1), margin: theme.spacing(0, 0, 2) }),
  heading: css({ margin: 0, fontSize: theme.typography.h5.fontSize }),
  feedback: css({ display: 'flex', flexDirection: 'column', gap: theme.spacing(1), marginTop: 'auto' }),
  buttons: css({ display: 'flex', flexWrap: 'wrap', gap: theme.spacing(1) }),
  given: css({ margin: 0, color: theme.colors.success.text }),
});
