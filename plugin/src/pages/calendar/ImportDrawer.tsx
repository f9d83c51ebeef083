import { css } from '@emotion/css';
import { eventKind, type EventKind, type ImportOutcome } from '@fleetcast/contract';
import type { GrafanaTheme2 } from '@grafana/data';
import { Button, Combobox, Drawer, Field, Stack, useStyles2 } from '@grafana/ui';
import React, { useState } from 'react';
import { FaultNotice } from '../../components/ServiceNotice.tsx';
import { kindPresentation } from '../../view-models/calendar-event.ts';
import type { Calendar } from './use-calendar.ts';

const kindOptions = eventKind.options.map((value) => ({ value, label: kindPresentation[value].label }));

interface Told {
  readonly outcome: ImportOutcome;
  readonly isDryRun: boolean;
}

/** Takes an iCalendar file: says first what it would store, and stores it. Importing a file again replaces what changed. */
export function ImportDrawer({ calendar, onClose }: { readonly calendar: Calendar; readonly onClose: () => void }) {
  const styles = useStyles2(getStyles);
  const [text, setText] = useState('');
  const [kind, setKind] = useState<EventKind>('other');
  const [told, setTold] = useState<Told | null>(null);
  const choose = async (file: File | undefined) => {
    setTold(null);
    setText(file === undefined ? '' : await file.text());
  };
  const send = async (isDryRun: boolean) => {
    const outcome = await calendar.importFile({ ics: text, kind, dryRun: isDryRun });
    setTold(outcome === null ? null : { outcome, isDryRun });
  };
  return (
    <Drawer title="Import an iCalendar file" size="md" onClose={onClose}>
      <div className={styles.form}>
        {calendar.changeFault && <FaultNotice fault={calendar.changeFault} />}
        <Field label="File" description="As calendars export it (.ics)" noMargin>
          <input id="calendar-file" type="file" accept=".ics,text/calendar" onChange={({ currentTarget }) => void choose(currentTarget.files?.[0])} />
        </Field>
        <Field label="Kind" description="Of entries whose categories name none" noMargin>
          <Combobox id="calendar-kind" options={kindOptions} value={kind} onChange={({ value }) => setKind(value)} />
        </Field>
        <Stack gap={1}>
          <Button disabled={text === '' || calendar.isChanging} onClick={() => void send(false)}>Import</Button>
          <Button variant="secondary" disabled={text === '' || calendar.isChanging} onClick={() => void send(true)}>Look first</Button>
          <Button variant="secondary" onClick={onClose}>Close</Button>
        </Stack>
        {told !== null && <Outcome {...told} />}
      </div>
    </Drawer>
  );
}

function Outcome({ outcome: { added, replaced, unchanged, faults, events }, isDryRun }: Told) {
  const styles = useStyles2(getStyles);
  return (
    <section aria-label="What came of it">
      <p role="status">{`${isDryRun ? 'Would be added' : 'Added'}: ${added}, replaced: ${replaced}, unchanged: ${unchanged}, left out: ${faults.length}`}</p>
      <ul className={styles.list}>{events.slice(0, 20).map(({ eventId, name }) => <li key={eventId}>{name}</li>)}</ul>
      {faults.length > 0 && <ul className={styles.faults}>{faults.map((fault) => <li key={fault}>{fault}</li>)}</ul>}
    </section>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  form: css({ display: 'flex', flexDirection: 'column', gap: theme.spacing(2) }),
  list: css({ margin: theme.spacing(0, 0, 1, 2) }),
  faults: css({ margin: theme.spacing(0, 0, 0, 2), color: theme.colors.warning.text }),
});
