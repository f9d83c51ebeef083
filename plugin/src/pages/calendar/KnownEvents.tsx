import { css } from '@emotion/css';
import type { CalendarEvent } from '@fleetcast/contract';
import type { GrafanaTheme2 } from '@grafana/data';
import { Badge, Button, ConfirmModal, EmptyState, Stack, useStyles2 } from '@grafana/ui';
import React, { useState } from 'react';
import { mayVisitorOperate } from '../../view-models/visitor-role.ts';
import { FigureTable } from '../../components/FigureTable.tsx';
import { FaultNotice } from '../../components/ServiceNotice.tsx';
import { Skeleton } from '../../components/Skeleton.tsx';
import { useMomentFormat } from '../../components/use-moment-format.ts';
import { kindPresentation, lastsInWords, originInWords, recurrenceInWords, scopeInWords, wallSpan } from '../../view-models/calendar-event.ts';
import { EventDrawer } from './EventDrawer.tsx';
import { ImportDrawer } from './ImportDrawer.tsx';
import { type CalendarData, useCalendar } from './use-calendar.ts';

/** What is being done: a new event, a change of one, an import, or the question whether to remove one. */
type Doing = { readonly kind: 'add' | 'import' } | { readonly kind: 'change' | 'remove'; readonly event: CalendarEvent };

/** What takes place within two weeks, and what it comes from. */
export function KnownEvents() {
  const styles = useStyles2(getStyles);
  const calendar = useCalendar();
  const [doing, setDoing] = useState<Doing | null>(null);
  const { data, fault, changeFault } = calendar;
  const mayChange = mayVisitorOperate();
  const close = () => {
    calendar.forgetFault();
    setDoing(null);
  };
  return (
    <>
      {fault && <FaultNotice fault={fault} onRetry={calendar.reload} />}
      {mayChange && (
        <Stack gap={1} wrap="wrap">
          <Button icon="plus" variant="secondary" onClick={() => setDoing({ kind: 'add' })}>Add an event</Button>
          <Button icon="upload" variant="secondary" onClick={() => setDoing({ kind: 'import' })}>Import iCalendar</Button>
        </Stack>
      )}
      {doing?.kind === 'remove' && changeFault && <FaultNotice fault={changeFault} />}
      {data === null && fault === null && <Skeleton height={240} />}
      {data !== null && data.events.length === 0 && (
        <EmptyState variant="call-to-action" message="No event is known" hideImage>
          {mayChange ? 'Add one, or import an iCalendar file. Events can also stand in the configuration.' : 'Editors add events, or import an iCalendar file. Events can also stand in the configuration.'}
        </EmptyState>
      )}
      {data !== null && data.events.length > 0 && (
        <>
          <h2 className={styles.heading}>Next two weeks</h2>
          <Occurrences data={data} />
          <h2 className={styles.heading}>Events</h2>
          <Events data={data} onDoing={mayChange && !calendar.isChanging ? setDoing : null} />
        </>
      )}
      {(doing?.kind === 'add' || doing?.kind === 'change') && <EventDrawer key={doing.kind === 'change' ? doing.event.eventId : ''} calendar={calendar} event={doing.kind === 'change' ? doing.event : null} onClose={close} />}
      {doing?.kind === 'import' && <ImportDrawer calendar={calendar} onClose={close} />}
      {doing?.kind === 'remove' && (
        <ConfirmModal isOpen title={`Remove ${doing.event.name}?`} body="Forecasts no longer expect it; what it did before stays known." confirmText="Remove" onDismiss={close}
          onConfirm={() => void calendar.remove(doing.event).then((removed) => removed && close())} />
      )}
    </>
  );
}

function Kind({ kind }: Pick<CalendarEvent, 'kind'>) {
  const { label, color, meaning } = kindPresentation[kind];
  return <span title={meaning}><Badge text={label} color={color} /></span>;
}

function Occurrences({ data: { occurrences } }: { readonly data: CalendarData }) {
  const styles = useStyles2(getStyles);
  const moments = useMomentFormat();
  if (occurrences.occurrences.length === 0) return <p className={styles.line}>None of the events takes place.</p>;
  const rows = occurrences.occurrences.map((one) => ({
    key: `${one.eventId} ${one.startMs}`,
    cells: [one.name, moments.full(one.startMs), lastsInWords(one), <Kind key="kind" kind={one.kind} />, scopeInWords(one.scope)],
  }));
  return (
    <>
      <FigureTable label="Next occurrences" columns={['Event', 'Begins', 'Lasts', 'Kind', 'Whom it concerns']} rows={rows} />
      {occurrences.more && <p className={styles.line}>There are more; the first {rows.length} are shown.</p>}
    </>
  );
}

function Events({ data, onDoing }: { readonly data: CalendarData; readonly onDoing: ((doing: Doing) => void) | null }) {
  const styles = useStyles2(getStyles);
  const rows = data.events.map((event) => ({
    key: event.eventId,
    cells: [
      event.name,
      <Kind key="kind" kind={event.kind} />,
      wallSpan(event),
      recurrenceInWords(event.recurrence),
      event.timeZone,
      scopeInWords(event.scope),
      event.createdBy ?? originInWords[event.origin],
      ...(onDoing === null ? [] : [event.origin === 'configuration' ? <span key="fixed" className={styles.quiet}>Changes in the configuration</span> : (
        <Stack key="buttons" gap={1}>
          <Button size="sm" variant="secondary" icon="pen" aria-label={`Edit ${event.name}`} onClick={() => onDoing({ kind: 'change', event })} />
          <Button size="sm" variant="secondary" icon="trash-alt" aria-label={`Remove ${event.name}`} onClick={() => onDoing({ kind: 'remove', event })} />
        </Stack>
      )]),
    ],
  }));
  return <FigureTable label="Events" columns={['Event', 'Kind', 'First time', 'Repeats', 'Zone', 'Whom it concerns', 'From', ...(onDoing === null ? [] : ['Change'])]} rows={rows} />;
}

const getStyles = (theme: GrafanaTheme2) => ({
  heading: css({ fontSize: theme.typography.h4.fontSize, margin: theme.spacing(3, 0, 1) }),
  line: css({ margin: theme.spacing(0, 0, 1), color: theme.colors.text.secondary }),
  quiet: css({ color: theme.colors.text.secondary }),
});
