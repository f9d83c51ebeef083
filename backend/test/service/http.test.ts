/** What the API answers to good and bad requests; every answer is held against the contract. */
import { hooks, errorBody, errorCatalogue, fleetPage, forecast, forecastPage, routes, type ErrorBody, type FleetPage, type ForecastPage, type RouteName } from '@fleetcast/contract';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { pino } from 'pino';
import { Writable } from 'node:stream';
import { allowedCode } from './route-examples.ts';
import { startApi, type RunningApi } from './running-api.ts';
import { madeAtMs, originMs, publishedFleet, stepMs } from './sample-fleet.ts';

const awkward = ['db/1 replica', 'cpu 100%', 'host:9100', 'größe-β', '日本-01', "o'neill & sons?#"];
const published = publishedFleet([
  { server: 'web-1', risk: 0.9, p50Minutes: 60, metrics: ['cpu', 'memory'], spoken: 'model', skill: { value: 0.2, resolvedForecasts: 40, coverage80: 0.8, isProven: true } },
  { server: 'twin', region: 'eu', risk: 0.1 },
  { server: 'twin', region: 'us', risk: 0.2 },
  ...awkward.map((server) => ({ server, risk: 0.05 })),
]);

let api: RunningApi;
beforeAll(async () => {
  api = await startApi({ published });
});
afterAll(() => api.close());

const get = (path: string, headers: Record<string, string> = {}) => fetch(`${api.url}${path}`, { headers });
async function errorOf(response: Response): Promise<ErrorBody['error']> {
  return errorBody.parse(await response.json()).error;
}

describe('every route', () => {
  const paths: Partial<Record<RouteName, string>> = {
    server: '/v1/servers/id-0',
    serverForecast: '/v1/servers/id-0/forecast?metric=cpu',
  };
  const readable = (Object.keys(routes) as RouteName[]).filter((name) => routes[name].method === 'get' && allowedCode(name) === 'ok');
  it.each(readable)('%s answers what the contract says', async (name) => {
    const response = await get(paths[name] ?? routes[name].path);
    expect(response.status).toBe(200);
    const body: unknown = await response.json();
    expect(routes[name].response.parse(body)).toEqual(body);
  });

  it('starts, shows and lists a job as the contract says', async () => {
    const started = await fetch(`${api.url}/v1/models/train`, { method: 'POST' });
    expect(started.status).toBe(200);
    const job = routes.train.response.parse(await started.json());
    expect(routes.job.response.parse(await (await get(`/v1/jobs/${job.jobId}`)).json())).toMatchObject({ jobId: job.jobId, requestedBy: 'local' });
    expect(routes.jobs.response.parse(await (await get('/v1/jobs')).json()).jobs.map(({ jobId }) => jobId)).toContain(job.jobId);
    const cancelled = await fetch(`${api.url}/v1/jobs/${job.jobId}/cancel`, { method: 'POST' });
    expect(routes.cancelJob.response.parse(await cancelled.json()).jobId).toBe(job.jobId);
  });

  it('is described in /openapi.json', async () => {
    const document = (await (await get('/openapi.json')).json()) as { readonly paths: Record<string, Record<string, { readonly operationId: string }>> };
    const described = Object.entries(document.paths).flatMap(([path, methods]) => Object.entries(methods).map(([method, { operationId }]) => `${operationId} ${method} ${path}`));
    const expected = Object.entries({ ...routes, ...hooks }).map(([name, { method, path }]) => `${name} ${method} ${path.replace(/:(\w+)/g, '{$1}')}`);
    expect(described.sort()).toEqual(expected.sort());
  });
});

