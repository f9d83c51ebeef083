/** The service as a process: one folder one owner, restarts without amnesia, an end in the middle of a cycle, TLS. */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { request as httpsRequest } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { FleetPage, Forecast, ServiceStatus } from '@fleetcast/contract';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { ListeningProcess } from '../../../tools/processes/listening-process.ts';
import { startServiceProcess } from '../../../tools/processes/service-process.ts';
import { SnapshotFile } from '../../src/io/snapshot/snapshot-file.ts';
import { pushFleet, type PushedFleet } from './pushed-fleet.ts';
import { eventually } from './eventually.ts';

const dayMs = 86_400_000;
const fleet: PushedFleet = { servers: ['web-1', 'web-2', 'db/α'], metrics: ['cpu', 'memory'], stepMs: 300_000 };

let folder: string;
let running: ListeningProcess[];
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'fleetcast-service-'));
  running = [];
});
afterEach(async () => {
  for (const service of running) service.kill('SIGKILL');
  await Promise.all(running.map(({ exited }) => exited));
  rmSync(folder, { recursive: true, force: true });
});

async function start(settings: object = {}, environment: Readonly<Record<string, string>> = {}): Promise<ListeningProcess> {
  const service = await startServiceProcess(folder, settings, { environment });
  running.push(service);
  return service;
}

async function json<T>(url: string): Promise<T> {
  const response = await fetch(url);
  if (!response.ok) throw new Error(`${url} was answered ${response.status}: ${await response.text()}`);
  return (await response.json()) as T;
}

const snapshotPath = () => path.join(folder, 'data', 'snapshot.bin');

/** The fleet once every pushed server has its whole history. */
async function wholeFleet(service: ListeningProcess, days: number): Promise<FleetPage> {
  return eventually(async () => {
    const page = await json<FleetPage>(`${service.url}/v1/fleet`);
    expect(page.servers).toHaveLength(fleet.servers.length);
    for (const { daysObserved } of page.servers) expect(daysObserved).toBeGreaterThan(days - 0.1);
    return page;
  });
}

describe('a data folder', () => {
  it('has one owner: a second process names the folder and refuses to start', async () => {
    await start();
    await expect(startServiceProcess(folder, {})).rejects.toThrow(/ended with code 3[^]*Another Fleetcast process uses the data folder/);
  });

  it('is free again after kill -9, and the next owner outranks the one before', async () => {
    const first = await start();
    first.kill('SIGKILL');
    await first.exited;
    const second = await start();
    const fencing = (service: ListeningProcess) => service.started.fencingNumber;
    expect(fencing(second)).toBe(Number(fencing(first)) + 1);
  });
});

describe('a service that cannot start', () => {
  it('says in one sentence that its port is in use, and leaves its folder free', async () => {
    const other = createServer();
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
    const { port } = other.address() as AddressInfo;
    await expect(startServiceProcess(folder, { listen: { port } })).rejects.toThrow(new RegExp(`ended with code 1 before it listened:\\nAnother program listens on 127.0.0.1:${port} already: stop it, or set another listen.port \\(FLEETCAST_PORT\\)\\.$`));
    other.close();
    await start();
  });

  it('says what is wrong with its data folder and its state', async () => {
    writeFileSync(path.join(folder, 'file'), '');
    await expect(startServiceProcess(folder, { dataFolder: 'file/data' })).rejects.toThrow(/ended with code 1 .*:\n.*file\/data cannot be used .* name another dataFolder\.$/);
    mkdirSync(path.join(folder, 'broken'));
    writeFileSync(path.join(folder, 'broken', 'state.sqlite'), 'no database'.repeat(99));
    await expect(startServiceProcess(folder, { dataFolder: 'broken' })).rejects.toThrow(/ended with code 1 .*:\n.*state\.sqlite cannot be opened \(.*not a database.*\): restore it with fleetcast restore$/);
  });
});

