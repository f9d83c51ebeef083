import { serviceStatus, type ServiceStatus } from '@fleetcast/contract';
import { css } from '@emotion/css';
import { dateTimeFormat, type GrafanaTheme2 } from '@grafana/data';
import { Badge, Text, useStyles2 } from '@grafana/ui';
import * as React from 'react';

import { theApp } from './navigation';

const everyMs = 15_000;
/** A step is read some time after it has ended; the service's default settling delay. */
const settleMs = 60_000;

/** Says in the top bar that the fleet is simulated, and when the next forecast comes: with steps of minutes nothing moves meanwhile. */
export function ServiceLine(): React.ReactElement | null {
  const styles = useStyles2(lineStyles);
  const shown = useServiceStatus();
  if (shown === undefined) return null;
  const { status, nextMs } = shown;
  return (
    <div className={styles.line}>
      {status.simulated && <Badge text="Simulated fleet" color="purple" />}
      <Text color="secondary" variant="bodySmall">Next forecast about {dateTimeFormat(nextMs, { format: 'HH:mm' })}</Text>
    </div>
  );
}

function nextCycleMs({ stepSeconds }: ServiceStatus, nowMs: number): number {
  const stepMs = stepSeconds * 1000;
  return (Math.floor((nowMs - settleMs) / stepMs) + 1) * stepMs + settleMs;
}

/** Nothing is said while the service is away: the pages themselves tell that. */
function useServiceStatus(): { readonly status: ServiceStatus; readonly nextMs: number } | undefined {
  const [shown, setShown] = React.useState<{ readonly status: ServiceStatus; readonly nextMs: number }>();
  React.useEffect(() => {
    const ask = async () => {
      const answer = await fetch(`/api/plugin-proxy/${theApp().id}/read/v1/status`);
      const status = answer.ok ? serviceStatus.safeParse(await answer.json()).data : undefined;
      setShown(status && { status, nextMs: nextCycleMs(status, Date.now()) });
    };
    void ask();
    const timer = setInterval(() => void ask(), everyMs);
    return () => clearInterval(timer);
  }, []);
  return shown;
}

const lineStyles = (theme: GrafanaTheme2) => ({
  line: css({ display: 'flex', alignItems: 'center', gap: theme.spacing(1), whiteSpace: 'nowrap', [theme.breakpoints.down('lg')]: { display: 'none' } }),
});