describe('a malformed request', () => {
  it.each([
    ['/v1/fleet?limit=0', 'limit'],
    ['/v1/fleet?limit=501', 'limit'],
    ['/v1/fleet?limit=many', "limit: expected number; received 'many'"],
    ['/v1/fleet?sort=luck', 'sort'],
    ['/v1/fleet?status=sleepy', 'status'],
    ['/v1/fleet?colour=red', 'colour'],
    ['/v1/fleet?cursor=nonsense', 'cursor'],
    ['/v1/servers/id-0/forecast', 'metric: is missing; received nothing'],
    ['/v1/servers/id-0/forecast?metric=CPU', 'metric'],
    ['/v1/servers/a%20b', 'serverId'],
    ['/v1/forecasts?cursor=7', 'cursor'],
    ['/v1/jobs?cursor=x', 'cursor'],
    ['/v1/facets?x=1', 'query'],
    [`/v1/servers/id-0/what-if?interventions=${encodeURIComponent('[{"kind":"pray"}]')}`, "'edit-input'; received 'pray'"],
    ['/v1/servers/%E0%A4%A', 'not valid'],
    ['/v1/jobs/a%00', 'path jobId: holds the character U+0000'],
  ])('%s is answered 400 and told what is wrong', async (path, told) => {
    const response = await get(path);
    expect(response.status).toBe(400);
    const error = await errorOf(response);
    expect(error.code).toBe('bad_request');
    expect(error.message).toContain(told);
  });

  it('is told everything at once', async () => {
    const error = await errorOf(await get('/v1/fleet?limit=0&sort=luck'));
    expect(error.details?.issues).toHaveLength(2);
  });

  it.each([
    ['text/plain', '{}', 'unsupported_media_type'],
    ['application/json', '{', 'bad_request'],
    ['application/json', '{"steps":0}', 'bad_request'],
    ['application/json', '{"unheard":1}', 'bad_request'],
    ['application/json', '['.repeat(20_000) + ']'.repeat(20_000), 'bad_request'],
    ['application/json', '{"steps":"\\ud800"}', 'bad_request'],
    ['application/json', JSON.stringify({ pad: 'x'.repeat(70_000) }), 'body_too_large'],
    ['application/json', JSON.stringify({ steps: 'a.'.repeat(30_000) }), 'bad_request'],
  ] as const)('with a body of type %s that is %.20s is answered %3$s', async (type, body, code) => {
    const response = await fetch(`${api.url}/v1/models/train`, { method: 'POST', headers: { 'content-type': type }, body });
    expect(response.status).toBe(errorCatalogue[code].status);
    expect((await errorOf(response)).code).toBe(code);
  });
});

describe('a body that is no object', () => {
  it.each([
    ['null', 'The request is not valid: body: expected object; received null. /openapi.json describes what is accepted.'],
    ['7', 'The request is not valid: body: expected object; received 7. /openapi.json describes what is accepted.'],
    ['[]', 'The request is not valid: body: expected object; received []. /openapi.json describes what is accepted.'],
    ['{"steps"', expect.stringMatching(/^The body is not valid JSON: .+\. \/openapi\.json describes what is accepted\.$/)],
  ])('is told as such: %s', async (body, told) => {
    const response = await fetch(`${api.url}/v1/models/train`, { method: 'POST', headers: { 'content-type': 'application/json' }, body });
    expect([response.status, (await errorOf(response)).message]).toEqual([400, told]);
  });
});

describe('a body that is too large', () => {
  it('is told how large it was and may be', async () => {
    const response = await fetch(`${api.url}/v1/models/train`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ pad: 'x'.repeat(70_000) }) });
    expect((await errorOf(response)).message).toBe('The body has 70010 bytes; at most 65536 are accepted here. Send less at once.');
  });

  it('is none at an import of as many as the contract accepts', async () => {
    const incidents = Array.from({ length: 1000 }, (_, at) => ({ title: `Incident ${at}`, startMs: madeAtMs - 3_600_000, endMs: madeAtMs, note: 'n'.repeat(100), externalId: `inc-${at}` }));
    const response = await fetch(`${api.url}/v1/incidents/import`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ incidents, dryRun: true }) });
    expect([response.status, await response.json()]).toEqual([200, expect.objectContaining({ added: 1000 })]);
  });
});

describe('POST /api/v1/write where intake is off', () => {
  it('says so, and how much was written', async () => {
    const response = await fetch(`${api.url}/api/v1/write`, { method: 'POST', body: 'x' });
    expect([response.status, response.headers.get('x-prometheus-remote-write-samples-written')]).toEqual([404, '0']);
    expect((await errorOf(response)).message).toContain('set intake.enabled to true');
  });

  it('takes no other method', async () => {
    const response = await get('/api/v1/write');
    expect([response.status, response.headers.get('allow')]).toEqual([405, 'POST']);
  });
});

