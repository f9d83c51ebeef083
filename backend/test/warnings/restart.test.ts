/** Warnings over kill -9: what was written goes on, and nothing opens twice. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { WarningDetail, WarningPage } from '@fleetcast/contract';
import { afterEach, beforeEach, expect, it } from '@jest/globals';
import type { ListeningProcess } from '../../../tools/processes/listening-process.ts';
import { startServiceProcess } from '../../../tools/processes/service-process.ts';
import { eventually } from '../service/eventually.ts';
import { pushFleet } from '../service/pushed-fleet.ts';

const hour = 3_600_000;
/** Peaks spread over the day, so that some server is always on its way to the threshold. */
const fleet = { servers: Array.from({ length: 18 }, (_, i) => `web-${i}`), metrics: ['cpu'], stepMs: 300_000 };
const settings = { metrics: [{ metric: 'cpu', warning: 50, critical: null }], warnings: { severities: { critical: { probability: 0.02 }, warning: { probability: 0.02 } } } };

let folder: string;
let running: ListeningProcess[];
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'fleetcast-warnings-'));
  running = [];
});
afterEach(async () => {
  for (const service of running) service.kill('SIGKILL');
  await Promise.all(running.map(({ exited }) => exited));
  rmSync(folder, { recursive: true, force: true });
});

async function start(): Promise<ListeningProcess> {
  const service = await startServiceProcess(folder, settings, { environment: {} });
  running.push(service);
  return service;
}

async function json<T>(url: string, init?: RequestInit): Promise<T> {
  const response = await fetch(url, init);
  expect(response.status).toBe(200);
  return (await response.json()) as T;
}

it('a service killed while warnings open goes on with them: the same ids, each subject once', async () => {
  const first = await start();
  await pushFleet(first.url, fleet, Date.now() - 36 * hour, Date.now());
  const before = await eventually(async () => {
    const page = await json<WarningPage>(`${first.url}/v1/warnings?limit=500`);
    expect(page.warnings.length).toBeGreaterThan(0);
    return page;
  });
  first.kill('SIGKILL');
  await first.exited;

  const second = await start();
  const generatedAt = Date.parse(before.freshness!.generatedAt);
  await eventually(async () => {
    const page = await json<WarningPage>(`${second.url}/v1/warnings`);
    expect(Date.parse(page.freshness!.generatedAt)).toBeGreaterThan(generatedAt);
  });
  // What people do waits its turn behind the judgement of the cycle: its answer comes when that is written.
  const { warningId } = before.warnings[0];
  const comment = { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ text: 'still there' }) };
  const detail = await json<WarningDetail>(`${second.url}/v1/warnings/${warningId}/comments`, comment);
  expect(detail.events.filter(({ kind }) => kind === 'opened')).toHaveLength(1);
  const after = (await json<WarningPage>(`${second.url}/v1/warnings?limit=500`)).warnings;
  expect(after.map((one) => one.warningId)).toEqual(expect.arrayContaining(before.warnings.map((one) => one.warningId)));
  const open = after.filter(({ state }) => state !== 'cleared').map(({ serverId, metric, threshold }) => `${serverId} ${metric} ${threshold.direction}`);
  expect(new Set(open).size).toBe(open.length);
});
