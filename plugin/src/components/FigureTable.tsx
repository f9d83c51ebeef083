import { css, cx } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { Button, useStyles2 } from '@grafana/ui';
import React, { useState } from 'react';

interface FigureRow {
  readonly key: string;
  /** The row's head first, then one cell a column. */
  readonly cells: readonly React.ReactNode[];
}

interface Props {
  readonly label: string;
  readonly columns: readonly string[];
  readonly rows: readonly FigureRow[];
  /** So many rows are shown until somebody asks for all. */
  readonly most?: number;
}

/** Figures side by side. Scrolls sideways by itself where the screen is narrower than the table; what a row is about stays in sight then. */
export function FigureTable({ label, columns, rows, most = Infinity }: Props) {
  const styles = useStyles2(getStyles);
  const [showsAll, setShowsAll] = useState(false);
  const shown = showsAll ? rows : rows.slice(0, most);
  return (
    // Focusable, so that the keyboard can scroll it.
    <div className={styles.scroll} role="region" aria-label={label} tabIndex={0}>
      <table className={styles.table}>
        <thead>
          <tr>
            {columns.map((column, place) => <th key={column} scope="col" className={cx(styles.head, place === 0 && styles.stays)}>{column}</th>)}
          </tr>
        </thead>
        <tbody>
          {shown.map(({ key, cells: [head, ...figures] }) => (
            <tr key={key}>
              <th scope="row" className={cx(styles.name, styles.stays)}><div className={styles.about}>{head}</div></th>
              {figures.map((figure, column) => <td key={columns[column + 1]} className={styles.cell}>{figure}</td>)}
            </tr>
          ))}
        </tbody>
      </table>
      {shown.length < rows.length && <Button className={styles.more} fill="text" size="sm" onClick={() => setShowsAll(true)}>{`Show all ${rows.length}`}</Button>}
    </div>
  );
}

const getStyles = (theme: GrafanaTheme2) => {
  const cell = { padding: theme.spacing(0.75, 2, 0.75, 0), whiteSpace: 'nowrap', borderBottom: `1px solid ${theme.colors.border.weak}`, '&:last-child': { paddingRight: 0 } } as const;
  return {
    scroll: css({ overflowX: 'auto', '&:focus-visible': { outline: `2px solid ${theme.colors.primary.border}`, outlineOffset: 2 } }),
    table: css({ width: '100%', borderCollapse: 'collapse', fontVariantNumeric: 'tabular-nums' }),
    more: css({ position: 'sticky', left: 0, marginTop: theme.spacing(1) }),
    head: css({ ...cell, textAlign: 'left', color: theme.colors.text.secondary, fontSize: theme.typography.bodySmall.fontSize, fontWeight: theme.typography.fontWeightMedium }),
    name: css({ ...cell, textAlign: 'left', fontWeight: theme.typography.fontWeightRegular }),
    cell: css({ ...cell }),
    stays: css({ position: 'sticky', left: 0, background: theme.colors.background.primary }),
    // On a phone a long name may not leave the figures without room.
    about: css({ [theme.breakpoints.down('sm')]: { width: 'max-content', maxWidth: 170, whiteSpace: 'normal', overflowWrap: 'anywhere' } }),
  };
};
