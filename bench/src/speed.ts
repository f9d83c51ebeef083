/**
 * `npm run bench:speed`: how fast a cycle is, from windows in memory to the published snapshot (features, model, floors, bands,
 * breaches, tracking of skill), how much memory the process holds, and how long the base model takes to train on two cores.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { startTraining } from '@fleetcast/backend/src/app/training/training-process.ts';
import { baseRecipe } from '@fleetcast/backend/src/domain/training/recipes.ts';
import { baseTraining } from './base-model/base-training.ts';
import { realFleetFile } from './real-fleet/real-fleet-file.ts';
import { BenchReport } from './report/bench-report.ts';
import { transferToYoungFleet } from './speed/young-fleet.ts';

interface FleetRun {
  readonly servers: number;
  readonly series: number;
  readonly seconds: readonly number[];
  readonly residentMB: number;
  readonly windowsMB: number;
}

const report = new BenchReport('speed');
const { quick } = report;
const quickTrainingSteps = 60;

function runFleet(servers: number, cycles: number): FleetRun {
  const args = ['--disable-warning=ExperimentalWarning', '--expose-gc', path.join(import.meta.dirname, 'speed/timed-cycles.ts'), String(servers), String(cycles)];
  const done = spawnSync(process.execPath, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] });
  if (done.status !== 0) throw new Error(`the fleet of ${servers} servers ended with code ${done.status}`);
  return JSON.parse(done.stdout) as FleetRun;
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];
}

/** A new environment of 20 servers with two days; docs/methods/model-lifecycle.md. */
async function youngFleet(): Promise<void> {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'fleetcast-speed-'));
  try {
    const { seconds, series, steps, floorRatio } = await transferToYoungFleet(folder);
    report.say(`Transfer to a new fleet of ${series} series with two days of history: ${seconds.toFixed(1)} s for ${steps} steps and the gate's look; loss beside the better floor ${floorRatio === null ? 'unknown' : floorRatio.toFixed(2)}.\n`);
    report.limit({ name: 'transfer.seconds', figure: seconds, most: 30, unit: 's' });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Seconds that the recipe's training takes; a quick run measures some steps and says what the rest would take. */
async function trainingSeconds(): Promise<number> {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'fleetcast-speed-'));
  try {
    const request = baseTraining({ out: path.join(folder, 'timed'), createdAt: new Date().toISOString() });
    const startedMs = performance.now();
    let firstStepMs = NaN;
    const end = await startTraining(quick ? { ...request, steps: quickTrainingSteps } : request, ({ step }) => {
      if (Number.isNaN(firstStepMs) && step > 0) firstStepMs = performance.now();
    }).finished;
    if (end.kind !== 'trained') throw new Error(end.kind === 'cancelled' ? 'the training was cancelled' : end.message);
    const seconds = (performance.now() - startedMs) / 1000;
    if (!quick) return seconds;
    const preparing = (firstStepMs - startedMs) / 1000;
    return preparing + ((seconds - preparing) / quickTrainingSteps) * baseRecipe.mostSteps;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

interface BenchSummary {
  readonly figures: Readonly<Record<string, number>>;
  readonly limits: Readonly<Record<string, { readonly most?: number; readonly least?: number }>>;
}

/** The main thread's delay while everything happens at once: a benchmark of its own, whose limits count here too. */
function eventLoopRun(): BenchSummary {
  const args = ['--disable-warning=ExperimentalWarning', path.join(import.meta.dirname, 'event-loop.ts'), ...(quick ? ['--quick'] : [])];
  const { stdout } = spawnSync(process.execPath, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] });
  const last = stdout.trimEnd().split('\n').at(-1) ?? '';
  if (!last.startsWith('{')) throw new Error('the run of the event loop ended without figures');
  return JSON.parse(last) as BenchSummary;
}

const runs = quick ? [runFleet(1000, 16)] : [runFleet(1000, 28), runFleet(10_000, 16)];
report.table(
  'From windows in memory to the published snapshot',
  ['servers', 'series', 'first cycle s', 'median s', 'slowest later s', 'resident MB', 'of it windows MB'],
  runs.map(({ servers, series, seconds, residentMB, windowsMB }) => [servers, series, seconds[0], median(seconds.slice(1)), Math.max(...seconds.slice(1)), residentMB, windowsMB]),
);
report.say('The first cycle after a start builds every window; later ones advance them. Once an hour forecasts are remembered for the skill: the slowest.\n');
const mostSeconds = new Map([[1000, 0.8], [10_000, 8]]);
const mostMB = new Map([[1000, 600], [10_000, 2500]]);
for (const { servers, seconds, residentMB } of runs) {
  report.limit({ name: `cycle${servers}.seconds`, figure: median(seconds.slice(1)), most: mostSeconds.get(servers), unit: 's' });
  report.limit({ name: `cycle${servers}.residentMB`, figure: residentMB, most: mostMB.get(servers), unit: 'MB' });
  report.figure(`cycle${servers}.firstSeconds`, seconds[0]);
  report.figure(`cycle${servers}.slowestSeconds`, Math.max(...seconds.slice(1)));
}
await youngFleet();
if (existsSync(realFleetFile())) {
  report.limit({ name: 'baseTraining.seconds', figure: await trainingSeconds(), most: 240, unit: 's' });
} else {
  report.say('The base training was not timed: the real fleet\'s data is not here (FLEETCAST_DATA can name its folder).\n');
}
const eventLoop = eventLoopRun();
for (const [name, limit] of Object.entries(eventLoop.limits)) report.limit({ name: `eventLoop.${name}`, figure: eventLoop.figures[name], ...limit });
process.exit(report.finish());
