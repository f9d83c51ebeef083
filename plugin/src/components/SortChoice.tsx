import { css } from '@emotion/css';
import { Combobox, IconButton, useStyles2 } from '@grafana/ui';
import type { GrafanaTheme2 } from '@grafana/data';
import React from 'react';

interface Props<Sort extends string> {
  readonly options: ReadonlyArray<{ readonly value: Sort; readonly label: string }>;
  readonly sort: Sort;
  readonly order: 'asc' | 'desc';
  /** The sort that was chosen; the present one again: the other way round. */
  readonly onSort: (sort: Sort) => void;
}

/** By what the service sorts, and which way: also where a list is too narrow to have the heads of columns. */
export function SortChoice<Sort extends string>({ options, sort, order, onSort }: Props<Sort>) {
  const styles = useStyles2(getStyles);
  const isAscending = order === 'asc';
  return (
    <div className={styles.choice}>
      <div className={styles.by}>
        <Combobox aria-label="Sort by" options={[...options]} value={sort} onChange={({ value }) => value !== sort && onSort(value)} />
      </div>
      <IconButton name={isAscending ? 'sort-amount-up' : 'sort-amount-down'} size="lg" tooltip={`Sorted ${isAscending ? 'ascending' : 'descending'}; turn round`} onClick={() => onSort(sort)} />
    </div>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  choice: css({ display: 'flex', flex: '1 1 170px', minWidth: 160, maxWidth: 230, gap: theme.spacing(1), alignItems: 'center' }),
  by: css({ flex: 1, minWidth: 0 }),
});
