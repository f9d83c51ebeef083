import { css } from '@emotion/css';
import type { Recommendation, RecommendationFeedback } from '@fleetcast/contract';
import type { GrafanaTheme2 } from '@grafana/data';
import { Button, Input, useStyles2 } from '@grafana/ui';
import React, { useState } from 'react';
import type { FeedbackDesk } from '../../view-models/feedback-desk.ts';

const mostCharacters = 500;
const answerWords: Readonly<Record<RecommendationFeedback['verdict'], string>> = {
  taken: 'Recorded as taken; what comes of it is measured over the next 8 hours.',
  dismissed: 'Dismissed; it is not recommended here again for 8 hours.',
  'not-useful': 'Recorded as not useful.',
};

interface Props {
  readonly recommendation: Recommendation;
  readonly desk: FeedbackDesk;
}

/** Says what was done with a recommendation; stands under its card for those who may. */
export function FeedbackForm({ recommendation: { actionId, metric, title }, desk }: Props) {
  const styles = useStyles2(getStyles);
  const [reason, setReason] = useState('');
  const given = desk.answered.get(actionId);
  if (given !== undefined) return <p role="status" className={styles.given}>{answerWords[given]}</p>;
  const trimmed = reason.trim();
  const answer = (verdict: RecommendationFeedback['verdict']) => void desk.answer({ actionId, metric, verdict, ...(trimmed !== '' && { reason: trimmed }) });
  return (
    <form className={styles.form} onSubmit={(event) => event.preventDefault()}>
      <Input aria-label={`Reason: ${title}`} placeholder="Reason (needed unless it was taken)" value={reason} maxLength={mostCharacters} onChange={(event) => setReason(event.currentTarget.value)} />
      <div className={styles.buttons}>
        <Button size="sm" icon="check" disabled={desk.isSending} onClick={() => answer('taken')}>Taken</Button>
        <Button size="sm" variant="secondary" disabled={desk.isSending || trimmed === ''} onClick={() => answer('dismissed')}>Dismiss</Button>
        <Button size="sm" variant="secondary" disabled={desk.isSending || trimmed === ''} onClick={() => answer('not-useful')}>Not useful</Button>
      </div>
    </form>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  form: css({ display: 'flex', flexDirection: 'column', gap: theme.spacing(1), marginTop: 'auto' }),
  buttons: css({ display: 'flex', flexWrap: 'wrap', gap: theme.spacing(1) }),
  given: css({ margin: 0, color: theme.colors.success.text }),
});
