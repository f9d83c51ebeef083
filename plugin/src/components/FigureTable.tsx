import { css } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { useStyles2 } from '@grafana/ui';
import React from 'react';

interface FigureRow {
  readonly key: string;
  /** The row's head first, then one cell a column. */
  readonly cells: readonly React.ReactNode[];
}

interface Props {
  readonly label: string;
  readonly columns: readonly string[];
  readonly rows: readonly FigureRow[];
}

/** Figures side by side. Scrolls sideways by itself where the screen is narrower than the table. */
export function FigureTable({ label, columns, rows }: Props) {
  const styles = useStyles2(getStyles);
  return (
    // Focusable, so that the keyboard can scroll it.
    <div className={styles.scroll} role="region" aria-label={label} tabIndex={0}>
      <table className={styles.table}>
        <thead>
          <tr>
            {columns.map((column) => <th key={column} scope="col" className={styles.head}>{column}</th>)}
          </tr>
        </thead>
        <tbody>
          {rows.map(({ key, cells: [head, ...figures] }) => (
            <tr key={key}>
              <th scope="row" className={styles.name}>{head}</th>
              {figures.map((figure, column) => <td key={columns[column + 1]} className={styles.cell}>{figure}</td>)}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

const getStyles = (theme: GrafanaTheme2) => {
  const cell = { padding: theme.spacing(0.75, 2, 0.75, 0), whiteSpace: 'nowrap', borderBottom: `1px solid ${theme.colors.border.weak}` } as const;
  return {
    scroll: css({ overflowX: 'auto', '&:focus-visible': { outline: `2px solid ${theme.colors.primary.border}`, outlineOffset: 2 } }),
    table: css({ width: '100%', borderCollapse: 'collapse', fontVariantNumeric: 'tabular-nums' }),
    head: css({ ...cell, textAlign: 'left', color: theme.colors.text.secondary, fontSize: theme.typography.bodySmall.fontSize, fontWeight: theme.typography.fontWeightMedium }),
    name: css({ ...cell, textAlign: 'left', fontWeight: theme.typography.fontWeightRegular }),
    cell: css({ ...cell }),
  };
};
