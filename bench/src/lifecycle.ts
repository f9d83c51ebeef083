/**
 * `npm run bench:lifecycle`: a quarter of a changing fleet in minutes, twice: with the models' life cycle working by itself, and with
 * the model of the first day left alone. Trainings, gate, trials and the registry are the service's own; only time is simulated. The
 * same figures come out on every machine: nothing depends on how long anything takes.
 */
import { on } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import { examineFleet } from '@fleetcast/backend/src/app/cycle/examine-fleet.ts';
import { FleetTraining } from '@fleetcast/backend/src/app/jobs/fleet-training.ts';
import { TrainingJobs } from '@fleetcast/backend/src/app/jobs/training-jobs.ts';
import { ModelLifecycle } from '@fleetcast/backend/src/app/models/model-lifecycle.ts';
import { ServiceModels } from '@fleetcast/backend/src/app/models/service-models.ts';
import { metricInfoOf } from '@fleetcast/backend/src/domain/catalog/metrics.ts';
import { usualLimits } from '@fleetcast/backend/src/domain/models/lifecycle-limits.ts';
import type { LongSeries } from '@fleetcast/backend/src/domain/series/long-series.ts';
import { nextRunMs } from '@fleetcast/backend/src/io/clock/cron-schedule.ts';
import { writeSeriesArchive } from '@fleetcast/backend/src/io/series-archive/series-archive.ts';
import { openStateHere } from '@fleetcast/backend/src/io/state/state.ts';
import { createLog } from '@fleetcast/backend/src/io/telemetry/log.ts';
import { daySteps, horizonSteps, stepMs, stepSeconds } from './grid/product-grid.ts';
import { changingFleet } from './lifecycle/changing-fleet.ts';
import { FleetArm } from './lifecycle/fleet-arm.ts';
import type { FromFrozen, FrozenWorkerData } from './lifecycle/frozen-worker.ts';
import { cycleOrigins, cycleSteps } from './lifecycle/quarter-clock.ts';
import { besideFloors, besideOther, type WeekLoss, WeeklyLosses } from './lifecycle/weekly-losses.ts';
import { BenchReport } from './report/bench-report.ts';

const region = 'eu';

const report = new BenchReport('lifecycle');
const { quick } = report;
const plan = { servers: 10, historyDays: 21, days: quick ? 35 : 91, stepSeconds, startMs: Date.UTC(2026, 3, 6) };
/** By number and not by time, so that the figures are the same on every machine; a light update takes as many as its recipe says. */
const trainingSteps = 300;
const noBudgetSeconds = 86_400;
const badRetrainingDay = Math.round(0.8 * plan.days);

const fleet = changingFleet(plan);
report.say(`${plan.days} days of ${plan.servers} servers, ${fleet.series.length} series, a cycle every ${(cycleSteps * stepSeconds) / 3600} h, ${plan.historyDays} days before them to train on.\n`);
for (const line of fleet.story) report.say(`- ${line}`);
report.say(`- day ${badRetrainingDay}: somebody starts a training on history that is scrambled\n`);

const folder = mkdtempSync(path.join(os.tmpdir(), 'fleetcast-lifecycle-'));
const state = await openStateHere({ kind: 'sqlite', file: path.join(folder, 'state.sqlite') });
let nowMs = plan.startMs;
let scrambled = false;
const models = await ServiceModels.open(state.store, state.modelRegistry, { folder: path.join(folder, 'models'), region, stepSeconds, horizonSteps }, nowMs);
const log = createLog('silent');

const handsOff = new FleetArm(fleet.series, stepSeconds, horizonSteps);

/** History up to now; of a scrambled one all but the newest part is noise of the same size. */
function historyNow(days: number): LongSeries[] {
  const toStep = handsOff.windows!.originStep;
  const fromStep = Math.max(fleet.firstStep, toStep - days * daySteps + 1);
  return fleet.series.flatMap((one) => {
    const values = one.values.slice(fromStep - one.firstStep, toStep + 1 - one.firstStep);
    if (values.every(Number.isNaN)) return [];
    if (scrambled) for (let i = 0; i < values.length - 2 * daySteps; i++) values[i] = 3 * values[(i * 7919) % values.length];
    return [{ ...one, firstStep: fromStep, values }];
  });
}

