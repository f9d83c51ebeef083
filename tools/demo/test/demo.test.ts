/** `npm run demo` as a person runs it: ready line, a page that shows forecasts, Ctrl-C. */
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as wait } from 'node:timers/promises';
import { demoState, explanation, fleetPage, forecastPage, type FleetPage, serverRecommendations } from '@fleetcast/contract';
import { afterAll, afterEach, describe, expect, it } from '@jest/globals';
import { stepMs } from '../demo-fleet.ts';

const root = path.resolve(import.meta.dirname, '../../..');
const readyLine = /^Fleetcast is ready: (http:\/\/localhost:\d+)$/;
/** Where the demo makes its folders: what other programs of this machine leave is none of its business. */
const temporary = mkdtempSync(path.join(os.tmpdir(), 'fleetcast-demo-test-'));
let demo: ChildProcess | null = null;

afterEach(() => {
  demo?.kill('SIGKILL');
});
afterAll(() => rmSync(temporary, { recursive: true, force: true, maxRetries: 10, retryDelay: 200 }));

function start(args: readonly string[]): { readonly child: ChildProcess; readonly lines: string[]; readonly ended: Promise<number | null> } {
  const child = spawn(process.execPath, [path.join(root, 'tools/demo/demo.ts'), ...args], { cwd: root, env: { ...process.env, TMPDIR: temporary }, stdio: ['ignore', 'pipe', 'pipe'] });
  demo = child;
  const lines: string[] = [];
  createInterface({ input: child.stdout }).on('line', (line) => lines.push(line));
  return { child, lines, ended: new Promise((resolve) => child.once('exit', resolve)) };
}

/** What is played is seen in forecasts, risk, explanations and recommendations of the second cycle after it at the latest. */
async function followsWithinTwoCycles(api: DemoApi): Promise<void> {
  const riskOf = ({ servers }: FleetPage) => meanOf(servers.map(({ risk }) => risk ?? 0));
  const before = { risk: riskOf(await api.fleet()), cpu: await api.cpuExpected() };
  const { changedAt, speed } = await api.play({ scenario: 'critical', faults: [] });
  expect(speed).toBe(60);
  // The step under way is pushed already in part: the next one is the first that is played.
  const firstPlayedMs = (Math.floor(Date.parse(changedAt!) / stepMs) + 2) * stepMs;
  const page = await api.cycleFrom(firstPlayedMs + stepMs);
  expect(riskOf(page)).toBeGreaterThan(before.risk + 0.02);
  expect(await api.cpuExpected()).toBeGreaterThan(1.1 * before.cpu);
  const [riskiest] = page.servers;
  const why = explanation.parse(await api.get(`/v1/servers/${riskiest.serverId}/explanation?metric=${riskiest.worstMetric}`));
  expect(Date.parse(why.originAt)).toBeGreaterThanOrEqual(firstPlayedMs);
  expect(why.groups.length).toBeGreaterThan(0);
  const advice = serverRecommendations.parse(await api.get(`/v1/servers/${riskiest.serverId}/recommendations`));
  expect(advice.outcome).not.toBe('nothing-to-do');
}

/** Processes below a process, told by their command lines. */
function childrenOf(pid: number): string[] {
  return readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').split(' ').filter((child) => child !== '');
}

/** The service through the preview's proxy. */
class DemoApi {
  private readonly base: string;

  constructor(url: string) {
    this.base = `${url}/api/plugin-proxy/fleetcast-forecasting-app`;
  }

  async get(route: string): Promise<unknown> {
    const answer = await fetch(`${this.base}/read${route}`);
    if (!answer.ok) throw new Error(`${answer.status} for ${route}: ${await answer.text()}`);
    return answer.json();
  }

  async play(body: object): Promise<ReturnType<typeof demoState.parse>> {
    const answer = await fetch(`${this.base}/operate/v1/demo`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) });
    return demoState.parse(await answer.json());
  }

  async fleet(): Promise<FleetPage> {
    return fleetPage.parse(await this.get('/v1/fleet?limit=500'));
  }

  /** The next cycle whose origin is at or after the moment, as soon as it is published. */
  async cycleFrom(originMs: number): Promise<FleetPage> {
    for (;;) {
      const page = await this.fleet();
      if (page.originAt !== null && Date.parse(page.originAt) >= originMs) return page;
      await wait(200);
    }
  }

  /** Mean of the medians of cpu over the next hour, of the servers that answer requests. */
  async cpuExpected(): Promise<number> {
    const { forecasts } = forecastPage.parse(await this.get('/v1/forecasts?metric=cpu&profile=web&profile=app&historyHours=0&limit=200'));
    return meanOf(forecasts.flatMap(({ quantiles }) => quantiles.q50.slice(0, 12)));
  }
}

function meanOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

describe('npm run demo', () => {
  it('prints one line once forecasts are served, and Ctrl-C leaves no process and no folder', async () => {
    const { child, lines, ended } = start(['--port', '0', '--servers', '40', '--seed', '3', '--speed', '60']);
    await Promise.race([
      new Promise<void>((resolve) => createInterface({ input: child.stdout! }).on('line', () => resolve())),
      ended.then((code) => Promise.reject(new Error(`the demo ended with ${code} before it was ready`))),
    ]);
    const url = readyLine.exec(lines[0])![1];
    const fleet = fleetPage.parse(await (await fetch(`${url}/api/plugin-proxy/fleetcast-forecasting-app/read/v1/fleet?limit=500`)).json());
    expect(fleet.total).toBeGreaterThanOrEqual(40);
    expect(new Set(fleet.servers.map((server) => server.profile))).toEqual(new Set(['web', 'app', 'database', 'cache', 'batch']));
    expect((await fetch(`${url}/a/fleetcast-forecasting-app/fleet`)).status).toBe(200);
    await followsWithinTwoCycles(new DemoApi(url));
    const children = process.platform === 'linux' ? childrenOf(child.pid!) : [];
    child.kill('SIGINT');
    expect(await ended).toBe(0);
    expect(lines).toHaveLength(1);
    for (const pid of children) expect(() => process.kill(Number(pid), 0)).toThrow('ESRCH');
    expect(readdirSync(temporary).filter((name) => name.startsWith('fleetcast-demo-'))).toEqual([]);
  });

  it('says in one go what is wrong with its options', async () => {
    const { child, ended, lines } = start(['--servers', '1', '--port', 'x']);
    let said = '';
    child.stderr!.on('data', (chunk: Buffer) => (said += chunk.toString()));
    expect(await ended).toBe(2);
    expect(said).toContain('--servers');
    expect(said).toContain('--port');
    expect(lines).toEqual([]);
  });
});
