import { css } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { useStyles2 } from '@grafana/ui';
import React, { useId } from 'react';

interface Props {
  readonly label: string;
  readonly value: number;
  readonly least: number;
  readonly most: number;
  readonly step: number;
  readonly unit: string;
  readonly onChange: (value: number) => void;
}

/** A labelled range: dragged, or moved with the arrow keys; its value stands beside it. */
export function RangeField({ label, value, least, most, step, unit, onChange }: Props) {
  const styles = useStyles2(getStyles);
  const id = useId();
  const text = `${value}${unit === '' ? '' : ` ${unit}`}`;
  return (
    <div className={styles.field}>
      <label htmlFor={id} className={styles.label}>{label}</label>
      <output htmlFor={id} className={styles.value}>{text}</output>
      <input id={id} className={styles.range} type="range" min={least} max={most} step={step} value={value} aria-valuetext={text} onChange={(event) => onChange(Number(event.currentTarget.value))} />
    </div>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  field: css({ display: 'grid', gridTemplateColumns: '1fr auto', gap: theme.spacing(0, 1), fontSize: theme.typography.bodySmall.fontSize }),
  label: css({ color: theme.colors.text.secondary }),
  value: css({ fontVariantNumeric: 'tabular-nums', color: theme.colors.text.primary }),
  range: css({
    gridColumn: '1 / -1', width: '100%', height: 24, margin: 0, colorScheme: theme.isDark ? 'dark' : 'light', accentColor: theme.colors.primary.main, cursor: 'pointer',
    '&:focus-visible': { outline: `2px solid ${theme.colors.primary.border}`, outlineOffset: 2, borderRadius: theme.shape.radius.default },
  }),
});
