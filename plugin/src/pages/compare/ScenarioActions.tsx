import { css } from '@emotion/css';
import type { Scenario } from '@fleetcast/contract';
import type { GrafanaTheme2 } from '@grafana/data';
import { Button, ConfirmButton, Input, useStyles2 } from '@grafana/ui';
import React, { useState } from 'react';
import { useServiceClient } from '../../api/service-client-context.ts';
import { serviceError } from '../../api/service-error.ts';
import { RangeField } from '../../components/what-if/RangeField.tsx';
import { FaultNotice } from '../../components/ServiceNotice.tsx';
import type { ServiceFault } from '../../view-models/service-fault.ts';

interface Props {
  readonly scenario: Scenario;
  readonly onChanged: () => void;
  readonly onGone: (scenarioId: string) => void;
}

const mostHoursAgo = 24;
const hourMs = 3_600_000;

/** What an editor does with a scenario: say that the change was made, or delete it. */
export function ScenarioActions({ scenario: { scenarioId, name, action }, onChanged, onGone }: Props) {
  const styles = useStyles2(getStyles);
  const client = useServiceClient();
  const [fault, setFault] = useState<ServiceFault | null>(null);
  const [isSending, setSending] = useState(false);
  const [note, setNote] = useState('');
  const [hoursAgo, setHoursAgo] = useState(0);
  const params = { scenarioId };
  const send = async (sent: Promise<unknown>, then: () => void) => {
    setSending(true);
    try {
      await sent;
      setFault(null);
      then();
    } catch (thrown) {
      setFault(serviceError(thrown).fault);
    } finally {
      setSending(false);
    }
  };
  const takenAt = () => (hoursAgo === 0 ? {} : { takenAt: new Date(Date.now() - hoursAgo * hourMs).toISOString() });
  return (
    <div className={styles.actions}>
      {fault && <FaultNotice fault={fault} />}
      {action === null && (
        <details>
          <summary className={styles.summary}>It was really done</summary>
          <form
            className={styles.form}
            onSubmit={(event) => {
              event.preventDefault();
              void send(client.send('recordScenarioAction', { params, body: { note: note.trim(), ...takenAt() } }), onChanged);
            }}
          >
            <RangeField label="How long ago" least={0} most={mostHoursAgo} step={0.25} unit="h" value={hoursAgo} onChange={setHoursAgo} />
            <Input aria-label={`Note: ${name}`} placeholder="What was done" value={note} maxLength={2000} onChange={(event) => setNote(event.currentTarget.value)} />
            <Button type="submit" size="sm" icon="check" disabled={isSending}>Record, and grade it later</Button>
          </form>
        </details>
      )}
      <ConfirmButton size="sm" confirmText="Delete" confirmVariant="destructive" disabled={isSending} onConfirm={() => void send(client.send('deleteScenario', { params, body: {} }), () => onGone(scenarioId))}>
        {`Delete ${name}`}
      </ConfirmButton>
    </div>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  actions: css({ display: 'flex', flexDirection: 'column', gap: theme.spacing(1), marginTop: 'auto' }),
  summary: css({ cursor: 'pointer' }),
  form: css({ display: 'flex', flexDirection: 'column', gap: theme.spacing(1), alignItems: 'stretch', margin: theme.spacing(1, 0) }),
});
