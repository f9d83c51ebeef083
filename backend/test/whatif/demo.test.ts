/** What a demo is asked to play: by editors, only where the fleet is simulated. */
import { grafanaContextHeader, routeRoleHeader, type DemoState, type ErrorBody } from '@fleetcast/contract';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startApi, type RunningApi } from '../service/running-api.ts';
import { publishedFleet } from '../service/sample-fleet.ts';

const tokens = { proxy: ['p'], intake: ['i'], hooks: [], metrics: [] };
let api: RunningApi;
beforeAll(async () => {
  api = await startApi({ tokens, published: publishedFleet([{ server: 'web-1', risk: 0.5 }]), isSimulated: true });
});
afterAll(() => api.close());

const headers = (role: string) => ({ authorization: 'Bearer p', [routeRoleHeader]: role, [grafanaContextHeader]: JSON.stringify({ OrgID: 1, OrgRole: role, Login: 'ada' }), 'content-type': 'application/json' });
const play = (body: object, role = 'Editor') => fetch(`${api.url}/v1/demo`, { method: 'POST', headers: headers(role), body: JSON.stringify(body) });

describe('the demo', () => {
  it('starts healthy, plays what an editor asks for, and says who asked', async () => {
    const before = (await (await fetch(`${api.url}/v1/demo`, { headers: { authorization: 'Bearer p' } })).json()) as DemoState;
    expect(before).toEqual({ scenario: 'healthy', faults: [], changedAt: null, changedBy: null, speed: 1, stepSeconds: 300 });
    expect((await play({ scenario: 'critical', faults: ['leak', 'leak'] })).status).toBe(200);
    const after = (await (await fetch(`${api.url}/v1/demo`, { headers: headers('Viewer') })).json()) as DemoState;
    expect(after).toMatchObject({ scenario: 'critical', faults: ['leak'], changedBy: 'ada' });
  });

  it('is not changed by viewers, nor by what it does not know', async () => {
    expect((await play({ scenario: 'healthy' }, 'Viewer')).status).toBe(403);
    expect((await play({ scenario: 'on fire' })).status).toBe(400);
    expect((await play({ scenario: 'healthy', faults: ['dragon'] })).status).toBe(400);
  });

  it('is refused where the fleet is real', async () => {
    const real = await startApi({ published: null });
    const answer = await fetch(`${real.url}/v1/demo`);
    expect([answer.status, ((await answer.json()) as ErrorBody).error.code]).toEqual([404, 'not_simulated']);
    await real.close();
  });
});
