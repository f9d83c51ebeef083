/** POST /v1/hooks/grafana over HTTP: who is let in, what is believed, and when it is answered. */
import { createHmac } from 'node:crypto';
import type { ErrorBody, HookReceipt, TicketList } from '@fleetcast/contract';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { TicketDesk } from '../../src/app/tickets/ticket-desk.ts';
import { startApi, type RunningApi } from '../service/running-api.ts';
import { madeAtMs, publishedFleet } from '../service/sample-fleet.ts';

const tokens = { proxy: ['p'], intake: ['in'], hooks: ['ho-old', 'ho-new'], metrics: ['me'] };
const secret = 'a secret of 32 characters, or so';
const signature = { secret: ['the next secret', secret], header: 'x-grafana-alerting-signature', timestampHeader: 'x-grafana-alerting-timestamp', toleranceSeconds: 300 };
const tickets = { signature, pollSeconds: 60, mostWaiting: 100, giveUpHours: 24, systems: [] };
const rateLimits = { requestsPerMinute: 10_000, changesPerMinute: 10_000, strangersPerMinute: 10_000 };

let api: RunningApi;
beforeAll(async () => {
  const takeWebhook = async (...[state, warnings]: Parameters<NonNullable<Parameters<typeof startApi>[0]['takeWebhook']>>) => {
    const desk = await TicketDesk.open({ store: state.tickets, systems: [{ name: 'jira', receivers: [] }], mostWaiting: 100, openWarnings: () => warnings.open, onDropped: () => undefined, now: () => madeAtMs });
    return desk.take.bind(desk);
  };
  api = await startApi({ published: null, tokens, tickets, rateLimits, takeWebhook });
  const { snapshot, index } = publishedFleet([{ server: 'web-1', risk: 0.9, p50Minutes: 100 }]);
  api.fleet.receiveDirectory(index.directory);
  api.fleet.receiveSnapshot(snapshot);
});
afterAll(() => api.close());

/** As Grafana sends it, with parts that nobody reads. */
function webhook(alert: object = {}): Record<string, unknown> {
  const labels = { alertname: 'Fleetcast warning', grafana_folder: 'Fleetcast', region: 'eu', server: 'web-1', metric: 'cpu', direction: 'above' };
  return {
    receiver: 'tickets', status: 'firing', orgId: 1, version: '1', groupKey: '{}:{}', truncatedAlerts: 0, title: 'x', state: 'alerting', message: 'x',
    groupLabels: {}, commonLabels: {}, commonAnnotations: {}, externalURL: 'https://grafana.example.org/',
    alerts: [{ status: 'firing', labels, annotations: { summary: 'x' }, startsAt: '2026-02-01T09:51:03.157076+02:00', endsAt: '0001-01-01T00:00:00Z', values: { A: 1 }, generatorURL: '', fingerprint: 'c6eadffa33fcdf37', silenceURL: '', dashboardURL: '', panelURL: '', ...alert }],
  };
}

function send(body: string, headers: Record<string, string>): Promise<Response> {
  return fetch(`${api.url}/v1/hooks/grafana`, { method: 'POST', headers: { 'content-type': 'application/json', ...headers }, body });
}

const bearer = (token: string) => ({ authorization: `Bearer ${token}` });

function signed(body: string, atMs: number, key = secret): Record<string, string> {
  const stamp = String(Math.floor(atMs / 1000));
  return { [signature.timestampHeader]: stamp, [signature.header]: createHmac('sha256', key).update(`${stamp}:${body}`).digest('hex') };
}

async function refused(response: Response): Promise<readonly [number, string, string]> {
  const { error } = (await response.json()) as ErrorBody;
  return [response.status, error.code, error.message];
}

