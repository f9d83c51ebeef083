import { render, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, describe, expect, it } from '@jest/globals';
import type { CalendarEvent, CalendarEventList, OccurrenceList } from '@fleetcast/contract';
import { config } from '@grafana/runtime';
import React from 'react';
import { RouterAt } from '../../../test/RouterAt.tsx';
import { FakeBackend, ok } from '../../../test/fake-backend.ts';
import { ServiceClientContext } from '../../api/service-client-context.ts';
import { ServiceClient } from '../../api/service-client.ts';
import { CalendarPage } from './CalendarPage.tsx';

const scope = { regions: [], profiles: ['web'], tiers: [], servers: [] };
const patching: CalendarEvent = {
  eventId: 'patching', name: 'Patching', kind: 'maintenance', startsAt: '2026-03-02T22:00', endsAt: '2026-03-02T23:30', timeZone: 'Europe/Berlin', recurrence: 'FREQ=WEEKLY', exceptions: ['2026-03-09T22:00'], additions: [],
  scope, note: '', origin: 'person', importedUid: null, version: 3, createdAt: '2026-02-01T00:00:00.000Z', createdBy: 'ada', changedAt: null, changedBy: null,
};
const configured: CalendarEvent = { ...patching, eventId: 'xmas', name: 'Christmas', kind: 'holiday', startsAt: '2026-12-25', endsAt: '2026-12-27', recurrence: null, origin: 'configuration', createdBy: null, scope: { ...scope, profiles: [] } };
const startMs = Date.parse('2026-03-02T21:00:00Z');
const occurrences: OccurrenceList = {
  fromMs: startMs, toMs: startMs + 14 * 86_400_000, more: false,
  occurrences: [{ eventId: 'patching', name: 'Patching', kind: 'maintenance', startMs, endMs: startMs + 90 * 60_000, allDay: false, timeZone: 'Europe/Berlin', scope }],
};
const facets = { regions: ['eu'], profiles: ['web'], tiers: [], metrics: ['cpu'] };

function show(events: readonly CalendarEvent[], role: 'Viewer' | 'Editor', answer: (url: URL) => ReturnType<typeof ok> | undefined = () => undefined) {
  const before = config.bootData;
  config.bootData = { ...before, user: { ...before?.user, orgRole: role } } as typeof config.bootData;
  const list: CalendarEventList = { events: [...events], total: events.length, nextCursor: null, timeZone: 'Europe/Berlin' };
  const backend = new FakeBackend((url) => answer(url) ?? ok(url.pathname.endsWith('/facets') ? facets : url.pathname.endsWith('/occurrences') ? occurrences : url.pathname.endsWith('/import') ? imported : url.pathname.includes('/operate/') ? changedAnswer(url) : list));
  render(<RouterAt><ServiceClientContext value={new ServiceClient(() => backend)}><CalendarPage /></ServiceClientContext></RouterAt>);
  return backend;
}
const changedAnswer = (url: URL) => (url.searchParams.has('expectedVersion') ? { eventId: 'patching', removed: true } : patching);
const imported = { added: 1, replaced: 0, unchanged: 2, faults: ['Standup: unknown zone'], events: [patching] };
const sent = (backend: FakeBackend, method: string) => backend.requests.find((request) => request.method === method);

const bootData = config.bootData;
afterEach(() => {
  config.bootData = bootData;
});

describe('the Calendar page', () => {
  it('shows what takes place next, and every event with its rule, zone and whom it concerns', async () => {
    show([patching, configured], 'Viewer');
    const next = within(await screen.findByRole('region', { name: 'Next occurrences' }));
    expect(next.getAllByRole('row')[1].textContent).toMatch(/^Patching.*1 h 30 minMaintenanceprofile web$/);
    const [, first, second] = within(screen.getByRole('region', { name: 'Events' })).getAllByRole('row');
    expect(first.textContent).toBe('PatchingMaintenance2026-03-02 22:00 to 23:30Every weekEurope/Berlinprofile webada');
    expect(second.textContent).toBe('ChristmasHoliday2026-12-25 to 2026-12-26OnceEurope/BerlinThe whole fleetConfiguration');
    expect(screen.queryByRole('button', { name: 'Add an event' })).toBeNull();
  });

  it('lets an editor add an event', async () => {
    const backend = show([], 'Editor');
    expect(await screen.findByText('No event is known')).toBeTruthy();
    await userEvent.click(screen.getByRole('button', { name: 'Add an event' }));
    const drawer = within(await screen.findByRole('dialog'));
    expect(drawer.getByRole<HTMLButtonElement>('button', { name: 'Add' }).disabled).toBe(true);
    await userEvent.type(drawer.getByLabelText(/^Name/), 'Release 7');
    await userEvent.click(drawer.getByRole('button', { name: 'Add' }));
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
    expect(sent(backend, 'POST')).toMatchObject({ url: expect.stringContaining('/operate/v1/calendar/events'), data: { name: 'Release 7', kind: 'maintenance', startsAt: expect.stringMatching(/T22:00$/), recurrence: null } });
    expect(sent(backend, 'POST')?.data).not.toHaveProperty('timeZone');
  });

  it('changes an event at the version that was seen, keeps what the form does not show, and says when somebody else was quicker', async () => {
    const conflict = { status: 409, body: { error: { code: 'event_conflict', message: 'The event is at version 4 by now; read it again before changing it.', requestId: 'r', retryable: false } } };
    const backend = show([patching, configured], 'Editor', (url) => (url.pathname.endsWith('/events/patching') ? conflict : undefined));
    await userEvent.click(await screen.findByRole('button', { name: 'Edit Patching' }));
    const drawer = within(await screen.findByRole('dialog'));
    await userEvent.click(drawer.getByRole('button', { name: 'Save' }));
    expect(await drawer.findByText(/is at version 4 by now/)).toBeTruthy();
    expect(sent(backend, 'PUT')?.data).toMatchObject({ expectedVersion: 3, event: { exceptions: ['2026-03-09T22:00'], timeZone: 'Europe/Berlin' } });
    expect(screen.queryByRole('button', { name: 'Edit Christmas' })).toBeNull();
  });

  it('removes an event after asking', async () => {
    const backend = show([patching], 'Editor');
    await userEvent.click(await screen.findByRole('button', { name: 'Remove Patching' }));
    await userEvent.click(await screen.findByRole('button', { name: 'Remove' }));
    await waitFor(() => expect(sent(backend, 'DELETE')?.url).toContain('/operate/v1/calendar/events/patching?expectedVersion=3'));
  });

  it('says what an iCalendar file would bring before it is stored', async () => {
    const backend = show([], 'Editor');
    await userEvent.click(await screen.findByRole('button', { name: 'Import iCalendar' }));
    const drawer = within(await screen.findByRole('dialog'));
    await userEvent.upload(drawer.getByLabelText(/^File/), Object.assign(new File(['BEGIN:VCALENDAR'], 'team.ics', { type: 'text/calendar' }), { text: async () => 'BEGIN:VCALENDAR' }));
    await userEvent.click(drawer.getByRole('button', { name: 'Look first' }));
    expect((await drawer.findByRole('status')).textContent).toBe('Would be added: 1, replaced: 0, unchanged: 2, left out: 1');
    expect(drawer.getByText('Standup: unknown zone')).toBeTruthy();
    expect(sent(backend, 'POST')?.data).toEqual({ ics: 'BEGIN:VCALENDAR', kind: 'other', dryRun: true });
  });
});
