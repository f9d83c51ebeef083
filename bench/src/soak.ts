/**
 * `npm run bench:soak`: a month of the service in simulated time: outages of the source, kill -9 in the middle of cycles, trainings.
 * The clock is ours; service, intake, storage, model and training are the product's. Kills come in the first days and at the
 * end, so that memory can be watched over one long life in between.
 */
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { FleetPage, Job, JobList } from '@fleetcast/contract';
import { filesBelow } from '@fleetcast/backend/src/io/backup/file-tree.ts';
import { createFleet, seedFor } from '@fleetcast/simulator';
import { DrivenService } from './driven-service/driven-service.ts';
import { daySteps, settleMs, stepMs } from './grid/product-grid.ts';
import { PushedFleet } from './load/pushed-fleet.ts';
import { BenchReport } from './report/bench-report.ts';

const report = new BenchReport('soak');
const { quick } = report;

const minuteMs = 60_000;
const plan = quick
  ? { days: 5, servers: 4, killSteps: [40, 120], outages: [{ fromStep: 70, steps: 12 }, { fromStep: 700, steps: 36 }], trainingSteps: [420] }
  : {
      days: 30,
      servers: 20,
      killSteps: Array.from({ length: 12 }, (_, i) => 40 + 41 * i),
      outages: Array.from({ length: 10 }, (_, i) => ({ fromStep: 100 + 860 * i, steps: 6 + 6 * i })),
      trainingSteps: [700, 2_600, 4_600, 6_600],
    };
const totalSteps = plan.days * daySteps;
const finalKillStep = totalSteps - 20;
/** History before the month begins: the model speaks from the first day on. */
const historySteps = 8 * daySteps;
const retentionDays = 9;
/** Small enough to be reached within the month. */
const ledgerGigabytes = 0.03;
/** What the state keeps of jobs, warnings and decisions. */
const stateRetentionDays = 400;
const trainingSeconds = quick ? 15 : 60;
/** A cycle that takes longer than this in real time counts as not published. */
const cycleWithinMs = 30_000;
const readingsPerDay = 24;

const firstStep = Math.floor(Date.UTC(2026, 2, 2) / stepMs);
const fleet = new PushedFleet(createFleet({ seed: seedFor('proof', 7), servers: plan.servers, startMs: (firstStep - historySteps - 1) * stepMs }));
const folder = mkdtempSync(path.join(os.tmpdir(), 'fleetcast-bench-soak-'));
const settings = { intake: { retentionDays }, ledger: { mostGigabytes: ledgerGigabytes } };
let service = await DrivenService.start(folder, settings, firstStep * stepMs);
process.once('exit', () => {
  service.kill('SIGKILL');
  rmSync(folder, { recursive: true, force: true });
});
await fleet.push(service.url, firstStep - historySteps, firstStep - 1);

const isDown = (at: number) => plan.outages.some(({ fromStep, steps }) => at >= fromStep && at < fromStep + steps);
const isKill = (at: number) => at === finalKillStep || plan.killSteps.includes(at);

const minutes = { asked: 0, fresh: 0, whileDown: 0 };
const late: string[] = [];

/** One minute of the month: is the fleet answered, and how old is the answer? */
async function askFleet(at: number, nowMs: number): Promise<void> {
  service.setNow(nowMs);
  if (isDown(at)) {
    minutes.whileDown++;
    return;
  }
  minutes.asked++;
  const answer = await fetch(`${service.url}/v1/fleet?limit=1`).then(
    async (response) => (response.ok ? ((await response.json()) as FleetPage).ageSeconds * 1000 : NaN),
    () => NaN,
  );
  if (answer <= 2 * stepMs) minutes.fresh++;
  else late.push(`day ${(at / daySteps).toFixed(2)}: ${Number.isNaN(answer) ? 'no answer' : `${Math.round(answer / 1000)} s old`}`);
}

/** kill -9 while the cycle of this step is under way, and a supervisor that starts the service again at once. */
async function killAndRestart(nowMs: number, afterMs: number): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, afterMs));
  service.kill('SIGKILL');
  await service.exited;
  const startedAt = performance.now();
  service = await DrivenService.start(folder, settings, nowMs);
  restartsMs.push(performance.now() - startedAt);
}

const restartsMs: number[] = [];
const trainings: string[] = [];
/** Trainings that were due and could not begin yet: the service trains by itself too, one at a time. */
let trainingsDue = 0;
let trainingJob: string | null = null;
const memory: number[][] = [];
const sizes: Array<ReadonlyMap<string, number>> = [];

async function startTrainingIfDue(): Promise<void> {
  if (trainingsDue === 0 || trainingJob !== null) return;
  const response = await fetch(`${service.url}/v1/models/train`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ budgetSeconds: trainingSeconds }) });
  // Another training runs; or this was asked too often, for here a minute takes a fraction of a second.
  if (response.status === 409 || response.status === 429) return;
  trainingsDue--;
  if (!response.ok) trainings.push(`refused: ${await response.text()}`);
  else trainingJob = ((await response.json()) as Job).jobId;
}

async function followTraining(): Promise<void> {
  if (trainingJob === null) return;
  const response = await fetch(`${service.url}/v1/jobs/${trainingJob}`);
  const { state, message } = (await response.json()) as Job;
  if (state === 'queued' || state === 'running') return;
  trainings.push(`${state}: ${message}`);
  trainingJob = null;
}

async function fileSizes(): Promise<ReadonlyMap<string, number>> {
  const names = await filesBelow(service.dataFolder);
  const found = new Map<string, number>();
  for (const name of names) {
    // Models and trainings: versions in folders of their own names, counted together.
    const group = /^(models|training)\//.exec(name)?.[1] ?? name;
    const bytes = statSync(path.join(service.dataFolder, name), { throwIfNoEntry: false })?.size ?? 0;
    found.set(group, (found.get(group) ?? 0) + bytes);
  }
  return found;
}

