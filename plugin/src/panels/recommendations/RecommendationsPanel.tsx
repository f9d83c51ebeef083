import { css } from '@emotion/css';
import { type GrafanaTheme2, LoadingState, type PanelProps } from '@grafana/data';
import { useStyles2 } from '@grafana/ui';
import React, { useMemo } from 'react';
import { PageLink } from '../../components/PageLink.tsx';
import { PanelNote } from '../../components/PanelNote.tsx';
import { RecommendationCards } from '../../components/recommendation/RecommendationCards.tsx';
import { PlainNotice } from '../../components/ServiceNotice.tsx';
import { Skeleton } from '../../components/Skeleton.tsx';
import { staleNotice } from '../../view-models/freshness-notice.ts';
import { errorsOf } from '../../view-models/panel-errors.ts';
import { serverPath } from '../../view-models/plugin-paths.ts';
import { adviceOfFrames } from '../../view-models/recommendation-frame.ts';

export function RecommendationsPanel({ data, width, height }: PanelProps) {
  const styles = useStyles2(getStyles);
  const advice = useMemo(() => adviceOfFrames(data.series), [data.series]);
  if (advice === null) {
    if (data.state === LoadingState.Loading || data.state === LoadingState.NotStarted) return <Skeleton width={width} height={height} />;
    const [title, text] = noteOf(errorsOf(data), data.series.length > 0);
    return <PanelNote title={title} text={text} />;
  }
  const stale = staleNotice(advice.freshness);
  return (
    // Focusable, because what does not fit must be reachable without a mouse.
    <div className={styles.scroll} role="region" aria-label={`What to do about ${advice.server}`} tabIndex={0}>
      {stale && <PlainNotice {...stale} />}
      <RecommendationCards advice={advice} />
      {advice.recommendations.length > 0 && (
        <p className={styles.more}>
          <PageLink href={serverPath(advice.serverId)} style={{ textDecoration: 'underline' }}>Say what you did with them</PageLink>
        </p>
      )}
    </div>
  );
}

function noteOf(errors: readonly string[], hasOtherData: boolean): readonly [title: string, text: string] {
  if (errors.length > 0) return ['The recommendations could not be read', errors.join(' ')];
  if (hasOtherData) return ['These data are no recommendations', 'This panel shows the Fleetcast predictions data source, queried for recommendations.'];
  return ['No server matches', 'Choose another server in the query; the first advice comes with the cycle after its first samples.'];
}

const getStyles = (theme: GrafanaTheme2) => ({
  scroll: css({
    height: '100%', overflow: 'auto', paddingRight: theme.spacing(0.5),
    '&:focus-visible': { outline: `2px solid ${theme.colors.primary.border}`, outlineOffset: -2 },
  }),
  more: css({ margin: theme.spacing(1, 0, 0) }),
});
