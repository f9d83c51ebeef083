import { css } from '@emotion/css';
import type { ServerStatus } from '@fleetcast/contract';
import type { GrafanaTheme2 } from '@grafana/data';
import { useStyles2, useTheme2 } from '@grafana/ui';
import React from 'react';
import { riskInWords } from '../view-models/risk.ts';

interface Props {
  readonly risk: number | null;
  /** Judged by the service's configured limits; the bar has its colour, so that the two never disagree. */
  readonly status: ServerStatus;
}

/** A probability as number and bar. */
export function RiskMeter({ risk, status }: Props) {
  const styles = useStyles2(getStyles);
  const theme = useTheme2();
  const { error, warning, success, text } = theme.colors;
  const color = status === 'critical' ? error.main : status === 'warning' ? warning.main : status === 'ok' ? success.main : text.secondary;
  return (
    <div className={styles.meter}>
      <span className={styles.number}>{riskInWords(risk)}</span>
      <span className={styles.track} aria-hidden="true">
        <span className={styles.bar} style={{ width: `${(risk ?? 0) * 100}%`, background: color }} />
      </span>
    </div>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  meter: css({ display: 'flex', alignItems: 'center', gap: theme.spacing(1), minWidth: 0 }),
  number: css({ fontVariantNumeric: 'tabular-nums', minWidth: '6ch', textAlign: 'right', whiteSpace: 'nowrap', flex: 'none' }),
  track: css({ flex: 1, minWidth: 32, maxWidth: 96, height: 6, borderRadius: 3, background: theme.colors.border.medium, overflow: 'hidden' }),
  bar: css({ display: 'block', height: '100%', borderRadius: 3 }),
});
