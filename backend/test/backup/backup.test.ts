import { spawn } from 'node:child_process';
import { cpSync, mkdtempSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { stringify } from 'yaml';
import { startService, type RunningService } from '../../src/app/compose.ts';
import { loadConfig } from '../../src/app/config/config.ts';
import type { Clock } from '../../src/io/clock/clock.ts';
import { createLog } from '../../src/io/telemetry/log.ts';
import { pushFleet } from '../service/pushed-fleet.ts';

const stepMs = 300_000;
const nowMs = Date.UTC(2026, 2, 4, 12, 2, 30);
const fleet = { servers: ['web-1', 'web-2', 'db/ä 1'], metrics: ['cpu', 'memory'], stepMs };
const main = path.resolve(import.meta.dirname, '../../src/main.ts');

/** Time stands still, so that the same data give the same answers. */
const stoppedClock: Clock = {
  now: () => nowMs,
  waitUntil: (epochMs, signal) =>
    signal.aborted || epochMs <= nowMs ? Promise.resolve() : new Promise((resolve) => signal.addEventListener('abort', () => resolve(), { once: true })),
};

let folder: string;
let configFile: string;
let running: RunningService[] = [];
/** Data folder of a stopped service that was pushed two days of samples, and what that service answered. */
let historyFolder: string;
let answers: unknown;

function useFolder(prefix: string): void {
  folder = mkdtempSync(path.join(os.tmpdir(), prefix));
  configFile = path.join(folder, 'fleetcast.yaml');
  writeFileSync(configFile, stringify({ listen: { port: 0 }, dataFolder: 'data', logging: { level: 'silent' } }));
}

beforeAll(async () => {
  useFolder('fleetcast-backed-up-');
  historyFolder = folder;
  const first = await start();
  await pushFleet(first.url, fleet, nowMs - 2 * 86_400_000, nowMs);
  await first.stop();
  const second = await start();
  answers = await everyAnswer(second.url);
  await second.stop();
  running = [];
});
afterAll(() => rmSync(historyFolder, { recursive: true }));

beforeEach(() => useFolder('fleetcast-backup-'));

afterEach(async () => {
  await Promise.all(running.map((service) => service.stop()));
  running = [];
  rmSync(folder, { recursive: true });
});

async function start(): Promise<RunningService> {
  const loaded = loadConfig(configFile, {});
  if (loaded.kind === 'invalid') throw new Error(JSON.stringify(loaded.faults));
  const outcome = await startService(loaded.config, { clock: stoppedClock, log: createLog('silent') });
  if (outcome.kind === 'refused') throw new Error(outcome.message);
  running.push(outcome.service);
  return outcome.service;
}

interface CommandEnd {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

async function fleetcast(...args: readonly string[]): Promise<CommandEnd> {
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', main, ...args, '--config', configFile], { stdio: ['ignore', 'pipe', 'pipe'] });
  let [stdout, stderr] = ['', ''];
  child.stdout.on('data', (text: Buffer) => (stdout += text.toString()));
  child.stderr.on('data', (text: Buffer) => (stderr += text.toString()));
  const code = await new Promise<number | null>((resolve) => child.once('close', resolve));
  return { code, stdout, stderr };
}

async function answerOf(url: string, address: string): Promise<unknown> {
  const response = await fetch(`${url}${address}`);
  if (!response.ok) throw new Error(`${address}: ${response.status} ${await response.text()}`);
  return response.json();
}

/** What the service says about everything that was pushed, once a cycle of its own has run. */
async function everyAnswer(url: string): Promise<unknown> {
  while (((await answerOf(url, '/v1/status')) as { phase: string }).phase !== 'serving') await new Promise((resolve) => setTimeout(resolve, 50));
  return [await answerOf(url, '/v1/fleet?sort=server'), await answerOf(url, '/v1/forecasts?historyHours=192')];
}

/** Makes the test's data folder one that two days were pushed into. */
function giveHistory(): void {
  cpSync(path.join(historyFolder, 'data'), path.join(folder, 'data'), { recursive: true });
}

/** What a data folder holds beside the lease, and a backup with it. */
const kept = ['breaches.bin', 'events.bin', 'joint-breaches.bin', 'ledger', 'samples', 'skill.bin', 'snapshot.bin', 'state.sqlite', 'trial.bin'];

describe('backup and restore', () => {
  it('gives the same answers after backup of a running service, loss of the data folder and restore', async () => {
    giveHistory();
    const service = await start();
    expect(await everyAnswer(service.url)).toEqual(answers);
    const backedUp = await fleetcast('backup', '--out', path.join(folder, 'copy'), '--url', service.url);
    expect(backedUp).toMatchObject({ code: 0, stderr: '' });
    expect(readdirSync(path.join(folder, 'copy'))).toEqual(expect.arrayContaining(['backup.json', 'samples', 'snapshot.bin', 'state.sqlite']));
    expect(readdirSync(path.join(folder, 'data/backups'))).toEqual([]);
    await service.stop();
    rmSync(path.join(folder, 'data'), { recursive: true });

    expect(await fleetcast('restore', '--from', path.join(folder, 'copy'))).toMatchObject({ code: 0, stderr: '' });
    expect(readdirSync(path.join(folder, 'data')).sort()).toEqual([...kept, 'lease.sqlite'].sort());
    const restored = await start();
    expect(await everyAnswer(restored.url)).toEqual(answers);
  });

  it('loses nothing that was pushed before the backup while pushes go on', async () => {
    const service = await start();
    await pushFleet(service.url, fleet, nowMs - 86_400_000, nowMs - 43_200_000);
    const [backedUp] = await Promise.all([fleetcast('backup', '--out', path.join(folder, 'copy'), '--url', service.url), pushFleet(service.url, fleet, nowMs - 43_200_000, nowMs)]);
    expect(backedUp.code).toBe(0);
    await service.stop();
    expect((await fleetcast('restore', '--from', path.join(folder, 'copy'), '--force')).code).toBe(0);
    const [, forecasts] = (await everyAnswer((await start()).url)) as [unknown, { forecasts: Array<{ history: { values: Array<number | null> } }> }];
    const pushedBefore = 43_200_000 / stepMs;
    for (const { history } of forecasts.forecasts) expect(history.values.filter((value) => value !== null).length).toBeGreaterThanOrEqual(pushedBefore);
    expect(forecasts.forecasts).toHaveLength(6);
  });

  it('backs up a stopped service and keeps what a forced restore replaces', async () => {
    giveHistory();
    expect((await fleetcast('backup', '--out', path.join(folder, 'copy'))).code).toBe(0);

    const refused = await fleetcast('restore', '--from', path.join(folder, 'copy'));
    expect(refused.code).toBe(1);
    expect(refused.stderr).toMatch(new RegExp(`holds ${kept.join(', ')}: .*--force`));
    const forced = await fleetcast('restore', '--from', path.join(folder, 'copy'), '--force');
    expect(forced).toMatchObject({ code: 0, stdout: expect.stringMatching(/before-restore-/) });
    expect(await everyAnswer((await start()).url)).toEqual(answers);
  });

  it('refuses to restore under a running service', async () => {
    await start();
    mkdirSync(path.join(folder, 'copy'));
    const refused = await fleetcast('restore', '--from', path.join(folder, 'copy'), '--force');
    expect(refused).toMatchObject({ code: 3, stderr: expect.stringMatching(/Another Fleetcast process uses the data folder/) });
  });

  it('starts no service on a folder whose restore was cut off, until a restore has finished', async () => {
    giveHistory();
    expect((await fleetcast('backup', '--out', path.join(folder, 'copy'))).code).toBe(0);
    mkdirSync(path.join(folder, 'data/restoring'));
    const refused = await fleetcast('serve');
    expect(refused).toMatchObject({ code: 3, stderr: expect.stringMatching(/was cut off.*restore --force/) });
    expect((await fleetcast('backup', '--out', path.join(folder, 'other'))).stderr).toMatch(/was cut off/);
    expect((await fleetcast('restore', '--from', path.join(folder, 'copy'), '--force')).code).toBe(0);
    expect(await everyAnswer((await start()).url)).toEqual(answers);
  });

  it('says what is wrong with what it was given', async () => {
    await (await start()).stop();
    expect((await fleetcast('backup', '--out', path.join(folder, 'data/copy'))).stderr).toMatch(/lies in the data folder itself/);
    expect((await fleetcast('backup', '--out', folder)).stderr).toMatch(/is not empty/);
    await start();
    expect(await fleetcast('backup', '--out', path.join(folder, 'copy'), '--url', 'http://127.0.0.1:1')).toMatchObject({ code: 1, stderr: expect.stringMatching(/does not answer at .*--url/) });
  });
});
