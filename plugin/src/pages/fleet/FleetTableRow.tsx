import { css } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { useStyles2 } from '@grafana/ui';
import React from 'react';
import { PageLink } from '../../components/PageLink.tsx';
import { RiskMeter } from '../../components/RiskMeter.tsx';
import { SparklineGraph } from '../../components/SparklineGraph.tsx';
import { StatusBadge } from '../../components/StatusBadge.tsx';
import { useMomentFormat } from '../../components/use-moment-format.ts';
import type { FleetRow } from '../../view-models/fleet-row.ts';
import { type FleetColumn, gridTemplate } from './fleet-columns.ts';
import { rowIndexAttribute } from './use-row-keys.ts';

interface Props {
  readonly row: FleetRow;
  readonly index: number;
  /** Null where each server is a card. */
  readonly columns: readonly FleetColumn[] | null;
  readonly top: number;
  readonly height: number;
}

export const FleetTableRow = React.memo(
  function FleetTableRow({ row, index, columns, top, height }: Props) {
    const styles = useStyles2(getStyles);
    const place = { top, height };
    if (columns === null) return <ServerCard row={row} index={index} place={place} />;
    const namesGroup = !columns.some(({ key }) => key === 'profile');
    return (
      <div role="row" aria-rowindex={index + 2} className={styles.row} style={{ ...place, gridTemplateColumns: gridTemplate(columns) }}>
        {columns.map(({ key }) => (
          <div key={key} role="cell" className={styles.cell}>
            <ServerFact name={key} row={row} index={index} />
            {key === 'server' && namesGroup && <span className={styles.secondary}>{row.profile}, {row.region}</span>}
          </div>
        ))}
      </div>
    );
  },
  // Polling makes equal rows anew; drawing them again would cost more than comparing.
  (before, after) =>
    before.index === after.index && before.columns === after.columns && before.top === after.top && before.height === after.height &&
    (before.row === after.row || JSON.stringify(before.row) === JSON.stringify(after.row)),
);

/** What stands in one cell. */
function ServerFact({ name, row, index }: { readonly name: FleetColumn['key']; readonly row: FleetRow; readonly index: number }) {
  const styles = useStyles2(getStyles);
  const moments = useMomentFormat();
  switch (name) {
    case 'server':
      return (
        <PageLink href={row.href} className={styles.link} {...{ [rowIndexAttribute]: index }} title={row.tier ? `${row.server} (${row.tier})` : row.server}>
          {row.server}
        </PageLink>
      );
    case 'profile':
      return row.profile;
    case 'region':
      return row.region;
    case 'status':
      return <StatusBadge status={row.status} />;
    case 'risk':
      return <RiskMeter risk={row.risk} status={row.status} />;
    case 'metric':
      return row.worstMetric;
    case 'breach':
      if (row.breach?.kind !== 'expected') return row.breach === null ? '–' : 'Under way';
      return (
        <span className={styles.breach} title={`${moments.full(row.breach.atMs)}, ${row.breach.withInterval}`}>
          <span>{moments.short(row.breach.atMs)}</span>
          <span className={styles.secondary}>{row.breach.inWords}</span>
        </span>
      );
    case 'confidence':
      return <span title={row.confidenceMeaning}>{row.confidence}</span>;
    case 'sparkline':
      return row.sparkline && <SparklineGraph sparkline={row.sparkline} width={160} height={30} label={`${row.server} ${row.worstMetric}: last 24 hours and forecast`} />;
  }
}

function ServerCard({ row, index, place }: { readonly row: FleetRow; readonly index: number; readonly place: { readonly top: number; readonly height: number } }) {
  const styles = useStyles2(getStyles);
  const moments = useMomentFormat();
  const fact = (name: FleetColumn['key']) => <ServerFact name={name} row={row} index={index} />;
  return (
    <div role="row" aria-rowindex={index + 2} className={styles.card} style={place}>
      <div className={styles.cardBox}>
        <div role="cell" className={styles.cell}>{fact('server')}</div>
        <div role="cell" className={styles.cardStatus}>{fact('status')}</div>
        <div role="cell" className={styles.secondary}>{row.profile}, {row.region}</div>
        <div role="cell" className={styles.cardSide}>{fact('sparkline')}</div>
        <div role="cell">{fact('risk')}</div>
        <div role="cell" className={styles.cardWide}>
          {row.worstMetric} {row.breach && (row.breach.kind === 'expected' ? `breaches at ${moments.short(row.breach.atMs)}, ${row.breach.withInterval};` : 'is beyond its threshold;')}{' '}
          <span className={styles.secondary}>confidence {row.confidence.toLowerCase()}</span>
        </div>
      </div>
    </div>
  );
}

const getStyles = (theme: GrafanaTheme2) => {
  const oneLine = { overflow: 'hidden', textOverflow: 'ellipsis', whiteSpace: 'nowrap', minWidth: 0 } as const;
  return {
    row: css({
      position: 'absolute', left: 0, right: 0, display: 'grid', gap: theme.spacing(1), alignItems: 'center', padding: theme.spacing(0, 1),
      borderBottom: `1px solid ${theme.colors.border.weak}`,
      '&:hover, &:focus-within': { background: theme.colors.action.hover },
    }),
    cell: css({ ...oneLine, lineHeight: 1.3 }),
    link: css({
      ...oneLine, display: 'block', color: theme.colors.text.link, fontWeight: theme.typography.fontWeightMedium,
      '&:hover': { textDecoration: 'underline' },
      '&:focus-visible': { outline: `2px solid ${theme.colors.primary.border}`, outlineOffset: -1 },
    }),
    breach: css({ display: 'flex', flexDirection: 'column', lineHeight: 1.25, '& > *': oneLine }),
    secondary: css({ color: theme.colors.text.secondary, fontSize: theme.typography.bodySmall.fontSize }),
    card: css({ position: 'absolute', left: 0, right: 0, paddingBottom: theme.spacing(1) }),
    cardBox: css({
      height: '100%', display: 'grid', gridTemplateColumns: 'minmax(0, 1fr) auto', gridTemplateRows: 'auto auto auto 1fr', gap: theme.spacing(0.25, 1), padding: theme.spacing(1, 1.5), overflow: 'hidden',
      background: theme.colors.background.secondary, border: `1px solid ${theme.colors.border.weak}`, borderRadius: theme.shape.radius.default,
    }),
    cardStatus: css({ justifySelf: 'end' }),
    cardSide: css({ gridRow: '2 / span 2', gridColumn: 2, alignSelf: 'center' }),
    cardWide: css({ gridColumn: '1 / -1', fontSize: theme.typography.bodySmall.fontSize, overflow: 'hidden', display: '-webkit-box', WebkitLineClamp: 2, WebkitBoxOrient: 'vertical' }),
  };
};