let lastPushed = firstStep - 1;
let unpublished = 0;
for (let at = 0; at < totalSteps; at++) {
  const step = firstStep + at;
  if (!isDown(at)) {
    await fleet.push(service.url, lastPushed + 1, step);
    lastPushed = step;
  }
  const before = service.publishedCycles;
  const dueMs = (step + 1) * stepMs - stepMs + settleMs + 1_000;
  service.setNow(dueMs);
  if (isKill(at)) {
    await killAndRestart(dueMs + minuteMs, (at * 37) % 400);
    // The minute of the kill had no answer, whatever the service would have said before.
    minutes.asked++;
    late.push(`day ${(at / daySteps).toFixed(2)}: killed`);
    if (!(await service.published(0, cycleWithinMs))) unpublished++;
  } else if (!(await service.published(before, cycleWithinMs))) unpublished++;
  for (let minute = isKill(at) ? 1 : 0; minute < 5; minute++) await askFleet(at, dueMs + minute * minuteMs);
  if (plan.trainingSteps.includes(at)) trainingsDue++;
  await startTrainingIfDue();
  if (at % Math.round(daySteps / readingsPerDay) === 0) {
    (memory[Math.floor(at / daySteps)] ??= []).push(service.residentMiB());
    await followTraining();
  }
  if (at % daySteps === daySteps - 1) {
    sizes.push(await fileSizes());
    process.stderr.write(`day ${sizes.length} of ${plan.days}: ${minutes.fresh} of ${minutes.asked} minutes fresh, ${service.residentMiB().toFixed(0)} MiB\n`);
  }
}
for (let waited = 0; (trainingsDue > 0 || trainingJob !== null) && waited < 300; waited++) {
  await new Promise((resolve) => setTimeout(resolve, 1_000));
  await startTrainingIfDue();
  await followTraining();
}
const { jobs } = (await (await fetch(`${service.url}/v1/jobs`)).json()) as JobList;
const exit = await service.stop();

const median = (values: readonly number[]) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];
const daily = memory.map(median);
/** The uninterrupted life begins after the last of the early kills; its third day is what later ones are held against. */
const lifeDay = Math.ceil((Math.max(...plan.killSteps) + 1) / daySteps);
const thirdDay = lifeDay + 2;
const untilDay = Math.floor(finalKillStep / daySteps);
const growth = Math.max(...daily.slice(thirdDay + 1, untilDay + 1)) / daily[thirdDay] - 1;
const oneMiB = 2 ** 20;
const growths = [...sizes.at(-1)!].map(([name, bytes]) => ({ name, first: sizes[Math.min(thirdDay, sizes.length - 1)].get(name) ?? 0, last: bytes }));
const growthOf = ({ first, last }: (typeof growths)[number]) => (last - first) / (first + oneMiB);
/** Two files are bounded by more than the month shows: the ledger by a size, the state by its 400 days. */
const boundedApart = ['ledger/ledger.duckdb', 'state.sqlite'];
const [ledgerFile, stateFile] = boundedApart.map((name) => growths.find((growth) => growth.name === name)!);
const statePerDay = (stateFile.last - stateFile.first) / Math.max(1, sizes.length - 1 - thirdDay);

report.say(`${plan.days} simulated days, ${plan.servers} servers, ${plan.outages.length} outages of the source (${minutes.whileDown} minutes), ${restartsMs.length} kills with -9, ${trainings.length} trainings; restarts took ${(median(restartsMs) / 1000).toFixed(1)} s (median, real time).\n`);
report.table('Memory of the service, by simulated day (median of hourly readings)', ['day', 'MiB'], daily.map((mib, day): [number, number] => [day + 1, mib]));
report.table('Files', ['file', `bytes after day ${thirdDay + 1}`, 'bytes at the end'], growths.map(({ name, first, last }): [string, number, number] => [name, first, last]));
report.table('Trainings that were asked for', ['outcome'], trainings.map((text) => [text]));
const byService = jobs.filter(({ requestedBy }) => requestedBy === 'service');
report.table('Jobs that the service started by itself', ['kind', 'outcome', 'times'], [...Map.groupBy(byService, ({ kind, state, message }) => JSON.stringify([kind, state === 'failed' ? `failed: ${message}` : state]))].map(([key, group]) => [...(JSON.parse(key) as [string, string]), group.length]));
if (late.length > 0) report.table('Minutes without a fresh answer', ['when and why'], late.slice(0, 60).map((text) => [text]));
report.figure('minutesAsked', minutes.asked);
report.figure('cyclesNotPublished', unpublished);
report.figure('jobs', jobs.length);
report.limit({ name: 'freshShare', figure: minutes.fresh / minutes.asked, least: 0.999 });
report.limit({ name: 'memoryGrowthAfterDay3', figure: growth, most: 0.05 });
report.limit({ name: 'largestFileGrowthAfterDay3', figure: Math.max(...growths.filter(({ name }) => !boundedApart.includes(name)).map(growthOf)), most: 0.5 });
report.limit({ name: 'ledgerOfItsBound', figure: ledgerFile.last / (ledgerGigabytes * 2 ** 30), most: 1.5 });
report.limit({ name: 'stateAfterItsRetentionMiB', figure: (stateFile.last + statePerDay * stateRetentionDays) / oneMiB, most: 256, unit: 'MiB' });
report.limit({ name: 'trainingsThatFailed', figure: trainings.filter((text) => !text.startsWith('succeeded')).length + trainingsDue, most: 0 });
report.limit({ name: 'exitCode', figure: exit.code ?? NaN, most: 0 });
process.exit(report.finish());
