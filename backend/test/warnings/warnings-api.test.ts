/** Warnings over HTTP: what cycles open, what people do about them, what is refused. */
import { routeRoleHeader, type ErrorBody, type WarningDetail, type WarningPage } from '@fleetcast/contract';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startApi, type RunningApi } from '../service/running-api.ts';
import { madeAtMs, publishedFleet, type SampleServer } from '../service/sample-fleet.ts';

const skill = { value: 0.2, resolvedForecasts: 100, coverage80: 0.8, isProven: true };
const risky: readonly SampleServer[] = [
  { server: 'web-1', tier: 'shop', risk: 0.96, p50Minutes: 100, spoken: 'model', skill },
  { server: 'web-2', tier: 'shop', risk: 0.6, p50Minutes: 110, spoken: 'model' },
  { server: 'calm', risk: 0.1, p50Minutes: 200 },
  { server: 'db-1', risk: 0.8, p50Minutes: 20, profile: 'database' },
];

let api: RunningApi;
beforeAll(async () => {
  api = await startApi({ published: null });
  const { snapshot, index } = publishedFleet(risky);
  api.fleet.receiveDirectory(index.directory);
  api.fleet.receiveSnapshot(snapshot);
});
afterAll(() => api.close());

async function get<T>(path: string): Promise<T> {
  return (await (await fetch(`${api.url}${path}`)).json()) as T;
}

async function post<T>(path: string, body: object, asRole = 'Editor'): Promise<T> {
  const response = await fetch(`${api.url}${path}`, { method: 'POST', headers: { 'content-type': 'application/json', [routeRoleHeader]: asRole }, body: JSON.stringify(body) });
  return (await response.json()) as T;
}

