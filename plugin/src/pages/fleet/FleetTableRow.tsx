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
import { fleetGridTemplate } from './fleet-columns.ts';
import { rowIndexAttribute } from './use-row-keys.ts';

interface Props {
  readonly row: FleetRow;
  readonly index: number;
  readonly isCard: boolean;
  readonly style: { readonly top: number; readonly height: number };
}

export const FleetTableRow = React.memo(
  function FleetTableRow({ row, index, isCard, style }: Props) {
    const styles = useStyles2(getStyles);
    const moments = useMomentFormat();
    const breachMoment = row.breach && moments.short(row.breach.atMs);
    const link = (
      <PageLink href={row.href} className={styles.link} {...{ [rowIndexAttribute]: index }} title={row.tier ? `${row.server} (${row.tier})` : row.server}>
        {row.server}
      </PageLink>
    );
    const sparkline = row.sparkline && <SparklineGraph sparkline={row.sparkline} width={isCard ? 150 : 160} height={isCard ? 40 : 30} label={`${row.server} ${row.worstMetric}: last 24 hours and forecast`} />;
    const breach = row.breach ? `${breachMoment}, ${row.breach.withInterval}` : '–';

    if (isCard) {
      return (
        <div role="row" aria-rowindex={index + 2} className={styles.card} style={style}>
          <div className={styles.cardBox}>
            <div role="cell" className={styles.cardName}>{link}</div>
            <div role="cell" className={styles.cardStatus}><StatusBadge status={row.status} /></div>
            <div role="cell" className={styles.secondary}>{row.profile}, {row.region}</div>
            <div role="cell" className={styles.cardSide}>{sparkline}</div>
            <div role="cell"><RiskMeter risk={row.risk} /></div>
            <div role="cell" className={styles.cardWide}>
              {row.worstMetric} {row.breach ? `breaches ${breach}` : ''} <span className={styles.secondary}>confidence {row.confidence.toLowerCase()}</span>
            </div>
          </div>
        </div>
      );
    }
    return (
      <div role="row" aria-rowindex={index + 2} className={styles.row} style={style}>
        <div role="cell" className={styles.cell}>{link}</div>
        <div role="cell" className={styles.cell}>{row.profile}</div>
        <div role="cell" className={styles.cell}>{row.region}</div>
        <div role="cell"><StatusBadge status={row.status} /></div>
        <div role="cell"><RiskMeter risk={row.risk} /></div>
        <div role="cell" className={styles.cell}>{row.worstMetric}</div>
        <div role="cell" className={styles.breach} title={breach}>
          <span>{breachMoment ?? '–'}</span>
          {row.breach && <span className={styles.secondary}>{row.breach.inWords}</span>}
        </div>
        <div role="cell" className={styles.cell} title={row.confidenceMeaning}>{row.confidence}</div>
        <div role="cell">{sparkline}</div>
      </div>
    );
  },
  // Polling makes equal rows anew; drawing them again would cost more than comparing.
  (before, after) => before.index === after.index && before.isCard === after.isCard && before.style.top === after.style.top && JSON.stringify(before.row) === JSON.stringify(after.row),
);

const getStyles = (theme: GrafanaTheme2) => {
  const oneLine = { overflow: 'hidden', textOverflow: 'ellipsis', whiteSpace: 'nowrap', minWidth: 0 } as const;
  return {
    row: css({
      position: 'absolute', left: 0, right: 0, display: 'grid', gridTemplateColumns: fleetGridTemplate, gap: theme.spacing(1), alignItems: 'center', padding: theme.spacing(0, 1),
      borderBottom: `1px solid ${theme.colors.border.weak}`,
      '&:hover, &:focus-within': { background: theme.colors.action.hover },
    }),
    cell: css(oneLine),
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
    cardName: css({ minWidth: 0 }),
    cardStatus: css({ justifySelf: 'end' }),
    cardSide: css({ gridRow: '2 / span 2', gridColumn: 2, alignSelf: 'center' }),
    cardWide: css({ gridColumn: '1 / -1', fontSize: theme.typography.bodySmall.fontSize, overflow: 'hidden', display: '-webkit-box', WebkitLineClamp: 2, WebkitBoxOrient: 'vertical' }),
  };
};
