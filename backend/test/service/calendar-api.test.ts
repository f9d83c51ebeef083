/** The calendar over HTTP: what people write, what is refused, what is kept of who did what. */
import { routeRoleHeader, type CalendarEvent, type CalendarEventList, type ErrorBody, type ImportOutcome, type OccurrenceList } from '@fleetcast/contract';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { parse } from 'yaml';
import { askOccurrences } from '../../src/app/calendar/ask-occurrences.ts';
import { muteTimingsFile } from '../../src/app/calendar/mute-timings-file.ts';
import { startApi, type RunningApi } from './running-api.ts';
import { publishedFleet } from './sample-fleet.ts';

let api: RunningApi;
beforeAll(async () => {
  api = await startApi({ published: publishedFleet([{ server: 'web-1' }, { server: 'db-1' }]) });
});
afterAll(() => api.close());

async function call<T>(method: string, path: string, body?: unknown): Promise<T> {
  const headers = { [routeRoleHeader]: 'Editor', ...(body === undefined ? {} : { 'content-type': 'application/json' }) };
  const response = await fetch(`${api.url}${path}`, { method, headers, body: body === undefined ? undefined : JSON.stringify(body) });
  return (await response.json()) as T;
}

const draft = { name: 'Backup', kind: 'batch', startsAt: '2026-01-05T02:00', endsAt: '2026-01-05T03:30', timeZone: 'Europe/Berlin', recurrence: 'FREQ=DAILY', scope: { servers: ['db-1'] } };

describe('the calendar', () => {
  let added: CalendarEvent;

  it('takes an event and tells when it takes place, and whom it concerns', async () => {
    added = await call<CalendarEvent>('POST', '/v1/calendar/events', draft);
    expect(added).toMatchObject({ name: 'Backup', origin: 'person', version: 1, createdBy: 'local', exceptions: [], note: '' });
    const span = `fromMs=${Date.parse('2026-01-05T00:00Z')}&toMs=${Date.parse('2026-01-07T00:00Z')}`;
    const { occurrences } = await call<OccurrenceList>('GET', `/v1/calendar/occurrences?${span}`);
    expect(occurrences.map(({ startMs }) => new Date(startMs).toISOString())).toEqual(['2026-01-05T01:00:00.000Z', '2026-01-06T01:00:00.000Z']);
    const concerned = (serverId: string) => call<OccurrenceList>('GET', `/v1/calendar/occurrences?${span}&serverId=${serverId}`);
    expect((await concerned('id-1')).occurrences).toHaveLength(2);
    expect((await concerned('id-0')).occurrences).toHaveLength(0);
  });

  it('changes it for whoever has seen its newest version', async () => {
    const change = (expectedVersion: number) => call<CalendarEvent & ErrorBody>('PUT', `/v1/calendar/events/${added.eventId}`, { expectedVersion, event: { ...draft, endsAt: '2026-01-05T04:00' } });
    expect(await change(1)).toMatchObject({ version: 2, endsAt: '2026-01-05T04:00', createdAt: added.createdAt });
    expect((await change(1)).error).toMatchObject({ code: 'event_conflict', message: expect.stringContaining('version 2') });
  });

  it('says everything that is wrong with an event', async () => {
    const { error } = await call<ErrorBody>('POST', '/v1/calendar/events', { ...draft, endsAt: '2026-01-05T01:00', timeZone: 'Mars/Olympus', recurrence: 'SOMETIMES' });
    expect(error.code).toBe('bad_request');
    for (const part of ['Mars/Olympus', 'SOMETIMES']) expect(error.message).toContain(part);
  });

  it('imports a file, again only what changed, and nothing when asked to try', async () => {
    const ics = (summary: string) =>
      ['BEGIN:VCALENDAR', 'VERSION:2.0', 'PRODID:x', 'BEGIN:VEVENT', 'UID:1', `SUMMARY:${summary}`, 'DTSTART;VALUE=DATE:20260106', 'CATEGORIES:HOLIDAY', 'END:VEVENT', 'BEGIN:VEVENT', 'UID:2', 'SUMMARY:Patching', 'DTSTART:20260110T200000Z', 'DURATION:PT2H', 'END:VEVENT', 'END:VCALENDAR'].join('\r\n');
    const bring = (text: string, dryRun = false) => call<ImportOutcome>('POST', '/v1/calendar/import', { ics: text, kind: 'maintenance', dryRun });
    expect(await bring(ics('Epiphany'), true)).toMatchObject({ added: 2, replaced: 0 });
    expect((await call<CalendarEventList>('GET', '/v1/calendar/events')).total).toBe(1);
    expect(await bring(ics('Epiphany'))).toMatchObject({ added: 2, replaced: 0, unchanged: 0, faults: [] });
    expect(await bring(ics('Three Kings'))).toMatchObject({ added: 0, replaced: 1, unchanged: 1 });
    const { events } = await call<CalendarEventList>('GET', '/v1/calendar/events');
    expect(events.map(({ name, kind, version }) => [name, kind, version])).toEqual([['Backup', 'batch', 2], ['Patching', 'maintenance', 1], ['Three Kings', 'holiday', 2]]);
  });

  it('takes a file larger than other bodies may be', async () => {
    const entries = Array.from({ length: 1500 }, (_, i) => `BEGIN:VEVENT\r\nUID:many-${i}\r\nSUMMARY:Entry ${i}\r\nDTSTART:20260110T200000Z\r\nDURATION:PT2H\r\nEND:VEVENT`);
    const ics = ['BEGIN:VCALENDAR', 'VERSION:2.0', 'PRODID:x', ...entries, 'END:VCALENDAR'].join('\r\n');
    expect(ics.length).toBeGreaterThan(64 * 1024);
    expect(await call<ImportOutcome>('POST', '/v1/calendar/import', { ics, dryRun: true })).toMatchObject({ added: 1500 });
  });

  it("tells its maintenance to whoever writes mute timings for Grafana, and why it could not", async () => {
    const [from, to] = [Date.parse('2026-01-01'), Date.parse('2026-02-01')];
    const told = await askOccurrences(api.url, undefined, from, to);
    const { muteTimes } = parse(muteTimingsFile(told.kind === 'told' ? told.occurrences : [])) as { readonly muteTimes: readonly object[] };
    const times = [{ start_time: '20:00', end_time: '22:00' }];
    expect(muteTimes).toEqual([{ orgId: 1, name: 'fleetcast-maintenance', time_intervals: [{ times, days_of_month: ['10'], months: ['1'], years: ['2026'], location: 'UTC' }] }]);
    expect(await askOccurrences(api.url, undefined, from, from + 500 * 86_400_000)).toMatchObject({ kind: 'failed', message: expect.stringContaining('answered 400') });
    expect(await askOccurrences('http://127.0.0.1:1', undefined, from, to)).toMatchObject({ kind: 'failed', message: expect.stringContaining('No service answers at http://127.0.0.1:1') });
  });

  it('removes an event once', async () => {
    const remove = (version: number) => call<{ removed?: boolean } & Partial<ErrorBody>>('DELETE', `/v1/calendar/events/${added.eventId}?expectedVersion=${version}`);
    expect((await remove(1)).error?.code).toBe('event_conflict');
    expect(await remove(2)).toEqual({ eventId: added.eventId, removed: true });
    expect((await remove(2)).error?.code).toBe('unknown_event');
  });

  it('keeps who did what', async () => {
    expect((await api.state.store.eventsOf(`calendar/${added.eventId}`)).map(({ kind, actor, version }) => [kind, actor, version])).toEqual([['added', 'local', 1], ['changed', 'local', 2], ['removed', 'local', 3]]);
  });
});
