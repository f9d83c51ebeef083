import { css } from '@emotion/css';
import type { Warning } from '@fleetcast/contract';
import type { GrafanaTheme2 } from '@grafana/data';
import { Badge, Icon, useStyles2 } from '@grafana/ui';
import React, { useMemo } from 'react';
import { useMetricWords } from '../../api/use-metric-words.ts';
import { PageLink } from '../../components/PageLink.tsx';
import { Skeleton } from '../../components/Skeleton.tsx';
import { ariaSortOf, SortButton } from '../../components/SortButton.tsx';
import { useElementWidth } from '../../components/use-element-width.ts';
import { useMomentFormat } from '../../components/use-moment-format.ts';
import { type WarningFilters, type WarningSort, warningsSortedBy, type WarningView } from '../../view-models/warning-filters.ts';
import { warningRow, type WarningRow } from '../../view-models/warning-row.ts';

interface Props {
  /** Null while they are being loaded. */
  readonly warnings: readonly Warning[] | null;
  readonly filters: WarningFilters;
  readonly onFilters: (filters: WarningFilters) => void;
  /** The page's query string, which the links to single warnings keep. */
  readonly query: string;
}

const columnsOf = (view: WarningView) =>
  view === 'history'
    ? (['Severity', 'Warning', 'Outcome', 'Lead time', 'Opened'] as const)
    : (['Severity', 'Warning', 'Probability', 'Expected', 'Opened'] as const);
type Column = ReturnType<typeof columnsOf>[number];

/** What the service sorts by when a column's head is clicked; it sorts warnings that are not over yet. */
const sortOf: Readonly<Partial<Record<Column, WarningSort>>> = { Severity: 'urgency', Warning: 'server', Probability: 'probability', Expected: 'impact', Opened: 'opened' };

/** Below this width each warning is a card. */
const leastTableWidth = 760;

export function WarningTable({ warnings, filters, onFilters, query }: Props) {
  const { view } = filters;
  const styles = useStyles2(getStyles);
  const [width, widthRef] = useElementWidth();
  const isNarrow = width > 0 && width < leastTableWidth;
  const words = useMetricWords();
  const rows = useMemo(() => warnings?.map((warning) => warningRow(warning, words)) ?? null, [warnings, words]);
  const columns = columnsOf(view);
  return (
    <div ref={widthRef} role="table" aria-label="Warnings" aria-busy={rows === null} className={styles.table}>
      {!isNarrow && (
        <div role="rowgroup">
          <div role="row" className={styles.head}>
            {columns.map((column) => {
              const sort = view === 'history' ? undefined : sortOf[column];
              const order = sort === filters.sort ? filters.order : null;
              return (
                <div key={column} role="columnheader" aria-sort={ariaSortOf(order)}>
                  {sort === undefined ? column : <SortButton title={column} order={order} onSort={() => onFilters(warningsSortedBy(filters, sort))} />}
                </div>
              );
            })}
          </div>
        </div>
      )}
      <div role="rowgroup">
        {rows === null
          ? Array.from({ length: 6 }, (_, at) => <div key={at} role="row" className={styles.waiting}><div role="cell"><Skeleton height={36} /></div></div>)
          : rows.map((row) => (
            <div key={row.warningId} role="row" className={isNarrow ? styles.card : styles.row}>
              {columns.map((column) => <div key={column} role="cell" className={styles.cell}><WarningFact column={column} row={row} query={query} isNarrow={isNarrow} /></div>)}
            </div>
          ))}
      </div>
    </div>
  );
}

function WarningFact({ column, row, query, isNarrow }: { readonly column: Column; readonly row: WarningRow; readonly query: string; readonly isNarrow: boolean }) {
  const styles = useStyles2(getStyles);
  const moments = useMomentFormat();
  const named = isNarrow ? <span className={styles.secondary}>{column} </span> : null;
  switch (column) {
    case 'Severity':
      return (
        <span className={styles.badges}>
          <span title={row.severity.meaning}><Badge text={row.severity.label} color={row.severity.color} icon={row.severity.icon} /></span>
          {row.isPaged && <Icon name="mobile-android" title="Worth waking somebody" />}
          {row.isStale && <Icon name="history" title="No new data: it stays as it is" />}
        </span>
      );
    case 'Warning':
      return (
        <>
          <PageLink href={`${row.href}${query}`} className={styles.link}>{row.server}: {row.breach}</PageLink>
          <div className={styles.secondary}>{row.place}{row.group !== null && ` · ${row.group}`}</div>
        </>
      );
    case 'Probability':
      return <>{named}{row.probabilityText}</>;
    case 'Expected': {
      if (isNarrow) return <>{named}{row.when}</>;
      const [when, interval] = row.whenParts;
      return <>{when}{interval !== null && <div className={styles.secondary} title="In 8 cases of 10">{interval}</div>}</>;
    }
    case 'Outcome':
      return <span title={row.outcome.meaning}><Badge text={row.outcome.label} color={row.outcome.color} icon={row.outcome.icon} /></span>;
    case 'Lead time':
      return <>{named}{row.leadText}</>;
    case 'Opened':
      return <span title={moments.full(row.openedAtMs)}>{named}{moments.short(row.openedAtMs)}</span>;
  }
}

const getStyles = (theme: GrafanaTheme2) => {
  const grid = { display: 'grid', gridTemplateColumns: '130px minmax(200px, 3fr) minmax(110px, 1fr) minmax(170px, 1.5fr) 110px', gap: theme.spacing(1), alignItems: 'center' } as const;
  return {
    table: css({ width: '100%', marginBottom: theme.spacing(2) }),
    head: css({ ...grid, padding: theme.spacing(1), borderBottom: `1px solid ${theme.colors.border.medium}`, color: theme.colors.text.secondary, fontSize: theme.typography.bodySmall.fontSize, fontWeight: theme.typography.fontWeightMedium }),
    row: css({ ...grid, padding: theme.spacing(0.75, 1), borderBottom: `1px solid ${theme.colors.border.weak}`, '&:hover, &:focus-within': { background: theme.colors.action.hover } }),
    card: css({
      display: 'flex', flexDirection: 'column', gap: theme.spacing(0.5), padding: theme.spacing(1, 1.5), marginBottom: theme.spacing(1),
      background: theme.colors.background.secondary, border: `1px solid ${theme.colors.border.weak}`, borderRadius: theme.shape.radius.default,
    }),
    waiting: css({ padding: theme.spacing(0.75, 1) }),
    cell: css({ minWidth: 0, overflowWrap: 'anywhere' }),
    badges: css({ display: 'inline-flex', alignItems: 'center', gap: theme.spacing(0.5) }),
    link: css({
      color: theme.colors.text.link, fontWeight: theme.typography.fontWeightMedium,
      '&:hover': { textDecoration: 'underline' },
      '&:focus-visible': { outline: `2px solid ${theme.colors.primary.border}`, outlineOffset: 1 },
    }),
    secondary: css({ color: theme.colors.text.secondary, fontSize: theme.typography.bodySmall.fontSize }),
  };
};
