import { css } from '@emotion/css';
import { type GrafanaTheme2, LoadingState, type PanelProps } from '@grafana/data';
import { useStyles2 } from '@grafana/ui';
import React, { useMemo } from 'react';
import { InsightSummary } from '../../components/insights/InsightSummary.tsx';
import { PanelNote } from '../../components/PanelNote.tsx';
import { PlainNotice } from '../../components/ServiceNotice.tsx';
import { Skeleton } from '../../components/Skeleton.tsx';
import { staleNotice } from '../../view-models/freshness-notice.ts';
import { insightsOfFrames } from '../../view-models/insight-frame.ts';
import { errorsOf } from '../../view-models/panel-errors.ts';

export function InsightsPanel({ data, width, height }: PanelProps) {
  const styles = useStyles2(getStyles);
  const summary = useMemo(() => insightsOfFrames(data.series), [data.series]);
  if (summary === null) {
    if (data.state === LoadingState.Loading || data.state === LoadingState.NotStarted) return <Skeleton width={width} height={height} />;
    const errors = errorsOf(data);
    return errors.length > 0 ? (
      <PanelNote title="The insights could not be read" text={errors.join(' ')} />
    ) : (
      <PanelNote title="These data are not insights" text="This panel shows the Fleetcast predictions data source, queried for insights." />
    );
  }
  const stale = staleNotice(summary.freshness);
  return (
    // Focusable, because what does not fit must be reachable without a mouse.
    <div className={styles} role="region" aria-label={summary.headline} tabIndex={0}>
      {stale && <PlainNotice {...stale} />}
      <InsightSummary summary={summary} />
    </div>
  );
}

const getStyles = (theme: GrafanaTheme2) =>
  css({
    height: '100%', overflow: 'auto', containerType: 'inline-size', paddingRight: theme.spacing(0.5),
    '&:focus-visible': { outline: `2px solid ${theme.colors.primary.border}`, outlineOffset: -2 },
  });
