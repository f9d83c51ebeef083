import { css, cx } from '@emotion/css';
import { formattedValueToString, type GrafanaTheme2 } from '@grafana/data';
import { SeriesIcon, useStyles2, type VizLegendItem } from '@grafana/ui';
import React from 'react';

interface Props {
  readonly item: VizLegendItem;
  readonly onClick: (item: VizLegendItem, event: React.MouseEvent<HTMLButtonElement>) => void;
}

/** An entry as Grafana's own list legend has it, as a switch that says its name and its state to a screen reader. */
export function LegendEntry({ item, onClick }: Props) {
  const styles = useStyles2(getStyles);
  return (
    <button type="button" className={cx(styles.entry, item.disabled && styles.hidden)} aria-pressed={!item.disabled} onClick={(event) => onClick(item, event)}>
      <SeriesIcon color={item.color} lineStyle={item.lineStyle} />
      <span>{item.label}</span>
      {item.getDisplayValues?.().map((value) => (
        <span key={value.title} className={styles.value}>
          {value.title}: {formattedValueToString(value)}
        </span>
      ))}
    </button>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  entry: css({
    all: 'unset', boxSizing: 'border-box', display: 'inline-flex', alignItems: 'center', gap: theme.spacing(0.75), padding: theme.spacing(0.25, 0.75), cursor: 'pointer', whiteSpace: 'nowrap',
    fontSize: theme.typography.bodySmall.fontSize, color: theme.colors.text.primary,
    '&:focus-visible': { outline: `2px solid ${theme.colors.primary.border}` },
  }),
  hidden: css({ color: theme.colors.text.secondary, textDecoration: 'line-through' }),
  value: css({ color: theme.colors.text.secondary }),
});
