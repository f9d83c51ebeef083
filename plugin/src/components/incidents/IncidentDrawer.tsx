import { css } from '@emotion/css';
import type { Incident } from '@fleetcast/contract';
import { getTimeZone, getTimeZoneInfo, type GrafanaTheme2 } from '@grafana/data';
import { Button, Drawer, Field, Input, MultiCombobox, Stack, TextArea, useStyles2 } from '@grafana/ui';
import React, { useState } from 'react';
import type { IncidentDesk } from '../../view-models/incident-desk.ts';
import { draftOfIncident, faultOfIncident, formOfIncident, type IncidentForm, newIncident, type ServerOption } from '../../view-models/incident.ts';
import { FaultNotice } from '../ServiceNotice.tsx';

interface Props {
  readonly desk: IncidentDesk;
  /** The incident that is changed; null: one is reported. */
  readonly incident: Incident | null;
  /** Whom a new one concerns, to begin with. */
  readonly servers: readonly ServerOption[];
  readonly onClose: () => void;
}

/** Says what happened, since when, and to whom. */
export function IncidentDrawer({ desk, incident, servers, onClose }: Props) {
  const styles = useStyles2(getStyles);
  const timeZone = getTimeZone();
  const [openedAtMs] = useState(() => Date.now());
  const zone = getTimeZoneInfo(timeZone, openedAtMs);
  const [form, setForm] = useState<IncidentForm>(() => (incident === null ? newIncident(openedAtMs, servers, timeZone) : formOfIncident(incident, desk.nameOf, timeZone)));
  const set = (part: Partial<IncidentForm>) => setForm((before) => ({ ...before, ...part }));
  const fault = faultOfIncident(form);
  const store = async () => {
    const draft = draftOfIncident(form, incident, timeZone);
    if (await (incident === null ? desk.report(draft) : desk.change(incident, draft))) onClose();
  };
  return (
    <Drawer title={incident === null ? 'Report an incident' : `Change ${incident.title}`} subtitle="Trouble that was observed: no model learns from it" size="md" onClose={onClose}>
      <form className={styles.form} onSubmit={(submitted) => { submitted.preventDefault(); void store(); }}>
        {desk.changeFault && <FaultNotice fault={desk.changeFault} />}
        <Field label="What happened" noMargin>
          <Input id="incident-title" value={form.title} maxLength={300} onChange={({ currentTarget }) => set({ title: currentTarget.value })} />
        </Field>
        <Field label="Servers" description="None: the whole fleet" noMargin>
          <MultiCombobox<string> id="incident-servers" isClearable placeholder="The whole fleet" options={desk.findServers} value={[...form.servers]}
            onChange={(chosen) => set({ servers: chosen.map(({ value, label }) => ({ value, label: label ?? value })) })} />
        </Field>
        <div className={styles.pair}>
          <Field label="Began" description={zone?.ianaName || zone?.name} noMargin>
            <Input id="incident-began" type="datetime-local" value={form.startsAt} onChange={({ currentTarget }) => set({ startsAt: currentTarget.value })} />
          </Field>
          <Field label="Ended" description="Empty while it goes on" noMargin>
            <Input id="incident-ended" type="datetime-local" value={form.endsAt} onChange={({ currentTarget }) => set({ endsAt: currentTarget.value })} />
          </Field>
        </div>
        <Field label="Note" noMargin>
          <TextArea id="incident-note" value={form.note} maxLength={2000} rows={3} onChange={({ currentTarget }) => set({ note: currentTarget.value })} />
        </Field>
        {fault !== null && <p className={styles.fault}>{fault}</p>}
        <Stack gap={1}>
          <Button type="submit" disabled={fault !== null || desk.isChanging}>{incident === null ? 'Report' : 'Save'}</Button>
          <Button variant="secondary" onClick={onClose}>Cancel</Button>
        </Stack>
      </form>
    </Drawer>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  form: css({ display: 'flex', flexDirection: 'column', gap: theme.spacing(2) }),
  pair: css({ display: 'grid', gridTemplateColumns: 'repeat(auto-fit, minmax(200px, 1fr))', gap: theme.spacing(2) }),
  fault: css({ margin: 0, color: theme.colors.text.secondary }),
});
