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
  const filled = `${(100 * (value - least)) / (most - least)}%`;
  const text = `${value}${unit === '' || unit === '%' ? unit : ` ${unit}`}`;
  return (
    <div className={styles.field}>
      <label htmlFor={id} className={styles.label}>{label}</label>
      <output htmlFor={id} className={styles.value}>{text}</output>
      <input id={id} className={styles.range} style={{ '--filled': filled } as React.CSSProperties} type="range" min={least} max={most} step={step} value={value} aria-valuetext={text} onChange={(event) => onChange(Number(event.currentTarget.value))} />
    </div>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  field: css({ display: 'grid', gridTemplateColumns: '1fr auto', gap: theme.spacing(0, 1), fontSize: theme.typography.bodySmall.fontSize }),
  label: css({ color: theme.colors.text.secondary }),
  value: css({ fontVariantNumeric: 'tabular-nums', color: theme.colors.text.primary }),
  range: css({
    gridColumn: '1 / -1', width: '100%', height: 24, margin: 0, appearance: 'none', background: 'transparent', cursor: 'pointer',
    // Browsers draw the track of a dark page in white.
    '&::-webkit-slider-runnable-track': track(theme),
    '&::-moz-range-track': track(theme),
    '&::-webkit-slider-thumb': { ...thumb(theme), appearance: 'none', marginTop: -6 },
    '&::-moz-range-thumb': thumb(theme),
    '&:focus-visible': { outline: `2px solid ${theme.colors.primary.border}`, outlineOffset: 2, borderRadius: theme.shape.radius.default },
  }),
});

const track = (theme: GrafanaTheme2) => ({ height: 4, borderRadius: 2, background: `linear-gradient(to right, ${theme.colors.primary.main} var(--filled), ${theme.colors.border.strong} var(--filled))` });
const thumb = (theme: GrafanaTheme2) => ({ width: 16, height: 16, border: 0, borderRadius: '50%', background: theme.colors.primary.main });
