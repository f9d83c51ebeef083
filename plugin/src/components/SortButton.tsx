import { css } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { Icon, useStyles2 } from '@grafana/ui';
import React from 'react';

interface Props {
  readonly title: string;
  /** How the table is sorted by this column now; null: by another one. */
  readonly order: 'asc' | 'desc' | null;
  readonly onSort: () => void;
}

/** For the cell of a column's head: how a screen reader hears the order. */
export function ariaSortOf(order: Props['order']): 'ascending' | 'descending' | undefined {
  return order === null ? undefined : order === 'asc' ? 'ascending' : 'descending';
}

/** The head of a column by which the service sorts. */
export function SortButton({ title, order, onSort }: Props) {
  const styles = useStyles2(getStyles);
  return (
    <button type="button" className={styles.button} onClick={onSort}>
      {title}
      {order !== null && <Icon name={order === 'asc' ? 'arrow-up' : 'arrow-down'} size="sm" />}
    </button>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  button: css({
    all: 'unset', cursor: 'pointer', display: 'inline-flex', alignItems: 'center', gap: theme.spacing(0.5), color: theme.colors.text.link,
    '&:focus-visible': { outline: `2px solid ${theme.colors.primary.border}`, outlineOffset: 2 },
  }),
});
