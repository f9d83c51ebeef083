import { css } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { useStyles2, useTheme2 } from '@grafana/ui';
import React from 'react';
import { riskInWords } from '../view-models/risk.ts';

/** A probability as number and bar; the colour follows the status limits' usual places and repeats what the number says. */
export function RiskMeter({ risk }: { readonly risk: number | null }) {
  const styles = useStyles2(getStyles);
  const theme = useTheme2();
  const { error, warning, success } = theme.colors;
  const color = (risk ?? 0) >= 0.8 ? error.main : (risk ?? 0) >= 0.5 ? warning.main : success.main;
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
