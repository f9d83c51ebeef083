import { css } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { Alert, Button, Field, FieldSet, Input, SecretInput, Stack, useStyles2 } from '@grafana/ui';
import React, { useState } from 'react';
import type { FleetcastMeta } from '../../api/plugin-settings.ts';
import { serviceUrlFault } from '../../view-models/connection-verdict.ts';
import { ConnectionTest } from './ConnectionTest.tsx';
import { type SettingsDraft, useSettings } from './use-settings.ts';

/** URL and token of the service; Grafana stores them, the token encrypted and write-only. */
export default function SettingsForm({ meta }: { readonly meta: FleetcastMeta }) {
  const styles = useStyles2(getStyles);
  const { draft, edit, isEnabled, isDirty, isBusy, outcome, save } = useSettings(meta);
  const urlFault = serviceUrlFault(draft.serviceUrl);
  const [touched, setTouched] = useState(false);
  const hasToken = draft.hasStoredToken || draft.typedToken !== '';
  const canSave = urlFault === null && hasToken && !isBusy;

  const submit = (event: React.FormEvent) => {
    event.preventDefault();
    setTouched(true);
    if (canSave) void save(true);
  };
  return (
    <div className={styles.page}>
      <form onSubmit={submit} noValidate>
        <FieldSet label="Prediction service">
          <Field label="Service URL" description="As the Grafana server reaches it, not your browser" invalid={touched && urlFault !== null} error={urlFault}>
            <Input id="fleetcast-service-url" placeholder="http://fleetcast:8787" value={draft.serviceUrl} disabled={isBusy} onBlur={() => setTouched(true)}
              onChange={({ currentTarget }) => edit({ serviceUrl: currentTarget.value.trim() })} />
          </Field>
          <Field label="API token" description="One of the service's tokens of scope proxy. Grafana stores it encrypted and adds it on the server side: browsers never see it"
            invalid={touched && !hasToken} error="Enter the token; the service's configuration names it">
            <SecretInput id="fleetcast-api-token" isConfigured={draft.hasStoredToken} value={draft.typedToken} disabled={isBusy} autoComplete="off"
              onReset={() => edit({ hasStoredToken: false, typedToken: '' })} onChange={({ currentTarget }) => edit({ typedToken: currentTarget.value.trim() } satisfies Partial<SettingsDraft>)} />
          </Field>
          <Stack gap={1}>
            <Button type="submit" disabled={isBusy} icon={isBusy ? 'spinner' : undefined}>{isEnabled ? 'Save' : 'Save and enable'}</Button>
            {isEnabled && <Button variant="secondary" fill="outline" disabled={isBusy} onClick={() => void save(false)}>Disable the app</Button>}
          </Stack>
        </FieldSet>
      </form>
      {outcome && <Alert severity={outcome.severity} title={outcome.title}>{outcome.text}</Alert>}
      <ConnectionTest serviceUrl={draft.serviceUrl} canTest={isEnabled && !isDirty && !isBusy} />
    </div>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({ page: css({ maxWidth: 640, display: 'flex', flexDirection: 'column', gap: theme.spacing(2) }) });
