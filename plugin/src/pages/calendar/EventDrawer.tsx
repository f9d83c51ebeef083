import { css } from '@emotion/css';
import { type CalendarEvent, eventKind } from '@fleetcast/contract';
import { dateTimeFormat, type GrafanaTheme2 } from '@grafana/data';
import { Combobox, Field, Input, MultiCombobox, Switch, TextArea, useStyles2 } from '@grafana/ui';
import React, { useState } from 'react';
import { useFleetFacets } from '../../api/use-fleet-facets.ts';
import { DrawerForm, FieldPair } from '../../components/DrawerForm.tsx';
import { commonRules, draftOf, type EventForm, faultOf, formOf, isAllDay, kindPresentation, newEvent, withAllDay } from '../../view-models/calendar-event.ts';
import type { Calendar } from './use-calendar.ts';

interface Props {
  readonly calendar: Calendar;
  /** The event that is changed; null: a new one. */
  readonly event: CalendarEvent | null;
  readonly onClose: () => void;
}

const kindOptions = eventKind.options.map((value) => ({ value, label: kindPresentation[value].label, description: kindPresentation[value].meaning }));
const optionsOf = (values: readonly string[]) => values.map((value) => ({ value, label: value }));

export function EventDrawer({ calendar, event, onClose }: Props) {
  const styles = useStyles2(getStyles);
  const facets = useFleetFacets();
  const [form, setForm] = useState<EventForm>(() => (event === null ? newEvent(dateTimeFormat(Date.now(), { format: 'YYYY-MM-DD' })) : formOf(event)));
  const set = (part: Partial<EventForm>) => setForm((before) => ({ ...before, ...part }));
  const allDay = isAllDay(form);
  const moment = allDay ? 'date' : 'datetime-local';
  const store = () => {
    const draft = draftOf(form);
    return event === null ? calendar.add(draft) : calendar.change(event, draft);
  };
  const scope = (part: keyof EventForm['scope'], label: string, offered: readonly string[]) => (
    <Field label={label} noMargin>
      <MultiCombobox id={`event-${part}`} createCustomValue isClearable placeholder="All" options={optionsOf(offered)} value={optionsOf(form.scope[part])}
        onChange={(chosen) => set({ scope: { ...form.scope, [part]: chosen.map(({ value }) => value) } })} />
    </Field>
  );
  return (
    <DrawerForm title={event === null ? 'New event' : `Change ${event.name}`} send={event === null ? 'Add' : 'Save'} fault={faultOf(form)} isSending={calendar.isChanging} refused={calendar.changeFault} onSend={store} onClose={onClose}>
      <Field label="Name" description="Events of one name are taken to have one effect" noMargin>
        <Input id="event-name" value={form.name} maxLength={200} onChange={({ currentTarget }) => set({ name: currentTarget.value })} />
      </Field>
      <Field label="Kind" description={kindPresentation[form.kind].meaning} noMargin>
        <Combobox id="event-kind" options={kindOptions} value={form.kind} onChange={({ value }) => set({ kind: value })} />
      </Field>
      <Field label="Whole days" noMargin>
        <Switch id="event-all-day" value={allDay} onChange={() => setForm(withAllDay(form, !allDay))} />
      </Field>
      <FieldPair>
        <Field label="Begins" noMargin>
          <Input id="event-starts" type={moment} value={form.startsAt} onChange={({ currentTarget }) => set({ startsAt: currentTarget.value })} />
        </Field>
        <Field label={allDay ? 'First day after it' : 'Ends'} noMargin>
          <Input id="event-ends" type={moment} value={form.endsAt} onChange={({ currentTarget }) => set({ endsAt: currentTarget.value })} />
        </Field>
      </FieldPair>
      <Field label="Time zone" description={`As clocks in this zone show it; empty: ${calendar.data?.timeZone ?? "the region's own"}`} noMargin>
        <Input id="event-zone" value={form.timeZone} placeholder={calendar.data?.timeZone} maxLength={64} onChange={({ currentTarget }) => set({ timeZone: currentTarget.value })} />
      </Field>
      <Field label="Repeats" description="Or any rule of RFC 5545, such as FREQ=WEEKLY;BYDAY=TU,TH" noMargin>
        <Combobox id="event-rule" createCustomValue options={[...commonRules]} value={form.recurrence ?? ''} onChange={({ value }) => set({ recurrence: value === '' ? null : value })} />
      </Field>
      <fieldset className={styles.scope}>
        <legend className={styles.legend}>Whom it concerns</legend>
        <FieldPair>
          {scope('profiles', 'Profiles', facets.profiles)}
          {scope('tiers', 'Tiers', facets.tiers)}
          {scope('regions', 'Regions', facets.regions)}
          {scope('servers', 'Servers', form.scope.servers)}
        </FieldPair>
      </fieldset>
      <Field label="Note" noMargin>
        <TextArea id="event-note" value={form.note} maxLength={2000} rows={2} onChange={({ currentTarget }) => set({ note: currentTarget.value })} />
      </Field>
    </DrawerForm>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  scope: css({ border: 'none', margin: 0, padding: 0, minWidth: 0 }),
  legend: css({ fontSize: theme.typography.h5.fontSize, margin: theme.spacing(0, 0, 1) }),
});