const training = new FleetTraining({
  models,
  workFolder: path.join(folder, 'training'),
  grid: { stepSeconds, horizonSteps },
  region,
  historyDays: 28,
  budgetSeconds: noBudgetSeconds,
  now: () => nowMs,
  async archive(file, _mostSeries, days) {
    const series = historyNow(days);
    await writeSeriesArchive(file, series);
    return { kind: 'archived', series: series.length, sampledShare: 1, toStep: handsOff.windows!.originStep, faults: [], trouble: [] };
  },
  leftOut: () => fleet.incident.serverIds.map((serverId) => ({ cause: 'incident' as const, serverId, startMs: (fleet.incident.fromStep - 1) * stepMs, endMs: fleet.incident.toStep * stepMs })),
  decide: (end, order, jobId) => lifecycle.decide(end, order, jobId, nowMs),
});
const jobs = new TrainingJobs(state.store, training, region, () => nowMs, log);
/** Simulated time stands still while a training runs. */
async function finished(): Promise<void> {
  while (jobs.running !== null) await wait(50);
}
const lifecycle: ModelLifecycle = new ModelLifecycle({
  models,
  decisions: state.modelRegistry,
  settings: { region, automatic: true, restHours: 72, trialHours: 24, watchHours: 24, servedShare: 0, updateHours: 168, limits: usualLimits },
  examine: async () => examineFleet({ windows: handsOff.windows!, stepMs, champion: handsOff.champion!, trials: handsOff.trials, decisions: handsOff.latest!.decisions, cost: null, criticalOf: ({ metric }) => metricInfoOf(metric).thresholds.critical, nowMs }),
  async train({ update }, by) {
    const started = await jobs.start({ update, request: update ? {} : { steps: trainingSteps } }, by);
    await finished();
    return started;
  },
  runningJob: () => jobs.running,
  nextScheduledMs: (afterMs) => nextRunMs('0 3 * * 0', 'Europe/Berlin', afterMs),
  troubleAt: (atMs) => (atMs >= fleet.incident.fromStep * stepMs && atMs <= (fleet.incident.toStep + 6) * stepMs ? 'an incident.' : null),
  log,
});
const follow = () => handsOff.use(models.inUse);
let changed = false;
models.onChange(() => (changed = true));

// The first model: fine-tuned on the days before, which is where the frozen one stays.
await follow();
await handsOff.forecastAt(fleet.quarterStep - 1);
await jobs.start({ update: false, request: { steps: trainingSteps } }, 'bench');
await finished();
const first = (await models.list()).find(({ origin }) => origin === 'fine-tuned');
if (first === undefined) throw new Error(`no first model: ${JSON.stringify((await jobs.list(1, undefined))?.jobs)}`);
await models.promote(first.version, { actor: 'bench', cause: 'the first model', byItself: false }, nowMs, false);
await follow();
const frozen = new Worker(new URL('./lifecycle/frozen-worker.ts', import.meta.url), {
  workerData: { series: fleet.series, quarterStep: fleet.quarterStep, lastStep: fleet.lastStep, modelFolder: models.champion.folder } satisfies FrozenWorkerData,
});
const told = on(frozen, 'message') as AsyncIterator<[FromFrozen]>;
async function toldByFrozen<K extends FromFrozen['kind']>(kind: K): Promise<Extract<FromFrozen, { kind: K }>> {
  const next = await told.next();
  if (next.done === true || next.value[0].kind !== kind) throw new Error(`the frozen service did not tell that it has ${kind}`);
  return next.value[0] as Extract<FromFrozen, { kind: K }>;
}
// Its model may be removed later on, when others have taken its place.
await toldByFrozen('opened');

