import { css } from '@emotion/css';
import type { TierRisk } from '@fleetcast/contract';
import type { GrafanaTheme2 } from '@grafana/data';
import { Badge, EmptyState, useStyles2 } from '@grafana/ui';
import React from 'react';
import { useMetricWords } from '../../api/use-metric-words.ts';
import { FigureTable } from '../../components/FigureTable.tsx';
import { FaultNotice } from '../../components/ServiceNotice.tsx';
import { Skeleton } from '../../components/Skeleton.tsx';
import { useMomentFormat } from '../../components/use-moment-format.ts';
import type { FleetFilters } from '../../view-models/fleet-filters.ts';
import type { MetricWords } from '../../view-models/metric-words.ts';
import { riskInWords } from '../../view-models/risk.ts';
import { severityPresentation } from '../../view-models/warning-row.ts';
import { useTiers } from './use-fleet.ts';

/** Riskiest first: a large fleet has thousands of thresholds. */
const fewTiers = 50;

/** Joint risk: whether the servers of a tier come into a breach together, and whether the rest survive the loss of one. */
export function TierRisks({ filters }: { readonly filters: Pick<FleetFilters, 'regions'> }) {
  const styles = useStyles2(getStyles);
  const moments = useMomentFormat();
  const words = useMetricWords();
  const { data, fault, reload } = useTiers();
  if (data === null) return fault === null ? <Skeleton height={160} /> : <FaultNotice fault={fault} onRetry={reload} />;
  const tiers = data.tiers.filter(({ region }) => filters.regions.length === 0 || filters.regions.includes(region));
  if (tiers.length === 0) {
    return (
      <EmptyState variant="not-found" message="No tier has two servers with a threshold" hideImage>
        {data.originMs === null ? 'Joint risks come with the first cycle of this run.' : 'Label servers with their tier: docs/connect-prometheus.md says how.'}
      </EmptyState>
    );
  }
  return (
    <>
      <p className={styles.line}>
        At some moment of the horizon that many servers are in a breach at once.{data.originMs !== null && ` From samples up to ${moments.short(data.originMs)}.`}
      </p>
      <FigureTable
        label="Tiers"
        most={fewTiers}
        columns={['Tier', 'Metric', 'Threshold', 'Servers', 'At least one', 'Together', 'After the loss of one']}
        rows={tiers.map((tier) => ({ key: [tier.region, tier.tier, tier.metric, tier.severity].join(' '), cells: cellsOf(tier, words, styles.quiet) }))}
      />
    </>
  );
}

function cellsOf({ region, tier, metric, severity, servers, atLeast, together, afterOneLoss }: TierRisk, { titleOf }: MetricWords, quiet: string): React.ReactNode[] {
  const { label, color } = severityPresentation[severity];
  return [
    <span key="tier">{tier} <span className={quiet}>{region}</span></span>,
    titleOf(metric),
    <Badge key="threshold" text={label} color={color} />,
    servers,
    riskInWords(atLeast[0] ?? null),
    `${riskInWords(together.probability)} (${together.servers} or more)`,
    afterOneLoss === null ? <span key="none" className={quiet} title="This metric does not follow load">–</span> : `${riskInWords(afterOneLoss.probability)} (${afterOneLoss.servers} or more of ${servers - 1})`,
  ];
}

const getStyles = (theme: GrafanaTheme2) => ({
  line: css({ margin: theme.spacing(0, 0, 1), color: theme.colors.text.secondary }),
  quiet: css({ color: theme.colors.text.secondary }),
});
