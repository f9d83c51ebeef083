import { css } from '@emotion/css';
import type { Forecast } from '@fleetcast/contract';
import { locationUtil } from '@grafana/data';
import { PluginPage } from '@grafana/runtime';
import { Button, EmptyState, LinkButton, RadioButtonGroup, Stack, Text, useStyles2 } from '@grafana/ui';
import React, { useState } from 'react';
import { useParams } from 'react-router';
import { FaultNotice, PlainNotice } from '../../components/ServiceNotice.tsx';
import { Skeleton } from '../../components/Skeleton.tsx';
import { useMomentFormat } from '../../components/use-moment-format.ts';
import { comparisonToUrl } from '../../view-models/comparison.ts';
import { freshnessLine, staleNotice } from '../../view-models/freshness-notice.ts';
import { comparePath, fleetPath, serverPath } from '../../view-models/plugin-paths.ts';
import { MetricCard } from './MetricCard.tsx';
import { WhatIfCard } from './WhatIfCard.tsx';
import { ServerHeader } from './ServerHeader.tsx';
import { ServerIncidents } from './ServerIncidents.tsx';
import { ServerRecommendations } from './ServerRecommendations.tsx';
import { useServer } from './use-server.ts';

const historyChoices = [
  { value: 6, label: '6 h' },
  { value: 24, label: '24 h' },
  { value: 72, label: '3 d' },
  { value: 192, label: '8 d' },
];

/** On a phone a day of history would leave the forecast a third of two fingers' width. */
const firstHistoryHours = () => (window.matchMedia('(max-width: 600px)').matches ? 6 : 24);

/** A part of the charts' time that was chosen with the mouse; shared by all charts of the page. */
interface Zoom {
  readonly fromMs: number;
  readonly toMs: number;
}

/** One server with all its metrics. */
export function ServerPage() {
  const styles = useStyles2(getStyles);
  const { serverId = '' } = useParams();
  const [historyHours, setHistoryHours] = useState(firstHistoryHours);
  const [zoom, setZoom] = useState<Zoom | null>(null);
  const moments = useMomentFormat();
  const { data, fault, reload } = useServer(serverId, historyHours);
  const stale = data && staleNotice(data.detail.freshness);

  // What is likeliest to go wrong is seen first; the others keep the order of the catalogue.
  const isWorst = ({ metric }: Forecast) => metric === data?.detail.worstMetric;
  const worst = data?.forecasts.forecasts.filter(isWorst) ?? [];
  const others = data?.forecasts.forecasts.filter((forecast) => !isWorst(forecast)) ?? [];
  const metricCard = (forecast: Forecast) => (
    <MetricCard key={forecast.metric} forecast={forecast} historyHours={historyHours} zoom={zoom} onZoom={(fromMs, toMs) => setZoom({ fromMs, toMs })} />
  );

  return (
    <PluginPage
      renderTitle={(title) => <div className={styles.title}><Text element="h1">{title}</Text></div>}
      pageNav={{ text: data?.detail.server ?? 'Server', url: serverPath(serverId), parentItem: { text: 'Fleet', url: fleetPath } }}
      subTitle={data ? freshnessLine(data.detail.freshness, moments.short) : undefined}
      actions={
        <Stack gap={1} alignItems="center">
          {zoom && <Button size="sm" variant="secondary" icon="search-minus" onClick={() => setZoom(null)}>Reset zoom</Button>}
          <LinkButton size="sm" variant="secondary" icon="columns" href={locationUtil.assureBaseUrl(`${comparePath}?${comparisonToUrl({ by: 'servers', serverIds: [serverId], metric: data?.detail.worstMetric ?? null })}`)}>Compare</LinkButton>
          <RadioButtonGroup
            size="sm" aria-label="Length of history" options={historyChoices} value={historyHours}
            onChange={(hours) => { setHistoryHours(hours); setZoom(null); }}
          />
        </Stack>
      }
    >
      {fault && <FaultNotice fault={fault} onRetry={reload} />}
      {!fault && stale && <PlainNotice {...stale} />}
      {data === null && fault === null && <ServerSkeleton />}
      {data !== null && (
        <>
          <ServerHeader detail={data.detail} />
          {data.forecasts.forecasts.length === 0 && (
            <EmptyState variant="not-found" message="No metric of this server has a forecast yet">
              The first one comes with the cycle after its first samples.
            </EmptyState>
          )}
          <Stack direction="column" gap={2}>
            {worst.map(metricCard)}
            <ServerRecommendations serverId={serverId} isFaultTold={fault !== null} />
            {others.map(metricCard)}
            {data.forecasts.forecasts.length > 0 && <WhatIfCard serverId={serverId} forecasts={data.forecasts.forecasts} />}
            <ServerIncidents server={data.detail} />
          </Stack>
        </>
      )}
    </PluginPage>
  );
}

function ServerSkeleton() {
  return (
    <Stack direction="column" gap={2}>
      <span role="status" aria-label="Loading the server" />
      <Skeleton height={72} />
      <Skeleton height={320} />
      <Skeleton height={320} />
    </Stack>
  );
}

/** Names of machines may be longer than a phone is wide, and know no blanks. */
const getStyles = () => ({ title: css({ overflowWrap: 'anywhere' }) });
