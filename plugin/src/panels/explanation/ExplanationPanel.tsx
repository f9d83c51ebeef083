import { css } from '@emotion/css';
import { type GrafanaTheme2, LoadingState, type PanelProps } from '@grafana/data';
import { DashboardCursorSync } from '@grafana/schema';
import { usePanelContext, useStyles2 } from '@grafana/ui';
import React, { useMemo } from 'react';
import { ExplanationChart } from '../../components/explanation/ExplanationChart.tsx';
import { ExplanationText } from '../../components/explanation/ExplanationText.tsx';
import { PanelNote } from '../../components/PanelNote.tsx';
import { PlainNotice } from '../../components/ServiceNotice.tsx';
import { Skeleton } from '../../components/Skeleton.tsx';
import { explanationOfFrames } from '../../view-models/explanation-frame.ts';
import { staleNotice } from '../../view-models/freshness-notice.ts';
import { errorsOf } from '../../view-models/panel-errors.ts';
import type { ExplanationPanelOptions } from './panel-options.ts';

const tallestChart = 240;
const leastHeightForChart = 220;

export function ExplanationPanel({ data, width, height, options, timeZone, onChangeTimeRange }: PanelProps<ExplanationPanelOptions>) {
  const styles = useStyles2(getStyles);
  const { sync, eventsScope } = usePanelContext();
  const explanation = useMemo(() => explanationOfFrames(data.series), [data.series]);

  if (explanation === null) {
    if (data.state === LoadingState.Loading || data.state === LoadingState.NotStarted) return <Skeleton width={width} height={height} />;
    const [title, text] = noteOf(errorsOf(data), data.series.length > 0);
    return <PanelNote title={title} text={text} />;
  }
  const stale = staleNotice(explanation.freshness);
  const showsChart = options.showsChart && height >= leastHeightForChart;
  const { server, info } = explanation;
  return (
    // Focusable, because what does not fit must be reachable without a mouse.
    <div className={styles.scroll} role="region" aria-label={`${server} ${info.title} explained`} tabIndex={0}>
      {stale && <PlainNotice {...stale} />}
      {showsChart && (
        <ExplanationChart
          explanation={explanation}
          frames={data.series}
          width={width - scrollbarWidth}
          height={Math.min(tallestChart, Math.round(height * 0.55))}
          timeZone={timeZone}
          showsAttention={options.showsAttention}
          showsEffects={options.showsEffects}
          onZoom={(from, to) => onChangeTimeRange({ from, to })}
          cursorSync={{ mode: sync?.() ?? DashboardCursorSync.Off, scope: eventsScope }}
        />
      )}
      <ExplanationText explanation={explanation} />
    </div>
  );
}

/** Room for the scroll bar beside the chart. */
const scrollbarWidth = 12;

function noteOf(errors: readonly string[], hasOtherData: boolean): readonly [title: string, text: string] {
  if (errors.length > 0) return ['The explanation could not be read', errors.join(' ')];
  if (hasOtherData) return ['These data are not an explanation', 'This panel shows the Fleetcast predictions data source, queried for an explanation.'];
  return ['No series matches', 'Choose another server or metric in the query; a server can be explained from the cycle after its first samples.'];
}

const getStyles = (theme: GrafanaTheme2) => ({
  scroll: css({
    height: '100%', overflow: 'auto', paddingRight: theme.spacing(0.5),
    '&:focus-visible': { outline: `2px solid ${theme.colors.primary.border}`, outlineOffset: -2 },
  }),
});
