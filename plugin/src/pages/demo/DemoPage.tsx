import { css } from '@emotion/css';
import type { DemoFault, DemoScenario, DemoState } from '@fleetcast/contract';
import type { GrafanaTheme2 } from '@grafana/data';
import { PluginPage } from '@grafana/runtime';
import { Button, Checkbox, RadioButtonGroup, useStyles2 } from '@grafana/ui';
import React, { useState } from 'react';
import { useServiceClient } from '../../api/service-client-context.ts';
import { serviceError } from '../../api/service-error.ts';
import { usePolled } from '../../api/use-polled.ts';
import { FaultNotice } from '../../components/ServiceNotice.tsx';
import { Skeleton } from '../../components/Skeleton.tsx';
import { useMomentFormat } from '../../components/use-moment-format.ts';
import { paceText } from '../../view-models/demo-pace.ts';
import { demoPath } from '../../view-models/plugin-paths.ts';
import { mayVisitorOperate } from '../../view-models/visitor-role.ts';
import { FollowedFleet } from './FollowedFleet.tsx';
import type { ServiceFault } from '../../view-models/service-fault.ts';

const scenarios: { value: DemoScenario; label: string; description: string }[] = [
  { value: 'healthy', label: 'Healthy', description: 'The fleet as it normally behaves' },
  { value: 'degrading', label: 'Degrading', description: 'More traffic, and a process that leaks' },
  { value: 'critical', label: 'Critical', description: 'Twice the traffic, a fast leak, a slow database' },
];
const faultNames = (played: readonly DemoFault[]) => played.map((one) => faults.find(({ value }) => value === one)?.label.toLowerCase() ?? one).join(', ');
const faults: { value: DemoFault; label: string; description: string }[] = [
  { value: 'leak', label: 'Memory leak', description: 'A web server loses 12% of its memory an hour' },
  { value: 'runaway-job', label: 'Runaway batch job', description: 'A process takes most cores of an application server' },
  { value: 'slow-database', label: 'Slow database', description: 'Every query costs three times as much' },
  { value: 'lost-server', label: 'Lost server', description: 'A web server is gone; its tier carries its load' },
  { value: 'traffic-surge', label: 'Traffic surge', description: 'Almost twice as many requests of every kind' },
];

/** Makes the simulated fleet fare well or badly, so that forecasts, risk and reasons can be watched as they follow. */
export function DemoPage() {
  const client = useServiceClient();
  const { data, fault, reload } = usePolled('demo', (signal) => client.get('demo', { signal }));
  return (
    <PluginPage pageNav={{ text: 'Demo', url: demoPath }} subTitle="Let the simulated fleet fare well or badly, and watch what is forecast">
      {fault && <FaultNotice fault={fault} onRetry={reload} />}
      {data === null && fault === null && <Skeleton height={260} />}
      {data && <Controls key={data.changedAt} state={data} onPlayed={reload} />}
      {data && <FollowedFleet cycleMs={(1000 * data.stepSeconds) / data.speed} />}
    </PluginPage>
  );
}

function Controls({ state, onPlayed }: { readonly state: DemoState; readonly onPlayed: () => void }) {
  const styles = useStyles2(getStyles);
  const client = useServiceClient();
  const moments = useMomentFormat();
  const [scenario, setScenario] = useState(state.scenario);
  const [chosen, setChosen] = useState<readonly DemoFault[]>(state.faults);
  const [fault, setFault] = useState<ServiceFault | null>(null);
  const mayPlay = mayVisitorOperate();
  const play = () => {
    client.send('playDemo', { body: { scenario, faults: chosen } }).then(
      () => {
        setFault(null);
        onPlayed();
      },
      (thrown: unknown) => setFault(serviceError(thrown).fault),
    );
  };
  return (
    <div className={styles.page}>
      {fault && <FaultNotice fault={fault} />}
      <RadioButtonGroup aria-label="How the fleet fares" options={scenarios} value={scenario} disabled={!mayPlay} onChange={setScenario} />
      <fieldset className={styles.faults}>
        <legend className={styles.legend}>Faults</legend>
        {faults.map(({ value, label, description }) => (
          <Checkbox key={value} label={label} description={description} value={chosen.includes(value)} disabled={!mayPlay}
            onChange={(event) => setChosen(event.currentTarget.checked ? [...chosen, value] : chosen.filter((one) => one !== value))} />
        ))}
      </fieldset>
      {mayPlay ? <Button onClick={play}>Play</Button> : <p className={styles.said}>Editors choose what is played.</p>}
      <p role="status" className={styles.said}>
        {state.changedAt === null
          ? 'Nothing is played so far: the fleet behaves normally.'
          : `Played since ${moments.short(Date.parse(state.changedAt))}: ${state.scenario}${state.faults.length > 0 ? ` with ${faultNames(state.faults)}` : ''}, asked by ${state.changedBy}.`}{' '}
        {paceText(state)}
      </p>
    </div>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  page: css({ display: 'flex', flexDirection: 'column', gap: theme.spacing(2), alignItems: 'flex-start', maxWidth: 640, marginBottom: theme.spacing(2) }),
  faults: css({ display: 'flex', flexDirection: 'column', alignItems: 'flex-start', gap: theme.spacing(1), margin: 0, padding: 0, border: 0 }),
  legend: css({ margin: theme.spacing(0, 0, 1), border: 0, fontSize: theme.typography.h6.fontSize }),
  said: css({ margin: 0, color: theme.colors.text.secondary }),
});