describe('what is not there', () => {
  it.each([
    ['/nowhere', 'not_found'],
    ['/v1/nowhere', 'not_found'],
    ['/v1/servers/missing', 'unknown_server'],
    ['/v1/servers/missing/forecast?metric=cpu', 'unknown_server'],
    ['/v1/servers/id-0/forecast?metric=swap', 'unknown_metric'],
    ['/v1/forecasts?server=missing', 'unknown_server'],
    ['/v1/jobs/missing', 'unknown_job'],
  ] as const)('%s is answered %s', async (path, code) => {
    const response = await get(path);
    expect(response.status).toBe(errorCatalogue[code].status);
    expect((await errorOf(response)).code).toBe(code);
  });
});

describe('a server by its name', () => {
  it('is answered 409 with the candidates when several bear it', async () => {
    const response = await get('/v1/forecasts?server=twin&metric=cpu');
    expect(response.status).toBe(409);
    const error = await errorOf(response);
    expect(error.code).toBe('ambiguous_server');
    expect(error.details?.candidates).toMatchObject([{ serverId: 'id-1', region: 'eu' }, { serverId: 'id-2', region: 'us' }]);
  });

  it('is found once the region decides', async () => {
    const page = forecastPage.parse(await (await get('/v1/forecasts?server=twin&region=us&metric=cpu')).json());
    expect(page.forecasts.map(({ serverId }) => serverId)).toEqual(['id-2']);
  });

  it.each(awkward)('is found as %s', async (server) => {
    const page = (await (await get(`/v1/forecasts?server=${encodeURIComponent(server)}`)).json()) as ForecastPage;
    expect(page.forecasts.map((one) => one.server)).toEqual([server]);
    const listed = (await (await get(`/v1/fleet?search=${encodeURIComponent(server)}`)).json()) as FleetPage;
    expect(listed.servers.map((one) => one.server)).toEqual([server]);
  });
});

describe('a forecast', () => {
  it('says who speaks, how well, and when the threshold is crossed', async () => {
    const answer = forecast.parse(await (await get('/v1/servers/id-0/forecast?metric=cpu&historyHours=2')).json());
    expect(answer).toMatchObject({
      originAt: new Date(originMs).toISOString(),
      speaker: { kind: 'model', name: 'base-1' },
      skill: { value: 0.2, resolvedForecasts: 40, coverage80: 0.8 },
      confidence: 'high',
      mayPage: true,
      breaches: [{ probability: 0.9, severity: 'warning', underWay: false, timeToBreach: { p50Minutes: 59 } }],
    });
    expect(answer.history.values).toHaveLength(24);
    expect(answer.history.startAt).toBe(new Date(originMs - 23 * stepMs).toISOString());
    for (const values of Object.values(answer.quantiles)) expect(values).toHaveLength(96);
    expect(answer.quantiles.q50[0]).toBeCloseTo(55, 5);
  });

  it('leads through all series in pages', async () => {
    const seen: string[] = [];
    let cursor = '';
    do {
      const page = forecastPage.parse(await (await get(`/v1/forecasts?limit=4&historyHours=0${cursor}`)).json());
      seen.push(...page.forecasts.map(({ serverId, metric }) => `${serverId}/${metric}`));
      cursor = page.nextCursor === null ? '' : `&cursor=${page.nextCursor}`;
    } while (cursor !== '');
    expect(new Set(seen).size).toBe(10);
    expect(seen).toHaveLength(10);
  });
});

describe('an answer', () => {
  it('has an ETag by snapshot and is not sent twice', async () => {
    const first = await get('/v1/fleet');
    const etag = first.headers.get('etag')!;
    expect(etag).toContain(published.snapshot.snapshotId);
    const second = await get('/v1/fleet', { 'if-none-match': etag });
    expect(second.status).toBe(304);
    expect(await second.text()).toBe('');
  });

  it('is compressed when asked to be', async () => {
    const response = await get('/v1/servers/id-0/forecast?metric=cpu', { 'accept-encoding': 'gzip' });
    expect(response.headers.get('content-encoding')).toBe('gzip');
    forecast.parse(await response.json());
  });

  it('carries the id it was asked with when that is harmless, else one of its own', async () => {
    expect((await get('/healthz', { 'x-request-id': 'trace-7.a' })).headers.get('x-request-id')).toBe('trace-7.a');
    expect((await get('/healthz', { 'x-request-id': 'a"b' })).headers.get('x-request-id')).toMatch(/^[0-9a-f-]{36}$/);
    const failed = await get('/nowhere', { 'x-request-id': 'seen-in-log' });
    expect((await errorOf(failed)).requestId).toBe('seen-in-log');
  });

  it('bears the headers that keep browsers out of trouble', async () => {
    const { headers } = await get('/v1/fleet');
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(headers.get('content-security-policy')).toContain("default-src 'none'");
    expect(headers.get('x-powered-by')).toBeNull();
  });
});