describe('a restart', () => {
  it('after kill -9 answers with the last snapshot at once, then with all of its history', async () => {
    const first = await start();
    const pushedUntilMs = Date.now();
    await pushFleet(first.url, fleet, pushedUntilMs - 9 * dayMs, pushedUntilMs);
    const before = await wholeFleet(first, 9);
    // What is served is written a moment later.
    await eventually(async () => expect((await new SnapshotFile(path.join(folder, 'data')).look())?.snapshot.generatedAtMs).toBeGreaterThanOrEqual(Date.parse(before.generatedAt)));
    first.kill('SIGKILL');
    await first.exited;

    const second = await start();
    const askedAtMs = Date.now();
    const atOnce = await json<FleetPage>(`${second.url}/v1/fleet`);
    expect(atOnce.servers.map(({ serverId }) => serverId).sort()).toEqual(before.servers.map(({ serverId }) => serverId).sort());
    expect(Date.parse(atOnce.generatedAt)).toBeGreaterThanOrEqual(Date.parse(before.generatedAt));
    const answeredAtMs = Date.parse(atOnce.generatedAt) + 1000 * atOnce.ageSeconds;
    expect(answeredAtMs).toBeGreaterThan(askedAtMs - 2000);
    expect(answeredAtMs).toBeLessThan(Date.now() + 2000);
    const { serverId } = before.servers[0];
    const forecast = await eventually(async () => {
      const answer = await json<Forecast>(`${second.url}/v1/servers/${serverId}/forecast?metric=cpu&historyHours=192`);
      expect(answer.history.values).toHaveLength((192 * 3600) / 300);
      return answer;
    });
    // A step may have ended since the last push, and nothing was sent for it.
    const startMs = Date.parse(forecast.history.startAt);
    const pushed = forecast.history.values.filter((_, i) => startMs + i * fleet.stepMs <= pushedUntilMs);
    expect(pushed.length).toBeGreaterThan(2000);
    expect(pushed).not.toContain(null);
  });

  it('with a damaged snapshot sets it aside, says so and starts', async () => {
    const first = await start();
    await pushFleet(first.url, fleet, Date.now() - dayMs, Date.now());
    await eventually(() => json<FleetPage>(`${first.url}/v1/fleet`));
    expect(await first.stop()).toEqual({ code: 0, signal: null });
    const file = snapshotPath();
    const bytes = readFileSync(file);
    bytes[Math.floor(bytes.length / 2)] ^= 1;
    writeFileSync(file, bytes);

    const second = await start();
    const status = await json<ServiceStatus>(`${second.url}/v1/status`);
    expect(status.warnings.join(' ')).toContain('snapshot.bin does not match its checksum; it was set aside');
    await eventually(() => json<FleetPage>(`${second.url}/v1/fleet`));
  });
});

describe('SIGTERM', () => {
  let silent: Server;
  let asked: Promise<void>;
  beforeEach(async () => {
    asked = new Promise((resolve) => {
      silent = createServer(() => resolve());
    });
    await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
  });
  afterEach(() => {
    silent.closeAllConnections();
    silent.close();
  });

  it('in the middle of a cycle that waits for its source ends the service with 0, however long it would wait', async () => {
    const url = `http://127.0.0.1:${(silent.address() as AddressInfo).port}`;
    const service = await start({ sources: [{ kind: 'prometheus', name: 'silent', url, preset: 'node_exporter', timeoutSeconds: 600 }] });
    await asked;
    expect(await service.stop()).toEqual({ code: 0, signal: null });
  });

  it('in the middle of a cycle that computes ends the service with 0', async () => {
    const many = { ...fleet, servers: Array.from({ length: 120 }, (_, i) => `web-${i}`) };
    const first = await start();
    await pushFleet(first.url, many, Date.now() - 9 * dayMs, Date.now());
    expect((await first.stop()).code).toBe(0);
    // The next start refills and forecasts all of it at once; the signal comes while it does.
    const second = await start();
    await eventually(async () => expect((await json<ServiceStatus>(`${second.url}/v1/status`)).sources).toMatchObject([{ state: 'up' }]));
    expect(await second.stop()).toEqual({ code: 0, signal: null });
  });
});

describe('the configuration', () => {
  it('that is malformed is refused with 2 and every fault', async () => {
    await expect(startServiceProcess(folder, { listen: { port: 'x' }, grid: { stepSeconds: 1 } })).rejects.toThrow(/ended with code 2[^]*has 2 faults[^]*listen.port[^]*grid.stepSeconds/);
  });

  it('puts TLS before the API when it is asked to', async () => {
    const certificates = path.resolve(import.meta.dirname, '../sources/certificates');
    const service = await start({ listen: { port: 0, tls: { certFile: path.join(certificates, 'server.pem'), keyFile: path.join(certificates, 'server.key') } } });
    expect(service.url).toMatch(/^https:/);
    const status = await new Promise<number | undefined>((resolve, reject) => {
      httpsRequest(`${service.url}/healthz`, { rejectUnauthorized: false }, (response) => {
        response.resume();
        resolve(response.statusCode);
      }).on('error', reject).end();
    });
    expect(status).toBe(200);
  });

  it('never shows in the log what it keeps secret', async () => {
    const secret = 'tok-that-must-not-leak';
    const service = await start({ logging: { level: 'trace' }, tokens: { intake: secret } }, { FLEETCAST_PROXY_TOKEN: `${secret}-2` });
    await fetch(`${service.url}/v1/fleet`, { headers: { authorization: `Bearer ${secret}-2` } });
    await fetch(`${service.url}/v1/fleet`, { headers: { authorization: `Bearer ${secret}-3` } });
    await service.stop();
    expect(service.log.length).toBeGreaterThan(1);
    expect(JSON.stringify(service.log)).not.toContain(secret);
  });
});
