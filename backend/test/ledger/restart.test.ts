/** The ledger's thread ends in the midst of its work: it is started again, cycles hand over to the next one, and nothing that was kept is lost. */
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { LedgerOutlet } from '../../src/app/ledger/ledger-outlet.ts';
import { RunningLedger } from '../../src/app/service/running-ledger.ts';
import { LedgerThread } from '../../src/app/workers/ledger-thread.ts';
import { ComparedNotes } from '../../src/domain/evaluation/compared-notes.ts';
import { leadSteps } from '../../src/domain/evaluation/ledger-entries.ts';
import type { FleetForecast } from '../../src/domain/forecasting/fleet-forecast.ts';
import { championAlone } from '../../src/domain/forecasting/model-parts.ts';
import { FleetWindows } from '../../src/domain/series/fleet-windows.ts';
import { usualKeptDays } from '../../src/io/ledger/ledger-tables.ts';
import { createLog } from '../../src/io/telemetry/log.ts';
import { ServiceMetrics } from '../../src/io/telemetry/service-metrics.ts';
import { eventually } from '../service/eventually.ts';
import { TestClock } from '../service/test-clock.ts';
import { firstStep, stepSeconds } from './ledger-bed.ts';

const horizonSteps = 96;
const servers = [{ serverId: 'id-web-1', server: 'web-1', region: 'eu', profile: 'web', tier: null, labels: {} }];
/** Of each origin: 30 min, 1, 2, 4 and 8 h of one series. */
const leads = 5;

let folder: string;
let clock: TestClock;
let thread: LedgerThread;
let ledger: RunningLedger;
const metrics = new ServiceMetrics(() => 0);

beforeEach(() => {
  folder = mkdtempSync(path.join(os.tmpdir(), 'fleetcast-ledger-'));
  clock = new TestClock(firstStep * stepSeconds * 1000);
  const store = { file: path.join(folder, 'ledger.duckdb'), keptDays: usualKeptDays, keptOnsetDays: 400, mostBytes: 2 ** 40, reserveBytes: 0 };
  ledger = RunningLedger.start({ startThread: () => (thread = new LedgerThread({ store, grid: { stepSeconds, horizonSteps } })), clock, metrics, log: createLog('silent') });
});
afterEach(async () => {
  await ledger.close();
  rmSync(folder, { recursive: true, force: true });
});

it('is started again when it ends by itself, goes on with what it kept, and counts what nobody could keep', async () => {
  const windows = new FleetWindows(600, firstStep);
  windows.ensureRow({ serverId: 'id-web-1', metric: 'cpu', kind: 'percent' });
  const port = await ledger.connect();
  const closed = once(port!, 'close');
  const outlet = new LedgerOutlet(port, new ComparedNotes(new Int32Array(0), leadSteps(stepSeconds, horizonSteps)), () => [], { stepSeconds, horizonSteps });
  ledger.onRestart((port) => outlet.use(port));
  /** A cycle: 50 comes, and 50 to 56 is said of every step to come. */
  const cycle = (step: number) => {
    if (step > windows.originStep) windows.advanceTo(step);
    windows.write(0, step, Float32Array.of(50));
    const quantiles = Float32Array.from({ length: 7 * horizonSteps }, (_, at) => 50 + Math.floor(at / horizonSteps));
    const forecast: FleetForecast = {
      originStep: step, horizonSteps, seriesCount: 1, quantiles, speakers: [{ kind: 'model', name: 'base-1' }], models: championAlone('base-1'), speakerIndex: new Uint8Array(1),
      decisions: [], missingShare: new Float32Array(1), daysObserved: new Float32Array(1), breaches: [[]], skills: [null], events: [null], calibration: null,
    };
    outlet.publish(forecast, windows, { directoryId: 'd', servers }, step * stepSeconds * 1000);
  };
  const stored = async (since: LedgerThread) => (await since.calls.status()).stored / leads;
  const nowMs = () => windows.originStep * stepSeconds * 1000;

  for (let step = firstStep; step < firstStep + 10; step++) {
    cycle(step);
    await eventually(async () => expect(await stored(thread)).toBe(step - firstStep + 1));
  }
  const first = thread;
  // What is no message is none that the thread can take: it dies of it, while it is at work.
  const asked = first.calls.status();
  (await first.connect()).postMessage(null);
  await Promise.allSettled([asked, closed]);
  await eventually(async () => expect(ledger.warnings).toEqual([expect.stringMatching(/^The ledger's thread has ended .* is started again within 1 s\. What is forecast meanwhile is neither kept nor judged\.$/)]));
  expect(await ledger.connect()).toBeNull();
  expect(await ledger.performance({ days: 7 }, nowMs())).toEqual({ kind: 'storage-failed', message: expect.stringContaining('is started again') });
  expect(await ledger.copyTo(path.join(folder, 'copy.duckdb'))).toContain('is started again');
  for (let step = firstStep + 10; step < firstStep + 13; step++) cycle(step);

  clock.advance(1_000);
  await eventually(async () => expect(thread).not.toBe(first));
  // The cycle is handed its port once the file is open.
  let step = firstStep + 13;
  await eventually(async () => {
    cycle(step++);
    expect(await stored(thread)).toBeGreaterThan(0);
  });
  expect(ledger.warnings).toEqual([]);
  expect((await metrics.workerFailures.get()).values).toEqual([expect.objectContaining({ labels: { worker: 'ledger' }, value: 1 })]);
  // Each origin was kept by the first ledger or the second, or is counted as lost.
  const forecasts = await eventually(async () => {
    const status = await thread.calls.status();
    expect(status.lostOrigins).toBeGreaterThanOrEqual(3);
    expect(10 + status.stored / leads + status.lostOrigins).toBe(step - firstStep);
    return status.stored;
  });
  for (const until = step + 20; step < until; step++) {
    cycle(step);
    await eventually(async () => expect((await thread.calls.status()).stored).toBe(forecasts + (step - until + 21) * leads));
  }
  const figures = await ledger.performance({ days: 7 }, nowMs());
  if ('kind' in figures) throw new Error(figures.message);
  // What the first thread took in is judged by the second.
  const halfHour = figures.horizons.find(({ horizonMinutes }) => horizonMinutes === 30)!;
  expect(halfHour.forecasts).toBe(10 + forecasts / leads + 20 - 3 - 6);
});