describe('limits', () => {
  it('hold each caller to its own budget and say when to come back', async () => {
    const limited = await startApi({ published, tokens: { proxy: ['p'], intake: [], hooks: [], metrics: [] }, rateLimits: { requestsPerMinute: 3, changesPerMinute: 1, strangersPerMinute: 120 } });
    const ask = (login: string) => fetch(`${limited.url}/v1/facets`, { headers: { authorization: 'Bearer p', 'x-grafana-context': JSON.stringify({ OrgID: 1, OrgRole: 'Viewer', Login: login }) } });
    const statuses: number[] = [];
    for (let i = 0; i < 4; i++) statuses.push((await ask('ada')).status);
    expect(statuses).toEqual([200, 200, 200, 429]);
    const refused = await ask('ada');
    expect((await errorOf(refused)).code).toBe('rate_limited');
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
    expect((await ask('bob')).status).toBe(200);
    await limited.close();
  });
});

describe('guessing tokens', () => {
  it('is slowed down at every address that asks for one, and nobody else is', async () => {
    const gates = [['GET', '/v1/facets'], ['GET', '/metrics'], ['GET', '/metrics/predictions'], ['POST', '/api/v1/write'], ['POST', '/v1/hooks/grafana']] as const;
    const limited = await startApi({ published, tokens: { proxy: ['p'], intake: ['i'], hooks: ['h'], metrics: ['m'] }, rateLimits: { requestsPerMinute: 100, changesPerMinute: 100, strangersPerMinute: gates.length } });
    const guessAtEach = () => Promise.all(gates.map(async ([method, path]) => (await fetch(`${limited.url}${path}`, { method, headers: { authorization: 'Bearer guessed' } })).status));
    expect(await guessAtEach()).toEqual(gates.map(() => 401));
    expect(await guessAtEach()).toEqual(gates.map(() => 429));
    expect((await fetch(`${limited.url}/metrics`, { headers: { authorization: 'Bearer m' } })).status).toBe(200);
    await limited.close();
  });
});

describe('before the first snapshot', () => {
  it('says that it is not ready, and is alive', async () => {
    const young = await startApi({ published: null });
    expect((await fetch(`${young.url}/healthz`)).status).toBe(200);
    expect((await fetch(`${young.url}/readyz`)).status).toBe(503);
    const response = await fetch(`${young.url}/v1/fleet`);
    expect(response.status).toBe(503);
    expect((await errorOf(response)).code).toBe('not_ready');
    expect((await fetch(`${young.url}/v1/status`)).status).toBe(200);
    await young.close();
  });
});

describe('old forecasts', () => {
  it('are still served, and said to be stale', async () => {
    let nowMs = madeAtMs;
    const aging = await startApi({ published, now: () => nowMs });
    nowMs += 3 * 3_600_000;
    const page = fleetPage.parse(await (await fetch(`${aging.url}/v1/fleet`)).json());
    expect(page).toMatchObject({ stale: true, ageSeconds: 3 * 3600, counts: { stale: 9 } });
    expect(await (await fetch(`${aging.url}/readyz`)).json()).toMatchObject({ ready: true });
    await aging.close();
  });
});

describe('the log', () => {
  it('holds no token, whatever is asked', async () => {
    const lines: string[] = [];
    const destination = new Writable({
      write(chunk: Buffer, _encoding, done) {
        lines.push(chunk.toString());
        done();
      },
    });
    const secret = 'tok-that-must-not-leak';
    const logged = await startApi({ published, tokens: { proxy: [secret], intake: [], hooks: [], metrics: [] }, log: pino({ level: 'trace' }, destination) });
    for (const path of ['/v1/fleet', '/v1/fleet?limit=x', '/nowhere', '/metrics']) await fetch(`${logged.url}${path}`, { headers: { authorization: `Bearer ${secret}` } });
    await logged.close();
    expect(lines.join('')).toContain('/v1/fleet');
    expect(lines.join('')).not.toContain(secret);
  });
});
