import { readFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { describeWithServers } from '../../../tools/servers/describe-with-servers.ts';
import { startPrometheus } from '../../../tools/servers/prometheus.ts';
import type { RunningServer } from '../../../tools/servers/running-server.ts';
import { prometheusOptions } from '../../src/io/prometheus/options.ts';
import { PrometheusSource } from '../../src/io/prometheus/prometheus-source.ts';
import { push, sampled } from './push.ts';

const stepMs = 300_000;
const never = new AbortController().signal;
const originStep = Math.floor(Date.now() / stepMs) - 12;
const oneStep = { fromStep: originStep, toStep: originStep, stepMs };
const certificate = (name: string) => path.join(import.meta.dirname, 'certificates', name);

const sourceOf = (url: string, options: Record<string, unknown> = {}) =>
  new PrometheusSource('test', prometheusOptions.parse({ url, attempts: 1, metrics: { one: 'vector(1) + on() group_right max_over_time(seen[$step])' }, ...options }));

describeWithServers(['prometheus'], 'a Prometheus that asks who calls', () => {
  it('is read with the right password; a wrong one is a fault that says what to check and shows no secret', async () => {
    // bcrypt of lovelace-1815
    const basic_auth_users = { ada: '$2b$04$ztLxIE55xMwHWw7kKsJalO6wshuYBlCRXagih3/inEBDPY3f4JzDG' };
    await using server = await startPrometheus({ webConfig: { basic_auth_users }, caller: { auth: 'ada:lovelace-1815' } });
    const right = await sourceOf(server.url, { basicAuth: { username: 'ada', password: 'lovelace-1815' } }).readSteps(oneStep, never);
    expect(right.faults).toEqual([]);
    const inAddress = await sourceOf(server.url.replace('//', '//ada:lovelace-1815@')).readSteps(oneStep, never);
    expect(inAddress.faults).toEqual([]);
    for (const wrong of [{}, { basicAuth: { username: 'ada', password: 'wrong-password' } }, { bearerToken: 'wrong-password' }]) {
      const refused = await sourceOf(server.url, wrong).readSteps(oneStep, never);
      expect(refused).toMatchObject({ series: [], faults: [{ kind: 'unauthorised' }] });
      expect(refused.faults[0].message).toMatch(/refused the credentials \(HTTP 401\): check bearerToken, basicAuth/);
      expect(refused.faults[0].message).not.toContain('wrong-password');
    }
  });

  it('is read over TLS with its authority and a client certificate, and not without', async () => {
    const tls_server_config = {
      cert_file: certificate('server.pem'),
      key_file: certificate('server.key'),
      client_auth_type: 'RequireAndVerifyClientCert',
      client_ca_file: certificate('authority.pem'),
    };
    await using server = await startPrometheus({
      webConfig: { tls_server_config },
      caller: { rejectUnauthorized: false, cert: readFileSync(certificate('client.pem')), key: readFileSync(certificate('client.key')) },
    });
    const url = server.url.replace('http:', 'https:');
    const trusting = { caFile: certificate('authority.pem'), serverName: 'server.test' };
    const known = { certFile: certificate('client.pem'), keyFile: certificate('client.key') };
    for (const tls of [{ ...trusting, ...known }, { insecureSkipVerify: true, ...known }]) {
      expect((await sourceOf(url, { tls }).readSteps(oneStep, never)).faults).toEqual([]);
    }
    for (const [tls, advice] of [
      [known, 'tls.caFile'],
      [{ ...known, caFile: certificate('authority.pem'), serverName: 'other.test' }, 'tls.serverName'],
    ] as const) {
      const { faults } = await sourceOf(url, { tls }).readSteps(oneStep, never);
      expect(faults).toMatchObject([{ kind: 'unreachable' }]);
      expect(faults[0].message).toContain(advice);
    }
    expect((await sourceOf(url, { tls: trusting }).readSteps(oneStep, never)).faults).toMatchObject([{ kind: 'unreachable' }]);
  });
});

describeWithServers(['prometheus'], 'a Prometheus behind an unreliable gateway', () => {
  let server: RunningServer;
  let gatewayUrl: string;
  let behave: (request: IncomingMessage, response: ServerResponse, pass: () => Promise<string>) => void;
  let asked = 0;
  const gateway = createServer((request, response) => {
    asked += 1;
    const parts: Buffer[] = [];
    request.on('data', (part: Buffer) => parts.push(part));
    request.on('end', () => {
      const pass = async () =>
        (await fetch(`${server.url}${request.url}`, { method: request.method, headers: { 'content-type': 'application/x-www-form-urlencoded' }, body: request.method === 'GET' ? undefined : Buffer.concat(parts) })).text();
      behave(request, response, pass);
    });
  });
  const forward: typeof behave = (_, response, pass) => void pass().then((text) => response.end(text));

  beforeAll(async () => {
    server = await startPrometheus();
    const from = (originStep - 1) * stepMs;
    await push(server, ['a', 'b', 'c'].map((host) => sampled({ __name__: 'seen', host }, from, from + stepMs, 60_000, () => 1)));
    await new Promise<void>((resolve) => gateway.listen(0, '127.0.0.1', resolve));
    gatewayUrl = `http://127.0.0.1:${(gateway.address() as AddressInfo).port}`;
  });
  afterAll(async () => {
    gateway.closeAllConnections();
    await new Promise((resolve) => gateway.close(resolve));
    await server.stop();
  });
  const read = (options: Record<string, unknown> = {}) => sourceOf(gatewayUrl, { metrics: { seen: 'max_over_time(seen[$step])' }, ...options }).readSteps(oneStep, never);

  it('gets the token and the headers of the configuration, by POST or GET', async () => {
    for (const method of ['POST', 'GET']) {
      let headers: IncomingMessage['headers'] = {};
      behave = (request, response, pass) => {
        headers = request.headers;
        forward(request, response, pass);
      };
      const reading = await read({ method, bearerToken: 't0ken-of-ours', headers: { 'X-Scope-OrgID': 'tenant-7' } });
      expect(reading.series).toHaveLength(3);
      expect(headers).toMatchObject({ authorization: 'Bearer t0ken-of-ours', 'x-scope-orgid': 'tenant-7' });
    }
  });

  it('is tried again when it falters, and then read whole', async () => {
    asked = 0;
    behave = (request, response, pass) => (asked < 3 ? void response.writeHead(503).end('try later') : forward(request, response, pass));
    const reading = await read({ attempts: 3 });
    expect([asked, reading.series.length, reading.faults]).toEqual([3, 3, []]);
  });

  it('is not asked again what it has refused', async () => {
    asked = 0;
    behave = (_, response) => void response.writeHead(400).end('{"status":"error","errorType":"bad_data","error":"no such function"}');
    const reading = await read({ attempts: 3 });
    expect([asked, reading.faults.map((fault) => fault.kind)]).toEqual([1, ['bad-query']]);
    expect(reading.faults[0].message).toContain('no such function');
  });

  it('gives what could be read of an answer that breaks off', async () => {
    behave = (_, response, pass) =>
      void pass().then((text) => {
        response.writeHead(200, { 'content-length': String(Buffer.byteLength(text)) });
        response.write(text.slice(0, text.indexOf('"host":"c"')), () => response.destroy());
      });
    const reading = await read();
    expect(reading.servers.map((one) => one.server)).toEqual(['a', 'b']);
    expect(reading.faults).toMatchObject([{ kind: 'partial' }]);
  });

  it('keeps the series and passes on the warning when a store behind it is missing', async () => {
    behave = (_, response, pass) => void pass().then((text) => response.end(text.replace('"status":"success"', '"status":"success","warnings":["store 2 is unavailable"]')));
    const reading = await read();
    expect(reading.series).toHaveLength(3);
    expect(reading.faults[0].message).toContain('store 2 is unavailable');
  });

  it('is given up after the time allowed', async () => {
    behave = () => undefined;
    const reading = await read({ timeoutSeconds: 1 });
    expect(reading.faults).toMatchObject([{ kind: 'unreachable' }]);
    expect(reading.faults[0].message).toContain('did not answer within 1 s');
  });

  it('cannot make us show the token that it echoes', async () => {
    behave = (request, response) => void response.writeHead(500).end(`internal error, request was: ${JSON.stringify(request.headers)}`);
    const reading = await read({ bearerToken: 't0ken-of-ours', headers: { 'X-Api-Key': 'key-of-ours' } });
    expect(reading.faults[0].message).toContain('[redacted]');
    expect(reading.faults[0].message).not.toMatch(/t0ken-of-ours|key-of-ours/);
  });

  it('is not followed elsewhere with our token', async () => {
    behave = (_, response) => void response.writeHead(302, { location: 'http://evil.test/' }).end();
    expect((await read({ bearerToken: 't0ken-of-ours' })).faults[0].message).toContain('redirects elsewhere');
  });

  it('answers something else than Prometheus: said so', async () => {
    behave = (_, response) => void response.end('<html>Welcome to the portal</html>');
    expect((await read()).faults[0].message).toContain('not JSON');
    behave = (_, response) => void response.writeHead(404).end('nothing here');
    expect((await read()).faults[0].message).toContain('check the path in url');
  });
});