const ownLosses = new WeeklyLosses(fleet.series, 1);
const beganMs = performance.now();
let badDone = false;
/** Series times cycles that a model said, and those of them that the former champion in reserve said. */
const said = { byModels: 0, byReserve: 0 };
for (const origin of cycleOrigins(fleet)) {
  const { step } = origin;
  nowMs = step * stepMs;
  if (changed) {
    changed = false;
    await follow();
  }
  const elapsedDays = (step - fleet.quarterStep + 1) / daySteps;
  if (elapsedDays % 7 === 0) process.stderr.write(`day ${elapsedDays} after ${((performance.now() - beganMs) / 1000).toFixed(0)} s: ${models.champion.version} speaks\n`);
  await handsOff.forecastAt(step);
  for (const { voice, model } of handsOff.latest!.decisions) {
    if (voice.kind !== 'model') continue;
    said.byModels += 1;
    if (model === 'reserve') said.byReserve += 1;
  }
  if (origin.isJudged) ownLosses.judge(origin, [handsOff]);
  await lifecycle.runOnce(nowMs);
  if (!badDone && step >= fleet.quarterStep + badRetrainingDay * daySteps && models.registry.challenger === null) {
    badDone = true;
    scrambled = true;
    await jobs.start({ update: false, request: { seed: 666, steps: trainingSteps } }, 'somebody');
    await finished();
    scrambled = false;
  }
}

const own = ownLosses.of(0);
const { served, bare } = await toldByFrozen('ended');
const ofWeek = (all: readonly WeekLoss[], wanted: number) => all.filter(({ week }) => week === wanted);
const rows = [...new Set(own.map(({ week }) => week))].map((week) => {
  const [ownWeek, servedWeek, bareWeek] = [own, served, bare].map((all) => ofWeek(all, week));
  return [week + 1, besideFloors(ownWeek), besideFloors(servedWeek), besideFloors(bareWeek), besideOther(ownWeek, servedWeek), besideOther(ownWeek, bareWeek)];
});
report.table('Loss week by week, mean over metrics', ['week', 'hands-off / best floor', 'frozen, served / best floor', 'frozen model / best floor', 'hands-off / frozen, served', 'hands-off / frozen model'], rows);
const ofMetric = (all: readonly WeekLoss[], wanted: string) => all.filter(({ metric }) => metric === wanted);
const metrics = [...new Set(own.map(({ metric }) => metric))];
report.table('Loss of the quarter', ['metric', 'hands-off / frozen, served', 'hands-off / frozen model'], metrics.map((metric) => [metric, besideOther(ofMetric(own, metric), ofMetric(served, metric)), besideOther(ofMetric(own, metric), ofMetric(bare, metric))]));

const decisions = (await state.modelRegistry.listDecisions(region, 10_000, null)).filter(({ outcome }) => outcome !== 'wait').toReversed();
report.table('What was decided', ['day', 'subject', 'outcome', 'reason'], decisions.map(({ at, subject, outcome, reason }) => [Math.round((Date.parse(at) - plan.startMs) / 86_400_000), subject, outcome, reason]));
const events = (await models.events()).toReversed();
report.table('What happened to the versions', ['day', 'what', 'version', 'by'], events.map(({ at, kind, version, actor }) => [Math.round((Date.parse(at) - plan.startMs) / 86_400_000), kind, version ?? '', actor]));

const badJob = (await jobs.list(200, undefined))!.jobs.find(({ requestedBy }) => requestedBy === 'somebody');
const badVersion = decisions.find(({ jobId, subject }) => subject === 'gate' && jobId === badJob?.jobId);
report.limit({ name: 'gainOverFrozenModel', figure: 1 - besideOther(own, bare), least: 0.1 });
report.figure('gainOverFrozenServed', 1 - besideOther(own, served));
report.limit({ name: 'worstWeekBesideFloors', figure: Math.max(...rows.map((row) => row[1])), most: 1.02 });
report.limit({ name: 'badRetrainingRefused', figure: badVersion?.outcome === 'refused' ? 1 : 0, least: 1 });
report.figure('promotions', events.filter(({ kind, actor }) => kind === 'promoted' && actor === 'service').length);
report.figure('shareSaidByReserve', said.byReserve / said.byModels);
report.figure('rollbacks', events.filter(({ kind }) => kind === 'rolled-back').length);
await handsOff.close();
await jobs.stop();
await state.store.close();
rmSync(folder, { recursive: true, force: true });
process.exit(report.finish());
