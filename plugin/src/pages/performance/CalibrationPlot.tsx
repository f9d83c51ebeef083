import { css } from '@emotion/css';
import type { Performance } from '@fleetcast/contract';
import type { GrafanaTheme2 } from '@grafana/data';
import { useStyles2, useTheme2 } from '@grafana/ui';
import React from 'react';
import { seriesColor } from '../../view-models/series-color.ts';

const size = 260;
const margin = { left: 36, right: 10, top: 10, bottom: 32 };
const inner = { width: size - margin.left - margin.right, height: size - margin.top - margin.bottom };
const x = (level: number) => margin.left + level * inner.width;
const y = (observed: number) => margin.top + (1 - observed) * inner.height;
const ticks = [0, 0.25, 0.5, 0.75, 1];
const percent = (share: number) => `${Math.round(100 * share)}%`;

/** What was promised against what came: a forecast whose quantiles hold lies on the diagonal. */
export function CalibrationPlot({ metrics }: { readonly metrics: Performance['metrics'] }) {
  const theme = useTheme2();
  const styles = useStyles2(getStyles);
  const known = metrics.flatMap(({ metric, title, calibration }, index) => (calibration === null ? [] : [{ metric, title, calibration, color: theme.visualization.getColorByName(seriesColor(index)) }]));
  return (
    <svg viewBox={`0 0 ${size} ${size}`} className={styles.plot} role="img"
      aria-label={`Share of actuals below each quantile: ${known.map(({ title, calibration }) => `${title} ${calibration.map(({ level, observed }) => `${percent(level)}: ${percent(observed)}`).join(', ')}`).join('; ')}`}>
      {ticks.map((tick) => (
        <g key={tick}>
          <line x1={x(0)} x2={x(1)} y1={y(tick)} y2={y(tick)} stroke={theme.colors.border.weak} />
          <text x={x(0) - 6} y={y(tick)} dy="0.32em" textAnchor="end" className={styles.tick}>{100 * tick}</text>
          <text x={x(tick)} y={y(0) + 13} textAnchor="middle" className={styles.tick}>{100 * tick}</text>
        </g>
      ))}
      <line x1={x(0)} y1={y(0)} x2={x(1)} y2={y(1)} stroke={theme.colors.text.secondary} strokeDasharray="4 4" />
      {known.map(({ metric, title, calibration, color }) => (
        <g key={metric}>
          <polyline fill="none" stroke={color} strokeWidth={2} points={calibration.map(({ level, observed }) => `${x(level)},${y(observed)}`).join(' ')} />
          {calibration.map(({ level, observed }) => (
            <circle key={level} cx={x(level)} cy={y(observed)} r={3} fill={color}>
              <title>{`${title}: ${percent(observed)} of the actuals lay below the ${percent(level)} quantile`}</title>
            </circle>
          ))}
        </g>
      ))}
      <text x={x(0.5)} y={size - 4} textAnchor="middle" className={styles.tick}>quantile that was served, %</text>
    </svg>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  plot: css({ width: '100%', maxWidth: 360, display: 'block' }),
  tick: css({ fill: theme.colors.text.secondary, fontSize: 10 }),
});
