import { css } from '@emotion/css';
import type { FleetPage } from '@fleetcast/contract';
import type { GrafanaTheme2 } from '@grafana/data';
import { useStyles2 } from '@grafana/ui';
import React from 'react';
import { useServiceClient } from '../../api/service-client-context.ts';
import { useMetricWords } from '../../api/use-metric-words.ts';
import { usePolled } from '../../api/use-polled.ts';
import { FigureTable } from '../../components/FigureTable.tsx';
import { PageLink } from '../../components/PageLink.tsx';
import { RiskMeter } from '../../components/RiskMeter.tsx';
import { FaultNotice } from '../../components/ServiceNotice.tsx';
import { Skeleton } from '../../components/Skeleton.tsx';
import { SparklineGraph } from '../../components/SparklineGraph.tsx';
import { StatusBadge } from '../../components/StatusBadge.tsx';
import { useMomentFormat } from '../../components/use-moment-format.ts';
import { reasonAndAdvice } from '../../view-models/demo-follow.ts';
import { fleetRow } from '../../view-models/fleet-row.ts';
import { fleetPath } from '../../view-models/plugin-paths.ts';

interface Props {
  /** How often the fleet is forecast, in milliseconds on the wall. */
  readonly cycleMs: number;
}

const mostShown = 5;
const leastPollMs = 2_500;
const mostPollMs = 15_000;

/** What follows from what is played: the riskiest servers with their forecasts, and why and what to do about the first. */
export function FollowedFleet({ cycleMs }: Props) {
  const styles = useStyles2(getStyles);
  const client = useServiceClient();
  const moments = useMomentFormat();
  const words = useMetricWords();
  const { data, fault, reload } = usePolled(
    'followed fleet',
    async (signal) => {
      const fleet = await client.fleet({ limit: mostShown, fields: ['sparkline'] }, signal);
      return { fleet, ...(await whyAndWhatToDo(client, fleet, signal)) };
    },
    Math.min(mostPollMs, Math.max(leastPollMs, cycleMs / 2)),
  );
  if (fault) return <FaultNotice fault={fault} onRetry={reload} />;
  if (data === null) return <Skeleton height={240} />;
  const { fleet, why, advice } = data;
  const rows = fleet.servers.map((server) => fleetRow(server, words)).map(({ serverId, href, server, status, risk, worstMetric, sparkline }) => ({
    key: serverId,
    cells: [
      <PageLink key="server" className={styles.link} href={href}>{server}</PageLink>,
      <StatusBadge key="status" status={status} />,
      <RiskMeter key="risk" risk={risk} status={status} />,
      worstMetric,
      sparkline === null ? '' : <SparklineGraph key="sparkline" sparkline={sparkline} width={200} height={32} label={`${server}: last day and next hours`} />,
    ],
  }));
  return (
    <section className={styles.followed} aria-label="What follows">
      <p className={styles.counts} role="status">
        {fleet.originAt !== null && `Forecast from ${moments.full(Date.parse(fleet.originAt))}: `}
        {fleet.counts.critical ?? 0} critical, {fleet.counts.warning ?? 0} at risk, {fleet.counts.ok ?? 0} fine. <PageLink className={styles.link} href={fleetPath}>The whole fleet</PageLink>
      </p>
      <FigureTable label="Riskiest servers" columns={['Server', 'Status', 'Risk', 'Worst metric', 'Last day and next 8 h']} rows={rows} />
      {why !== null && <p className={styles.said}><strong>Why:</strong> {why}</p>}
      {advice !== null && <p className={styles.said}><strong>What to do:</strong> {advice}</p>}
    </section>
  );
}

async function whyAndWhatToDo(client: ReturnType<typeof useServiceClient>, { servers: [riskiest] }: FleetPage, signal: AbortSignal) {
  if (riskiest === undefined || riskiest.worstMetric === null) return { why: null, advice: null };
  const [explanation, recommendations] = await Promise.all([client.explanation(riskiest.serverId, { metric: riskiest.worstMetric }, signal), client.recommendations(riskiest.serverId, {}, signal)]);
  return reasonAndAdvice(explanation, recommendations);
}

const getStyles = (theme: GrafanaTheme2) => ({
  followed: css({ display: 'flex', flexDirection: 'column', gap: theme.spacing(1), width: '100%', minWidth: 0, paddingTop: theme.spacing(2), borderTop: `1px solid ${theme.colors.border.weak}` }),
  counts: css({ margin: 0, fontVariantNumeric: 'tabular-nums' }),
  said: css({ margin: 0 }),
  link: css({ textDecoration: 'underline' }),
});
