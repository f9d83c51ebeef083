/** Every route of the contract, as every role and by every kind of token, against the real Express application. */
import { grafanaContextHeader, role, routeRoleHeader, routes, type ErrorBody, type Role, type RouteName } from '@fleetcast/contract';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { request } from 'node:http';
import { gzipSync } from 'node:zlib';
import type { ReadablePage } from '../../src/app/http/predictions-route.ts';
import { allowedCode, exampleRequest, pathOf } from './route-examples.ts';
import { startApi, type RunningApi } from './running-api.ts';
import { publishedFleet } from './sample-fleet.ts';

const tokens = { proxy: ['p-old', 'p-new'], intake: ['in'], hooks: ['ho'], metrics: ['me'] };
const names = Object.keys(routes) as RouteName[];

let api: RunningApi;
beforeAll(async () => {
  api = await startApi({ tokens, rateLimits: { requestsPerMinute: 10_000, changesPerMinute: 10_000, strangersPerMinute: 10_000 }, published: publishedFleet([{ server: 'web-1', risk: 0.5 }]) });
});
afterAll(() => api.close());

function person(orgRole: string, login = 'ada'): Record<string, string> {
  return { [grafanaContextHeader]: JSON.stringify({ OrgID: 1, OrgRole: orgRole, Login: login }) };
}

const bearer = (token: string) => ({ authorization: `Bearer ${token}` });

function call(name: RouteName, headers: Record<string, string>, at = api): Promise<Response> {
  const { path, init } = exampleRequest(name);
  return fetch(`${at.url}${path}`, { ...init, headers: { ...headers, ...init.headers } });
}

/** Strangers are slowed down by address: an API for every 20 routes, so that they are told what is wrong with them. */
const strangersApis = new Map<number, Promise<RunningApi>>();
function strangersApi(name: RouteName): Promise<RunningApi> {
  const place = Math.floor(names.indexOf(name) / 20);
  let started = strangersApis.get(place);
  if (started === undefined) strangersApis.set(place, (started = startApi({ tokens, published: publishedFleet([{ server: 'web-1' }]) })));
  return started;
}
afterAll(async () => {
  for (const started of strangersApis.values()) await (await started).close();
});

async function codeOf(response: Response): Promise<string> {
  return response.ok ? 'ok' : ((await response.json()) as ErrorBody).error.code;
}

const rank = (one: Role) => role.options.indexOf(one);
const cases = names.flatMap((name) => role.options.flatMap((routeRole) => role.options.map((orgRole) => ({ name, routeRole, orgRole }))));

describe('who may do what', () => {
  it.each(cases)('$name through a route for $routeRole by a person who is $orgRole', async ({ name, routeRole, orgRole }) => {
    const effective = Math.min(rank(routeRole), rank(orgRole));
    const response = await call(name, { ...bearer('p-new'), [routeRoleHeader]: routeRole, ...person(orgRole) });
    expect(await codeOf(response)).toBe(effective >= rank(routes[name].role) ? allowedCode(name) : 'forbidden');
  });

  describe.each(names)('%s', (name) => {
    let own: RunningApi;
    beforeAll(async () => {
      own = await strangersApi(name);
    });

    it.each([
      ['without a token', {}, 'unauthenticated', 401],
      ['with a token nobody gave out', bearer('guess'), 'unauthenticated', 401],
      ['with an empty token', { authorization: 'Bearer ' }, 'unauthenticated', 401],
      ['with the token of the intake', bearer('in'), 'forbidden', 403],
      ['with the token of the hooks', bearer('ho'), 'forbidden', 403],
      ['with the token of the metrics', bearer('me'), 'forbidden', 403],
      ['by a person without any role', { ...bearer('p-old'), [routeRoleHeader]: 'Admin', ...person('None') }, 'forbidden', 403],
      ['with a context that is not Grafana’s', { ...bearer('p-old'), [grafanaContextHeader]: '{"OrgRole":"King"}' }, 'unauthenticated', 401],
      ['through a route of an unknown role', { ...bearer('p-old'), [routeRoleHeader]: 'Owner', ...person('Admin') }, 'unauthenticated', 401],
    ])('is refused %s', async (_how, headers, code, status) => {
      const response = await call(name, headers, own);
      expect(response.status).toBe(status);
      expect(await codeOf(response)).toBe(code);
    });
  });

  it('takes the word of a context only from the proxy', async () => {
    const response = await call('train', { ...bearer('in'), [routeRoleHeader]: 'Admin', ...person('Admin') });
    expect(response.status).toBe(403);
  });

  it('lets the bearer of the proxy token without a person read, and no more', async () => {
    expect((await call('fleet', bearer('p-old'))).status).toBe(200);
    expect((await call('train', bearer('p-old'))).status).toBe(403);
  });

  it.each(names.filter((name) => routes[name].method === 'get'))('answers 403 to a viewer who posts to %s, and 405 to an admin', async (name) => {
    const path = pathOf(name);
    const post = (asRole: Role) => fetch(`${api.url}${path}`, { method: 'POST', headers: { ...bearer('p-new'), [routeRoleHeader]: asRole, ...person(asRole) } });
    expect((await post('Viewer')).status).toBe(403);
    // two operations may share an address: then the admin's post is another route
    const shared = names.some((other) => routes[other].method === 'post' && routes[other].path === routes[name].path);
    if (!shared) expect((await post('Admin')).status).toBe(405);
  });

  it('says who it takes the caller for', async () => {
    const response = await call('whoami', { ...bearer('p-new'), [routeRoleHeader]: 'Editor', ...person('Admin', 'grace') });
    expect(await response.json()).toEqual({ login: 'grace', organisationId: 1, role: 'Editor', tokenScope: 'proxy' });
  });
});

