import { css } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { useStyles2 } from '@grafana/ui';
import React, { useId } from 'react';
import { useServiceClient } from '../../api/service-client-context.ts';
import { usePolled } from '../../api/use-polled.ts';
import { useRecommendationFeedback } from '../../api/use-recommendation-feedback.ts';
import { mayVisitorOperate } from '../../view-models/visitor-role.ts';
import { FeedbackForm } from '../../components/recommendation/FeedbackForm.tsx';
import { RecommendationCards } from '../../components/recommendation/RecommendationCards.tsx';
import { FaultNotice } from '../../components/ServiceNotice.tsx';
import { Skeleton } from '../../components/Skeleton.tsx';

interface Props {
  readonly serverId: string;
  /** The page says already that the service fails. */
  readonly isFaultTold: boolean;
}

/** What to do about the server of the page; editors say what they did. */
export function ServerRecommendations({ serverId, isFaultTold }: Props) {
  const styles = useStyles2(getStyles);
  const client = useServiceClient();
  const advice = usePolled(serverId, (signal) => client.recommendations(serverId, {}, signal));
  const desk = useRecommendationFeedback(client, serverId);
  const headingId = useId();
  return (
    <section className={styles.section} aria-labelledby={headingId}>
      <h2 id={headingId} className={styles.heading}>What to do</h2>
      {advice.fault && !isFaultTold && <FaultNotice fault={advice.fault} onRetry={advice.reload} />}
      {desk.fault && <FaultNotice fault={desk.fault} />}
      {advice.data === null && advice.fault === null && <Skeleton height={80} />}
      {advice.data !== null && <RecommendationCards advice={advice.data} renderFoot={mayVisitorOperate() ? (recommendation) => <FeedbackForm recommendation={recommendation} desk={desk} /> : undefined} />}
    </section>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  section: css({ display: 'flex', flexDirection: 'column', gap: theme.spacing(1), minWidth: 0 }),
  heading: css({ margin: 0, fontSize: theme.typography.h5.fontSize }),
});
