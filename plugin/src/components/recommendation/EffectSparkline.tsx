import { css } from '@emotion/css';
import type { ExpectedEffect } from '@fleetcast/contract';
import type { GrafanaTheme2 } from '@grafana/data';
import { useStyles2, useTheme2 } from '@grafana/ui';
import React, { useMemo } from 'react';
import { effectPaths } from '../../view-models/effect-paths.ts';
import { valueInUnit } from '../../view-models/metric-words.ts';
import { minutesInWords } from '../../view-models/spans-of-time.ts';
import { changeColors } from '../../view-models/what-if-series.ts';

interface Props {
  readonly effect: ExpectedEffect;
  readonly label: string;
}

const width = 240;
const height = 72;
const dashes = '5 3';

/** What is forecast, and with the action dashed: medians within their 80% bands, lead by lead, and the threshold. */
export function EffectSparkline({ effect, label }: Props) {
  const theme = useTheme2();
  const styles = useStyles2(getStyles);
  const paths = useMemo(() => effectPaths(effect, width, height), [effect]);
  const [before, after] = [changeColors.before, changeColors.after].map((name) => theme.visualization.getColorByName(name));
  const { leadMinutes } = effect.bands;
  const stroke = { fill: 'none', vectorEffect: 'non-scaling-stroke' } as const;
  return (
    <figure className={styles.figure}>
      <svg width="100%" height={height} viewBox={`0 0 ${width} ${height}`} preserveAspectRatio="none" role="img" aria-label={label}>
        <path d={paths.before.band} fill={before} fillOpacity={0.22} />
        <path d={paths.after.band} fill={after} fillOpacity={0.22} />
        <line x1={0} x2={width} y1={paths.thresholdY} y2={paths.thresholdY} {...stroke} stroke={theme.colors.error.border} strokeWidth={1} />
        <path d={paths.before.median} {...stroke} stroke={before} strokeWidth={2} />
        <path d={paths.after.median} {...stroke} stroke={after} strokeWidth={2} strokeDasharray={dashes} />
      </svg>
      <figcaption className={styles.caption}>
        <span className={styles.ends}>
          <span>in {minutesInWords(leadMinutes[0])}</span>
          <span>in {minutesInWords(leadMinutes[leadMinutes.length - 1])}</span>
        </span>
        <span className={styles.legend}>
          <Entry color={before} band>without it</Entry>
          <Entry color={after} band dashed>with it</Entry>
          <Entry color={theme.colors.error.border}>threshold {valueInUnit(effect.threshold.value, effect.unit)}</Entry>
        </span>
      </figcaption>
    </figure>
  );
}

function Entry({ color, band = false, dashed = false, children }: { readonly color: string; readonly band?: boolean; readonly dashed?: boolean; readonly children: React.ReactNode }) {
  const styles = useStyles2(getStyles);
  return (
    <span className={styles.entry}>
      <svg width={18} height={8} aria-hidden="true">
        {band && <rect width={18} height={8} fill={color} fillOpacity={0.22} />}
        <line x1={0} x2={18} y1={4} y2={4} stroke={color} strokeWidth={band ? 2 : 1} strokeDasharray={dashed ? dashes : undefined} />
      </svg>
      {children}
    </span>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  figure: css({ margin: 0, display: 'flex', flexDirection: 'column', gap: theme.spacing(0.25) }),
  caption: css({ color: theme.colors.text.secondary, fontSize: theme.typography.bodySmall.fontSize }),
  ends: css({ display: 'flex', justifyContent: 'space-between' }),
  legend: css({ display: 'flex', flexWrap: 'wrap', gap: theme.spacing(0, 1.5) }),
  entry: css({ display: 'inline-flex', alignItems: 'center', gap: theme.spacing(0.5) }),
});