describe("Grafana's webhook", () => {
  it('is answered 202 once the ticket that it asks for is durable', async () => {
    const response = await send(JSON.stringify(webhook()), bearer('ho-new'));
    expect(response.status).toBe(202);
    const receipt = (await response.json()) as HookReceipt;
    expect(receipt).toMatchObject({ tickets: [{ system: 'jira', wanted: 'open', dropped: false }], ignored: { 'not-a-warning': 0, 'unknown-warning': 0, 'no-ticket': 0 } });
    expect(await api.state.tickets.due('jira', madeAtMs, 9)).toEqual([{ ticketId: receipt.tickets[0].ticketId, revision: 1, attempts: 0, askedAtMs: madeAtMs }]);
    const list = (await (await fetch(`${api.url}/v1/tickets`, { headers: bearer('p') })).json()) as TicketList;
    expect(list).toMatchObject({ nextCursor: null, tickets: [{ ticketId: receipt.tickets[0].ticketId, system: 'jira', key: null, wanted: 'open', isDelivered: false, droppedBecause: null }] });
  });

  it('tells which alerts it could do nothing with', async () => {
    const response = await send(JSON.stringify(webhook({ labels: { alertname: 'DatasourceError' }, fingerprint: 'b' })), bearer('ho-old'));
    expect([response.status, await response.json()]).toEqual([202, { tickets: [], ignored: { 'not-a-warning': 1, 'unknown-warning': 0, 'no-ticket': 0 } }]);
  });

  it('may show the token as a password', async () => {
    const response = await send(JSON.stringify(webhook()), { authorization: `Basic ${Buffer.from('grafana:ho-new').toString('base64')}` });
    expect(response.status).toBe(202);
  });

  it.each([
    ['no token', {}, 401, 'unauthenticated'],
    ['a token nobody gave out', bearer('guess'), 401, 'unauthenticated'],
    ['the token of the proxy', bearer('p'), 403, 'forbidden'],
    ['the token of the intake', bearer('in'), 403, 'forbidden'],
    ['the token of the metrics', bearer('me'), 403, 'forbidden'],
  ])('is refused with %s', async (_how, headers, status, code) => {
    expect((await refused(await send(JSON.stringify(webhook()), headers))).slice(0, 2)).toEqual([status, code]);
  });

  it.each([
    ['no JSON', '{"alerts"', /is no JSON/],
    ['another form', JSON.stringify({ ...webhook(), alerts: {} }), /alerts: Invalid input/],
    ['a time that is none', JSON.stringify(webhook({ startsAt: 'yesterday' })), /alerts\.0\.startsAt: Invalid/],
    ['labels that are no text', JSON.stringify(webhook({ labels: { server: 7 } })), /alerts\.0\.labels\.server: Invalid input/],
    ['nothing at all', '', /is no JSON/],
  ])('is refused when it holds %s', async (_what, body, message) => {
    const [status, code, text] = await refused(await send(body, bearer('ho-new')));
    expect([status, code]).toEqual([400, 'bad_request']);
    expect(text).toMatch(message);
  });

  it('is refused when it is too large, and by another method', async () => {
    expect((await refused(await send(JSON.stringify({ ...webhook(), message: 'x'.repeat(2_100_000) }), bearer('ho-new')))).slice(0, 2)).toEqual([413, 'body_too_large']);
    expect((await fetch(`${api.url}/v1/hooks/grafana`, { headers: bearer('p') })).status).toBe(404);
  });
});

describe('a signed webhook', () => {
  const body = JSON.stringify(webhook({ fingerprint: 'signed' }));

  it('is let in without a token, once', async () => {
    const headers = signed(body, madeAtMs);
    expect((await send(body, headers)).status).toBe(202);
    expect((await refused(await send(body, headers))).slice(0, 2)).toEqual([409, 'replayed']);
  });

  it('is let in again when Grafana signs it again', async () => {
    expect((await send(body, signed(body, madeAtMs + 1000))).status).toBe(202);
  });

  it('keeps its name in the history of what it asked for', async () => {
    const [ticket] = (await (await fetch(`${api.url}/v1/tickets`, { headers: bearer('p') })).json() as TicketList).tickets;
    expect((await api.state.tickets.history(ticket.ticketId)).map(({ actor }) => actor)).toEqual(['Grafana, by token hooks-2', 'Grafana, by signature']);
  });

  it.each([
    ['another secret', () => signed(body, madeAtMs, 'somebody else has this secret'), /does not fit the body/],
    ['another body', () => signed(`${body} `, madeAtMs), /does not fit the body/],
    ['another time than was signed', () => ({ ...signed(body, madeAtMs), [signature.timestampHeader]: String(Math.floor(madeAtMs / 1000) + 1) }), /does not fit the body/],
    ['an old time', () => signed(body, madeAtMs - 301_000), /It was signed 30[12] s ago; 300 s are accepted/],
    ['a time to come', () => signed(body, madeAtMs + 302_000), /s in the future; 300 s are accepted/],
    ['no time', () => ({ [signature.header]: createHmac('sha256', secret).update(body).digest('hex') }), /must hold the seconds since 1970/],
    ['what is no signature', () => ({ ...signed(body, madeAtMs), [signature.header]: 'sha256=abc' }), /must be an HMAC-SHA256 in hex/],
  ])('is refused with %s', async (_what, headers, message) => {
    const [status, code, text] = await refused(await send(body, headers()));
    expect([status, code]).toEqual([401, 'unauthenticated']);
    expect(text).toMatch(message);
  });
});

it('without a ticket system there is nothing to hook onto', async () => {
  const bare = await startApi({ published: null, tokens });
  const response = await fetch(`${bare.url}/v1/hooks/grafana`, { method: 'POST', headers: { ...bearer('ho-new'), 'content-type': 'application/json' }, body: JSON.stringify(webhook()) });
  expect((await refused(response)).slice(0, 2)).toEqual([404, 'not_found']);
  await bare.close();
});
