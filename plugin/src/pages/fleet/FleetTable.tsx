import { css } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { useChromeHeaderHeight } from '@grafana/runtime';
import { useStyles2 } from '@grafana/ui';
import React, { useEffect, useMemo, useRef } from 'react';
import type { LoadedFleet } from '../../api/every-page.ts';
import { useMetricWords } from '../../api/use-metric-words.ts';
import { Skeleton } from '../../components/Skeleton.tsx';
import { ariaSortOf, SortButton } from '../../components/SortButton.tsx';
import { useElementWidth } from '../../components/use-element-width.ts';
import { useVirtualRows } from '../../components/use-virtual-rows.ts';
import { type FleetFilters, sortedBy } from '../../view-models/fleet-filters.ts';
import { fleetRow } from '../../view-models/fleet-row.ts';
import { cardHeight, columnsFor, gridTemplate, rowHeight } from './fleet-columns.ts';
import { FleetTableRow } from './FleetTableRow.tsx';
import { useRowKeys } from './use-row-keys.ts';

interface Props {
  /** Null while the first page is being loaded. */
  readonly fleet: LoadedFleet | null;
  readonly filters: FleetFilters;
  readonly onFilters: (filters: FleetFilters) => void;
  /** Called when the rows that are not loaded yet come into sight. */
  readonly onNearEnd: () => void;
}

/** A table of any length: only the rows in sight are in the document. Cards instead of rows where the page is narrow. */
export function FleetTable({ fleet, filters, onFilters, onNearEnd }: Props) {
  const styles = useStyles2(getStyles);
  const headerTop = useChromeHeaderHeight() ?? 0;
  const [width, widthRef] = useElementWidth();
  const body = useRef<HTMLDivElement>(null);
  // Until the width is known, a table is the better guess.
  const columns = columnsFor(width || Infinity);
  const height = columns === null ? cardHeight : rowHeight;
  const total = fleet?.total ?? 12;
  const span = useVirtualRows(body, total, height);
  const words = useMetricWords();
  const rows = useMemo(() => (fleet?.servers ?? []).map((server) => fleetRow(server, words)), [fleet, words]);
  const onKeyDown = useRowKeys(body, total, height);

  const isNearEnd = fleet !== null && fleet.hasMore && span.end >= rows.length;
  useEffect(() => {
    if (isNearEnd) onNearEnd();
  }, [isNearEnd, onNearEnd]);

  const indices = Array.from({ length: Math.max(0, span.end - span.first) }, (_, offset) => span.first + offset);
  return (
    <div ref={widthRef} role="table" aria-label="Servers" aria-rowcount={fleet ? total + 1 : -1} aria-busy={fleet === null} className={styles.table}>
      {columns !== null && (
        <div role="rowgroup" className={styles.head} style={{ top: headerTop }}>
          <div role="row" aria-rowindex={1} className={styles.headRow} style={{ gridTemplateColumns: gridTemplate(columns) }}>
            {columns.map(({ key, title, sort }) => {
              const order = sort === filters.sort ? filters.order : null;
              return (
                <div key={key} role="columnheader" aria-sort={ariaSortOf(order)} className={styles.headCell}>
                  {sort ? <SortButton title={title} order={order} onSort={() => onFilters(sortedBy(filters, sort))} /> : title}
                </div>
              );
            })}
          </div>
        </div>
      )}
      {/* The keys work on the rows' links inside; the group itself takes no focus. */}
      <div ref={body} role="rowgroup" style={{ position: 'relative', height: total * height }} onKeyDown={onKeyDown}>
        {indices.map((index) => {
          const row = rows[index];
          return row ? (
            <FleetTableRow key={row.serverId} row={row} index={index} columns={columns} top={index * height} height={height} />
          ) : (
            <div key={index} role="row" aria-rowindex={index + 2} className={styles.waiting} style={{ top: index * height, height }}>
              <div role="cell"><Skeleton height={height - 20} /></div>
            </div>
          );
        })}
      </div>
    </div>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  table: css({ width: '100%', minHeight: 200 }),
  head: css({ position: 'sticky', zIndex: 1, background: theme.colors.background.primary }),
  headRow: css({ display: 'grid', gap: theme.spacing(1), padding: theme.spacing(1), borderBottom: `1px solid ${theme.colors.border.medium}` }),
  headCell: css({ fontSize: theme.typography.bodySmall.fontSize, fontWeight: theme.typography.fontWeightMedium, color: theme.colors.text.secondary, whiteSpace: 'nowrap' }),
  waiting: css({ position: 'absolute', left: 0, right: 0, padding: '10px 8px' }),
});
