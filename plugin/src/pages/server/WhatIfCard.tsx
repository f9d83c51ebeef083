import { css } from '@emotion/css';
import type { Forecast } from '@fleetcast/contract';
import { getTimeZone, type GrafanaTheme2 } from '@grafana/data';
import { Select, useStyles2 } from '@grafana/ui';
import React, { useState } from 'react';
import { useServiceClient } from '../../api/service-client-context.ts';
import { useSavedScenarios } from '../../api/use-saved-scenarios.ts';
import { useWhatIfService } from '../../api/use-what-if-service.ts';
import { FaultNotice } from '../../components/ServiceNotice.tsx';
import { Skeleton } from '../../components/Skeleton.tsx';
import { WhatIfView } from '../../components/what-if/WhatIfView.tsx';

interface Props {
  readonly serverId: string;
  readonly forecasts: readonly Forecast[];
}

const historyHours = 6;

/** Try a change to this server: opened where it is wanted, because every answer costs the service some work. */
export function WhatIfCard({ serverId, forecasts }: Props) {
  const styles = useStyles2(getStyles);
  const [isOpen, setOpen] = useState(false);
  return (
    <details className={styles.card} open={isOpen} onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary className={styles.summary}><h2 className={styles.title}>What if</h2> <span className={styles.hint}>Try a change before making it</span></summary>
      {isOpen && <OpenCard serverId={serverId} forecasts={forecasts} />}
    </details>
  );
}

function OpenCard({ serverId, forecasts }: Props) {
  const client = useServiceClient();
  const [metric, setMetric] = useState(() => (forecasts.find((one) => one.metric === 'cpu') ?? forecasts[0])?.metric ?? 'cpu');
  const { place, ask } = useWhatIfService(client, serverId, metric, historyHours);
  const saved = useSavedScenarios(client, serverId, metric);
  return (
    <>
      <div style={{ margin: '8px 0', maxWidth: 280 }}>
        <Select aria-label="Metric that is drawn" options={forecasts.map(({ metric: value, info }) => ({ value, label: info.title }))} value={metric} onChange={({ value }) => value !== undefined && setMetric(value)} />
      </div>
      {place.fault && <FaultNotice fault={place.fault} onRetry={place.reload} />}
      {place.data === null && place.fault === null && <Skeleton height={320} />}
      {place.data && <WhatIfView place={place.data} ask={ask} saved={saved} timeZone={getTimeZone()} historyHours={historyHours} />}
    </>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  card: css({ minWidth: 0, padding: theme.spacing(1.5, 2), background: theme.colors.background.primary, border: `1px solid ${theme.colors.border.weak}`, borderRadius: theme.shape.radius.default }),
  summary: css({ cursor: 'pointer', display: 'list-item' }),
  title: css({ display: 'inline', margin: 0, fontSize: theme.typography.h6.fontSize, fontWeight: theme.typography.fontWeightMedium }),
  hint: css({ marginLeft: theme.spacing(1), color: theme.colors.text.secondary, fontSize: theme.typography.bodySmall.fontSize }),
});