describe('warnings', () => {
  let page: WarningPage;
  const named = (server: string) => page.warnings.find((one) => one.server === server)!;

  it('open when a cycle is published, with what it says of them', async () => {
    page = await get<WarningPage>('/v1/warnings');
    expect(page.warnings.map(({ server }) => server).sort()).toEqual(['db-1', 'web-1', 'web-2']);
    expect(page.counts).toEqual({ open: 3, acknowledged: 0, critical: 1, stale: 0 });
    expect(named('web-1')).toMatchObject({
      state: 'open', severity: 'warning', probability: 0.96, outcome: 'pending', hasSkill: true, metric: 'cpu', threshold: { value: 80, direction: 'above' },
      pagedAt: new Date(madeAtMs).toISOString(), timeToImpact: { p10Minutes: 49, p50Minutes: 99, p90Minutes: 199 }, current: { probability: 0.96, underWay: false },
    });
    expect(named('db-1')).toMatchObject({ severity: 'critical', pagedAt: null });
    expect(named('web-2')).toMatchObject({ groupId: named('web-1').warningId, groupedBecause: 'same tier as web-1, about the same time' });
  });

  it('are not opened again when the same cycle is published again', async () => {
    const { snapshot } = publishedFleet(risky, madeAtMs + 1000);
    api.fleet.receiveSnapshot(snapshot);
    expect((await get<WarningPage>('/v1/warnings')).warnings).toHaveLength(3);
  });

  it('are listed page by page and narrowed', async () => {
    const first = await get<WarningPage>('/v1/warnings?limit=2');
    const second = await get<WarningPage>(`/v1/warnings?limit=2&cursor=${first.nextCursor}`);
    expect([...first.warnings, ...second.warnings].map(({ warningId }) => warningId)).toEqual(page.warnings.map(({ warningId }) => warningId));
    expect(second.nextCursor).toBeNull();
    expect((await get<WarningPage>('/v1/warnings?profile=database&severity=critical&paged=false')).warnings.map(({ server }) => server)).toEqual(['db-1']);
    expect((await get<ErrorBody>('/v1/warnings?cursor=mine')).error.code).toBe('bad_request');
  });

  it('are sorted over all pages, as the newest forecast sees them', async () => {
    const walk = async (sort: string) => {
      const found: string[] = [];
      let cursor = '';
      do {
        const { warnings, nextCursor } = await get<WarningPage>(`/v1/warnings?limit=1&${sort}${cursor}`);
        found.push(...warnings.map(({ server }) => server));
        cursor = nextCursor === null ? '' : `&cursor=${nextCursor}`;
      } while (cursor !== '');
      return found;
    };
    expect(await walk('sort=urgency')).toEqual(['db-1', 'web-1', 'web-2']);
    expect(await walk('sort=probability')).toEqual(['web-1', 'db-1', 'web-2']);
    expect(await walk('sort=probability&order=asc')).toEqual(['web-2', 'db-1', 'web-1']);
    expect(await walk('sort=impact')).toEqual(['db-1', 'web-1', 'web-2']);
    expect(await walk('sort=server&order=desc&profile=web&state=open')).toEqual(['web-2', 'web-1']);
    for (const refused of ['sort=urgency&state=cleared', 'sort=urgency&cursor=mine', 'sort=server&cursor=eyJzb3J0IjoidXJnZW5jeSJ9']) {
      expect((await get<ErrorBody>(`/v1/warnings?${refused}`)).error.code).toBe('bad_request');
    }
  });

  it('are acknowledged once, with a comment; everything stands in the history with its author', async () => {
    const { warningId } = named('web-1');
    const acknowledged = await post<WarningDetail>(`/v1/warnings/${warningId}/acknowledge`, { comment: 'Looking into it' });
    expect(acknowledged).toMatchObject({ state: 'acknowledged', acknowledged: { by: 'local' } });
    await post(`/v1/warnings/${warningId}/acknowledge`, {});
    await post(`/v1/warnings/${warningId}/actions`, { text: 'Added a server' });
    const detail = await get<WarningDetail>(`/v1/warnings/${warningId}`);
    expect(detail.events.map(({ kind, actor }) => [kind, actor])).toEqual([
      ['opened', 'service'], ['paged', 'service'], ['acknowledged', 'local'], ['commented', 'local'], ['action-recorded', 'local'],
    ]);
    expect(detail.events[0].text).toBe('CPU usage is expected above 80% in about 1 h 39 min, 96% likely.');
    expect(detail.actions).toMatchObject([{ by: 'local', text: 'Added a server' }]);
    expect(detail.group.map(({ server }) => server)).toEqual(['web-2']);
    expect((await get<WarningPage>('/v1/warnings')).counts).toMatchObject({ open: 2, acknowledged: 1 });
  });

  it('become actionable when something is recommended against them, and say so in their history', async () => {
    const { warningId } = named('web-1');
    const nothing = async () => get<WarningDetail>(`/v1/warnings/${warningId}`);
    expect(await nothing()).toMatchObject({ actionable: false, recommendation: null });
    for (const title of ['Add a server', 'Add a server']) await api.warnings.advise(new Map([[warningId, title], ['gone', title]]));
    expect(await nothing()).toMatchObject({ actionable: true, recommendation: 'Add a server' });
    await api.warnings.advise(new Map([[warningId, null]]));
    const { actionable, events } = await nothing();
    expect([actionable, ...events.filter(({ kind }) => kind === 'advised').map(({ actor, text }) => `${actor}: ${text}`)]).toEqual([false, 'service: Recommended: Add a server.', 'service: Nothing is recommended any more.']);
  });

  it('are changed by editors only, with words that say something', async () => {
    const path = `/v1/warnings/${named('web-2').warningId}/comments`;
    expect((await post<ErrorBody>(path, { text: 'x' }, 'Viewer')).error.code).toBe('forbidden');
    expect((await post<ErrorBody>(path, { text: '   ' })).error.code).toBe('bad_request');
    expect((await post<ErrorBody>('/v1/warnings/00000000000000000000/acknowledge', {})).error.code).toBe('unknown_warning');
  });
});
