import { css } from '@emotion/css';
import type { ServerDetail } from '@fleetcast/contract';
import type { GrafanaTheme2 } from '@grafana/data';
import { useStyles2 } from '@grafana/ui';
import React from 'react';
import { useMetricWords } from '../../api/use-metric-words.ts';
import { RiskMeter } from '../../components/RiskMeter.tsx';
import { StatusBadge } from '../../components/StatusBadge.tsx';
import { useMomentFormat } from '../../components/use-moment-format.ts';
import { fleetRow, type FleetRowBreach } from '../../view-models/fleet-row.ts';

function breachFact(breach: FleetRowBreach | null, momentText: (timeMs: number) => string): string {
  if (breach === null) return 'None expected';
  return breach.kind === 'under-way' ? 'Under way' : `${momentText(breach.atMs)}, ${breach.withInterval}`;
}

/** Who the server is, how it stands, and when what is expected to go wrong. */
export function ServerHeader({ detail }: { readonly detail: ServerDetail }) {
  const styles = useStyles2(getStyles);
  const moments = useMomentFormat();
  const row = fleetRow(detail, useMetricWords());
  const facts: [string, React.ReactNode][] = [
    ['Status', <StatusBadge key="status" status={detail.status} />],
    ['Risk', <RiskMeter key="risk" risk={detail.risk} status={detail.status} />],
    ['Worst metric', row.worstMetric],
    ['Breach', breachFact(row.breach, moments.short)],
    ['Confidence', <span key="confidence" title={row.confidenceMeaning}>{row.confidence}</span>],
    ['Profile', detail.profile],
    ['Region', detail.region],
    ...(detail.tier === null ? [] : [['Tier', detail.tier] as [string, React.ReactNode]]),
    ['Last sample', detail.lastSampleAt === null ? 'None yet' : moments.short(Date.parse(detail.lastSampleAt))],
  ];
  return (
    <dl className={styles.facts}>
      {facts.map(([name, value]) => (
        <div key={name} className={styles.fact}>
          <dt className={styles.name}>{name}</dt>
          <dd className={styles.value}>{value}</dd>
        </div>
      ))}
    </dl>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  facts: css({
    display: 'flex', flexWrap: 'wrap', gap: theme.spacing(1.5, 3), margin: theme.spacing(0, 0, 2), padding: theme.spacing(1.5, 2),
    background: theme.colors.background.secondary, border: `1px solid ${theme.colors.border.weak}`, borderRadius: theme.shape.radius.default,
  }),
  fact: css({ minWidth: 72 }),
  name: css({ color: theme.colors.text.secondary, fontSize: theme.typography.bodySmall.fontSize, fontWeight: theme.typography.fontWeightRegular }),
  value: css({ margin: 0, overflowWrap: 'anywhere' }),
});
