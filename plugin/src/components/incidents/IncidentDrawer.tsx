import type { Incident } from '@fleetcast/contract';
import { getTimeZone, getTimeZoneInfo } from '@grafana/data';
import { Field, Input, MultiCombobox, TextArea } from '@grafana/ui';
import React, { useState } from 'react';
import type { IncidentDesk } from '../../view-models/incident-desk.ts';
import { draftOfIncident, faultOfIncident, formOfIncident, type IncidentForm, newIncident, type ServerOption } from '../../view-models/incident.ts';
import { DrawerForm, FieldPair } from '../DrawerForm.tsx';

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
  const timeZone = getTimeZone();
  const [openedAtMs] = useState(() => Date.now());
  const zone = getTimeZoneInfo(timeZone, openedAtMs);
  const [form, setForm] = useState<IncidentForm>(() => (incident === null ? newIncident(openedAtMs, servers, timeZone) : formOfIncident(incident, desk.nameOf, timeZone)));
  const set = (part: Partial<IncidentForm>) => setForm((before) => ({ ...before, ...part }));
  const store = () => {
    const draft = draftOfIncident(form, incident, timeZone);
    return incident === null ? desk.report(draft) : desk.change(incident, draft);
  };
  return (
    <DrawerForm title={incident === null ? 'Report an incident' : `Change ${incident.title}`} subtitle="Trouble that was observed: no model learns from it" send={incident === null ? 'Report' : 'Save'}
      fault={faultOfIncident(form)} isSending={desk.isChanging} refused={desk.changeFault} onSend={store} onClose={onClose}>
      <Field label="What happened" noMargin>
        <Input id="incident-title" value={form.title} maxLength={300} onChange={({ currentTarget }) => set({ title: currentTarget.value })} />
      </Field>
      <Field label="Servers" description="None: the whole fleet" noMargin>
        <MultiCombobox<string> id="incident-servers" isClearable placeholder="The whole fleet" options={desk.findServers} value={[...form.servers]}
          onChange={(chosen) => set({ servers: chosen.map(({ value, label }) => ({ value, label: label ?? value })) })} />
      </Field>
      <FieldPair>
        <Field label="Began" description={zone?.ianaName || zone?.name} noMargin>
          <Input id="incident-began" type="datetime-local" value={form.startsAt} onChange={({ currentTarget }) => set({ startsAt: currentTarget.value })} />
        </Field>
        <Field label="Ended" description="Empty while it goes on" noMargin>
          <Input id="incident-ended" type="datetime-local" value={form.endsAt} onChange={({ currentTarget }) => set({ endsAt: currentTarget.value })} />
        </Field>
      </FieldPair>
      <Field label="Note" noMargin>
        <TextArea id="incident-note" value={form.note} maxLength={2000} rows={3} onChange={({ currentTarget }) => set({ note: currentTarget.value })} />
      </Field>
    </DrawerForm>
  );
}