describe('/metrics', () => {
  const byToken = [
    [{}, 401],
    [bearer('in'), 403],
    [bearer('me'), 200],
    [bearer('p-new'), 200],
  ] as const;

  it.each(byToken)('with %j answers %d', async (headers, status) => {
    expect((await fetch(`${api.url}/metrics`, { headers })).status).toBe(status);
  });

  it('has no page of predictions unless it is switched on, and says how', async () => {
    const response = await fetch(`${api.url}/metrics/predictions`, { headers: bearer('me') });
    expect([response.status, ((await response.json()) as ErrorBody).error.message]).toEqual([404, expect.stringContaining('set predictionsPage.enabled to true')]);
  });

  describe('/predictions, switched on', () => {
    const text = '# TYPE cpu_predicted gauge\ncpu_predicted{server="web-1"} 55\n';
    let offering: RunningApi;
    let isReady = true;
    beforeAll(async () => {
      const pieces = async function* (gzip: boolean) {
        yield gzip ? gzipSync(text) : Buffer.from(text);
      };
      const predictionsPage: ReadablePage = { page: async (gzip) => (isReady ? { kind: 'pieces', pieces: pieces(gzip) } : { kind: 'unavailable', message: 'No forecast has been made yet' }) };
      offering = await startApi({ tokens, published: null, predictionsPage });
    });
    afterAll(() => offering.close());

    it.each(byToken)('with %j answers %d', async (headers, status) => {
      expect((await fetch(`${offering.url}/metrics/predictions`, { headers })).status).toBe(status);
    });

    it('is packed for whoever takes gzip, and text for the rest', async () => {
      for (const encoding of ['gzip', 'identity']) {
        const response = await fetch(`${offering.url}/metrics/predictions`, { headers: { ...bearer('me'), 'accept-encoding': encoding } });
        expect([response.headers.get('content-encoding') ?? 'identity', response.headers.get('content-type')]).toEqual([encoding, 'text/plain; version=0.0.4; charset=utf-8']);
        expect(await response.text()).toBe(text);
      }
    });

    it('is not there before the first forecast', async () => {
      isReady = false;
      const response = await fetch(`${offering.url}/metrics/predictions`, { headers: bearer('me') });
      expect([response.status, response.headers.get('retry-after')]).toEqual([503, '10']);
    });
  });
});

describe('a service without tokens', () => {
  let open: RunningApi;
  beforeAll(async () => {
    open = await startApi({ tokens: { proxy: [], intake: [], hooks: [], metrics: [] }, published: publishedFleet([{ server: 'web-1' }]) });
  });
  afterAll(() => open.close());

  it('lets this machine do everything', async () => {
    expect(await (await fetch(`${open.url}/v1/whoami`)).json()).toMatchObject({ role: 'Admin', tokenScope: 'local' });
  });

  it('lets a route of the plugin lower the role', async () => {
    const response = await fetch(`${open.url}/v1/models/train`, { method: 'POST', headers: { [routeRoleHeader]: 'Viewer', 'content-type': 'application/json' }, body: '{}' });
    expect(response.status).toBe(403);
  });

  it('refuses requests made under another name, as a page elsewhere would make them', async () => {
    const status = await new Promise<number | undefined>((resolve, reject) => {
      request(`${open.url}/v1/fleet`, { headers: { host: 'attacker.example' } }, (response) => {
        response.resume();
        resolve(response.statusCode);
      }).on('error', reject).end();
    });
    expect(status).toBe(403);
  });

  it.each([
    ['https://attacker.example', 403],
    ['null', 403],
    ['http://localhost.attacker.example', 403],
    ['http://localhost:3000', 200],
    ['http://127.0.0.1:3000', 200],
  ])('answers a page of %s with %d, for browsers tell where a page is from', async (origin, status) => {
    expect((await fetch(`${open.url}/v1/models/pin`, { method: 'POST', headers: { origin } })).status).toBe(status);
    if (status === 403) expect((await fetch(`${open.url}/api/v1/write`, { method: 'POST', headers: { origin } })).status).toBe(403);
  });
});
