/** Incidents over HTTP: what people report, what is refused, what is kept of who did what, and what it does to training. */
import { routeRoleHeader, type ErrorBody, type Incident, type IncidentHistory, type IncidentImportOutcome, type IncidentList, type RemovedIncidentList } from '@fleetcast/contract';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ServiceIncidents } from '../../src/app/incidents/service-incidents.ts';
import { startApi, type RunningApi } from './running-api.ts';
import { madeAtMs, publishedFleet } from './sample-fleet.ts';

let api: RunningApi;
beforeAll(async () => {
  api = await startApi({ published: publishedFleet([{ server: 'web-1' }, { server: 'db-1' }]) });
});
afterAll(() => api.close());

async function call<T>(method: string, path: string, body?: unknown, role = 'Editor'): Promise<T> {
  const headers = { [routeRoleHeader]: role, ...(body === undefined ? {} : { 'content-type': 'application/json' }) };
  const response = await fetch(`${api.url}${path}`, { method, headers, body: body === undefined ? undefined : JSON.stringify(body) });
  return (await response.json()) as T;
}

const hour = 3_600_000;
const draft = { title: 'Storage lost', serverIds: ['id-1', 'id-0', 'id-1'], startMs: madeAtMs - 3 * hour };
const fleetOf = (servers: number) => new Set(Array.from({ length: servers }, (_, at) => `id-${at}`));
/** What the service would know after a restart. */
const reopened = () => ServiceIncidents.open({ store: api.state.incidents, audit: api.state.store, region: 'eu', now: () => madeAtMs });

describe('incidents', () => {
  let reported: Incident;

  it('are reported, left out of training, and halt what is learned while a fifth of the fleet is concerned', async () => {
    reported = await call<Incident>('POST', '/v1/incidents', draft);
    expect(reported).toMatchObject({ serverIds: ['id-0', 'id-1'], unknownServerIds: [], endMs: null, origin: 'person', version: 1, reportedBy: 'local' });
    const incidents = await reopened();
    expect(incidents.leftOut(madeAtMs - hour, madeAtMs)).toEqual(['id-0', 'id-1'].map((serverId) => ({ cause: 'incident', serverId, startMs: draft.startMs, endMs: null })));
    expect(incidents.leftOut(madeAtMs - 9 * hour, madeAtMs - 5 * hour)).toEqual([]);
    expect(incidents.underWay(madeAtMs, fleetOf(10))).toContain('Storage lost');
    expect(incidents.underWay(madeAtMs, fleetOf(11))).toBeNull();
  });

  it('change for whoever has seen the newest version, and are over then', async () => {
    const change = (expectedVersion: number) => call<Incident & ErrorBody>('PUT', `/v1/incidents/${reported.incidentId}`, { expectedVersion, incident: { ...draft, endMs: madeAtMs - hour } });
    expect(await change(1)).toMatchObject({ version: 2, endMs: madeAtMs - hour, reportedAt: reported.reportedAt });
    expect((await change(1)).error).toMatchObject({ code: 'incident_conflict', message: expect.stringContaining('version 2') });
    expect((await reopened()).underWay(madeAtMs, fleetOf(10))).toBeNull();
  });

  it('may name servers that nobody knows: whoever sends them is told, and nothing halts for their sake', async () => {
    const named = { title: 'By their names', serverIds: ['id-0', 'web-1', 'web-2'], startMs: 1000, endMs: null };
    const outcome = await call<IncidentImportOutcome>('POST', '/v1/incidents/import', { incidents: [{ ...named, externalId: 'INC-0' }] });
    expect(outcome).toEqual({ added: 1, replaced: 0, unchanged: 0, faults: [], unknownServerIds: ['web-1', 'web-2'] });
    const { incidents } = await call<IncidentList>('GET', '/v1/incidents?serverId=web-1');
    expect(incidents).toMatchObject([{ serverIds: ['id-0', 'web-1', 'web-2'], unknownServerIds: ['web-1', 'web-2'] }]);
    expect((await reopened()).underWay(madeAtMs, fleetOf(6))).toBeNull();
    expect((await reopened()).underWay(madeAtMs, fleetOf(5))).toContain('By their names');
    expect(await call('DELETE', `/v1/incidents/${incidents[0].incidentId}?expectedVersion=1`)).toMatchObject({ removed: true });
  });

  it('were observed: what is still to come, or ends before it begins, is refused', async () => {
    const { error } = await call<ErrorBody>('POST', '/v1/incidents', { ...draft, startMs: madeAtMs + hour, endMs: madeAtMs });
    expect(error.code).toBe('bad_request');
    for (const part of ['belongs into the calendar', 'not after it begins']) expect(error.message).toContain(part);
    for (const startMs of [-1, 9e15]) expect((await call<ErrorBody>('POST', '/v1/incidents', { ...draft, startMs })).error).toMatchObject({ code: 'bad_request', message: expect.stringContaining('startMs') });
  });

  it('are imported once, again only where they changed, and not at all when asked to try', async () => {
    const bring = (title: string, dryRun = false) =>
      call<IncidentImportOutcome>('POST', '/v1/incidents/import', { dryRun, incidents: [{ externalId: 'INC-1', title, startMs: 1000, endMs: 2000 }, { externalId: 'INC-2', title: 'Power', startMs: 5000, endMs: 5000 }] });
    expect(await bring('Network', true)).toMatchObject({ added: 1, faults: [expect.stringContaining('INC-2')] });
    expect((await call<IncidentList>('GET', '/v1/incidents')).total).toBe(1);
    expect(await bring('Network')).toMatchObject({ added: 1, replaced: 0 });
    expect(await bring('Network')).toMatchObject({ added: 0, unchanged: 1 });
    expect(await bring('Network of the second hall')).toMatchObject({ replaced: 1 });
    const { incidents } = await call<IncidentList>('GET', '/v1/incidents?limit=1');
    expect(incidents.map(({ title }) => title)).toEqual(['Storage lost']);
    // an incident without servers concerns every one
    expect((await call<IncidentList>('GET', '/v1/incidents?serverId=id-9')).incidents).toMatchObject([{ origin: 'import', externalId: 'INC-1', version: 2, serverIds: [] }]);
  });

  it('are removed by those who may, and what was done stays on record', async () => {
    const path = `/v1/incidents/${reported.incidentId}`;
    expect(await call<ErrorBody>('DELETE', `${path}?expectedVersion=2`, undefined, 'Viewer')).toMatchObject({ error: { code: 'forbidden' } });
    expect(await call('DELETE', `${path}?expectedVersion=2`)).toEqual({ incidentId: reported.incidentId, removed: true });
    expect(await call<ErrorBody>('DELETE', `${path}?expectedVersion=2`)).toMatchObject({ error: { code: 'unknown_incident' } });
    const { changes } = await call<IncidentHistory>('GET', `${path}/history`);
    expect(changes.map(({ kind, actor, version, said }) => [kind, actor, version, said.endMs])).toEqual([['reported', 'local', 1, null], ['changed', 'local', 2, madeAtMs - hour], ['removed', 'local', 3, madeAtMs - hour]]);
    expect(Object.keys(changes[0].said).sort()).toEqual(['endMs', 'note', 'serverIds', 'startMs', 'title']);
    expect((await call<RemovedIncidentList>('GET', '/v1/incidents/removed?limit=1', undefined, 'Viewer')).removed).toEqual([
      { incident: expect.objectContaining({ incidentId: reported.incidentId, title: 'Storage lost', version: 2 }), removedAt: new Date(madeAtMs).toISOString(), removedBy: 'local' },
    ]);
  });
});
