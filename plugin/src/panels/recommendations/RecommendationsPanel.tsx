import { css } from '@emotion/css';
import { type GrafanaTheme2, LoadingState, type PanelProps } from '@grafana/data';
import { useStyles2 } from '@grafana/ui';
import type { ServerRecommendations } from '@fleetcast/contract';
import React, { useMemo } from 'react';
import { useServiceClient } from '../../api/service-client-context.ts';
import { useRecommendationFeedback } from '../../api/use-recommendation-feedback.ts';
import { mayVisitorOperate } from '../../view-models/visitor-role.ts';
import { PanelNote } from '../../components/PanelNote.tsx';
import { FeedbackForm } from '../../components/recommendation/FeedbackForm.tsx';
import { RecommendationCards } from '../../components/recommendation/RecommendationCards.tsx';
import { FaultNotice, PlainNotice } from '../../components/ServiceNotice.tsx';
import { Skeleton } from '../../components/Skeleton.tsx';
import { staleNotice } from '../../view-models/freshness-notice.ts';
import { errorsOf } from '../../view-models/panel-errors.ts';
import { adviceOfFrames } from '../../view-models/recommendation-frame.ts';

export function RecommendationsPanel({ data, width, height }: PanelProps) {
  const advice = useMemo(() => adviceOfFrames(data.series), [data.series]);
  if (advice === null) {
    if (data.state === LoadingState.Loading || data.state === LoadingState.NotStarted) return <Skeleton width={width} height={height} />;
    const [title, text] = noteOf(errorsOf(data), data.series.length > 0);
    return <PanelNote title={title} text={text} />;
  }
  // What was said about one server says nothing about the next.
  return <Advice key={advice.serverId} advice={advice} />;
}

function Advice({ advice }: { readonly advice: ServerRecommendations }) {
  const styles = useStyles2(getStyles);
  const client = useServiceClient();
  const desk = useRecommendationFeedback(client, advice.serverId);
  const stale = staleNotice(advice.freshness);
  return (
    // Focusable, because what does not fit must be reachable without a mouse.
    <div className={styles.scroll} role="region" aria-label={`What to do about ${advice.server}`} tabIndex={0}>
      {stale && <PlainNotice {...stale} />}
      {desk.fault && <FaultNotice fault={desk.fault} />}
      <RecommendationCards advice={advice} renderFoot={mayVisitorOperate() ? (recommendation) => <FeedbackForm recommendation={recommendation} desk={desk} /> : undefined} />
    </div>
  );
}

function noteOf(errors: readonly string[], hasOtherData: boolean): readonly [title: string, text: string] {
  if (errors.length > 0) return ['The recommendations could not be read', errors.join(' ')];
  if (hasOtherData) return ['These data are not recommendations', 'This panel shows the Fleetcast predictions data source, queried for recommendations.'];
  return ['No server matches', 'Choose another server in the query; the first advice comes with the cycle after its first samples.'];
}

const getStyles = (theme: GrafanaTheme2) => ({
  scroll: css({
    height: '100%', overflow: 'auto', paddingRight: theme.spacing(0.5),
    '&:focus-visible': { outline: `2px solid ${theme.colors.primary.border}`, outlineOffset: -2 },
  }),
});
