/**
 * A quarter of a changing fleet in minutes, twice: with the models' life cycle working by itself, and with the model of the first day
 * left alone. Trainings, gate, trials and the registry are the service's own; only time is simulated.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { examineFleet } from '@fleetcast/backend/src/app/cycle/examine-fleet.ts';
import { FleetTraining } from '@fleetcast/backend/src/app/jobs/fleet-training.ts';
import { TrainingJobs } from '@fleetcast/backend/src/app/jobs/training-jobs.ts';
import { ModelLifecycle } from '@fleetcast/backend/src/app/models/model-lifecycle.ts';
import { ServiceModels } from '@fleetcast/backend/src/app/models/service-models.ts';
import { bestFloorOf, pooled } from '@fleetcast/backend/src/domain/evaluation/pooled-figures.ts';
import { Scoreboard } from '@fleetcast/backend/src/domain/evaluation/scoreboard.ts';
import { usualLimits } from '@fleetcast/backend/src/domain/models/lifecycle-limits.ts';
import { seriesKey } from '@fleetcast/backend/src/domain/series/fleet-windows.ts';
import type { LongSeries } from '@fleetcast/backend/src/domain/series/long-series.ts';
import { nextRunMs } from '@fleetcast/backend/src/io/clock/cron-schedule.ts';
import { writeSeriesArchive } from '@fleetcast/backend/src/io/series-archive/series-archive.ts';
import { openStateHere } from '@fleetcast/backend/src/io/state/state.ts';
import { createLog } from '@fleetcast/backend/src/io/telemetry/log.ts';
import { changingFleet } from './lifecycle/changing-fleet.ts';
import { FleetArm } from './lifecycle/fleet-arm.ts';
import { BenchReport, benchOptions } from './report.ts';

const stepSeconds = 300;
const stepMs = stepSeconds * 1000;
const horizonSteps = 96;
const daySteps = 288;
const cycleSteps = 24;
const judgedEverySteps = 96;
const region = 'eu';

const { quick } = benchOptions();
const report = new BenchReport('lifecycle', quick);
const plan = { servers: quick ? 10 : 18, historyDays: 21, days: quick ? 35 : 91, stepSeconds, startMs: Date.UTC(2026, 3, 6) };
const trainingSeconds = quick ? 15 : 40;
const badRetrainingDay = Math.round(0.8 * plan.days);

const fleet = changingFleet(plan);
const weeks = Math.ceil(plan.days / 7);
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
const frozen = new FleetArm(fleet.series, stepSeconds, horizonSteps);
const bare = new FleetArm(fleet.series, stepSeconds, horizonSteps, true);

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
  budgetSeconds: trainingSeconds,
  now: () => nowMs,
  async archive(file, _mostSeries, days) {
    const series = historyNow(days);
    await writeSeriesArchive(file, series);
    return { kind: 'archived', series: series.length, toStep: handsOff.windows!.originStep, faults: [], trouble: [] };
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
  settings: { region, automatic: true, restHours: 72, trialHours: 24, watchHours: 24, servedShare: 0, updateHours: quick ? 168 : 96, limits: usualLimits },
  examine: async () => examineFleet({ windows: handsOff.windows!, stepMs, champion: handsOff.champion!, trial: handsOff.trial, seriesByModel: handsOff.seriesByModel, cost: null, nowMs }),
  async train(order, by) {
    const started = await jobs.start(order, by);
    await finished();
    return started;
  },
  runningJob: () => jobs.running,
  nextScheduledMs: (afterMs) => nextRunMs('0 3 * * 0', 'Europe/Berlin', afterMs),
  troubleAt: (atMs) => (atMs >= fleet.incident.fromStep * stepMs && atMs <= (fleet.incident.toStep + 6) * stepMs ? 'an incident.' : null),
  log,
});
const follow = () => handsOff.use(models.inUse.championFolder, models.inUse.shadow?.folder ?? null);
let changed = false;
models.onChange(() => (changed = true));

// The first model: fine-tuned on the days before, which is where the frozen one stays.
await follow();
await handsOff.forecastAt(fleet.quarterStep - 1);
await jobs.start({ update: false, request: {} }, 'bench');
await finished();
const first = (await models.list()).find(({ origin }) => origin === 'fine-tuned');
if (first === undefined) throw new Error(`no first model: ${JSON.stringify((await jobs.list(1, undefined))?.jobs)}`);
await models.promote(first.version, { actor: 'bench', cause: 'the first model', byItself: false }, nowMs, false);
await follow();
for (const arm of [frozen, bare]) await arm.use(models.champion.folder, null);

const keys = new Map(fleet.series.map((one, index) => [seriesKey(one.serverId, one.metric), index]));
const boards = { handsOff: newBoards(), frozen: newBoards(), bare: newBoards() };
function newBoards() {
  return Array.from({ length: weeks }, () => new Scoreboard(fleet.series, daySteps, horizonSteps));
}

let badDone = false;
for (let step = fleet.quarterStep + cycleSteps - 1; step + horizonSteps <= fleet.lastStep; step += cycleSteps) {
  nowMs = step * stepMs;
  if (changed) {
    changed = false;
    await follow();
  }
  const isJudged = (step + 1 - fleet.quarterStep) % judgedEverySteps === 0;
  const week = Math.floor((step - fleet.quarterStep) / (7 * daySteps));
  for (const [name, arm] of Object.entries({ handsOff, frozen, bare })) {
    const forecast = await arm.forecastAt(step);
    if (!isJudged) continue;
    const board = boards[name as keyof typeof boards][week];
    arm.windows!.rows.forEach((row, at) => {
      board.judge(keys.get(seriesKey(row.serverId, row.metric))!, step, forecast.quantiles, at * 7 * horizonSteps, forecast.decisions[at].voice.kind === 'model');
    });
  }
  await lifecycle.runOnce(nowMs);
  if (!badDone && step >= fleet.quarterStep + badRetrainingDay * daySteps && models.registry.challenger === null) {
    badDone = true;
    scrambled = true;
    await jobs.start({ update: false, request: { seed: 666 } }, 'somebody');
    await finished();
    scrambled = false;
  }
}

const metrics = [...new Set(fleet.series.map(({ metric }) => metric))];
const lossOf = (of: readonly Scoreboard[], metric: string) => of.reduce((sum, board) => sum + board.scores.filter(({ series }) => series.metric === metric).reduce((all, { loss }) => all + loss, 0), 0);
/** Mean over metrics of the loss beside another one's. */
const beside = (own: readonly Scoreboard[], other: readonly Scoreboard[]) => metrics.reduce((sum, metric) => sum + lossOf(own, metric) / lossOf(other, metric), 0) / metrics.length;
/** Mean over metrics of the loss beside the best floor of that week in hindsight. */
const besideFloors = (board: Scoreboard) => {
  const ratios = metrics.map((metric) => {
    const scores = board.scores.filter((score) => score.series.metric === metric && score.steps > 0);
    return pooled(scores, bestFloorOf(scores)).ratio;
  });
  return ratios.reduce((sum, ratio) => sum + ratio, 0) / ratios.length;
};
const judgedWeeks = boards.handsOff.flatMap((board, week) => (board.scores.some(({ steps }) => steps > 0) ? [week] : []));
const rows = judgedWeeks.map((week) => [
  week + 1,
  besideFloors(boards.handsOff[week]),
  besideFloors(boards.frozen[week]),
  besideFloors(boards.bare[week]),
  beside([boards.handsOff[week]], [boards.frozen[week]]),
  beside([boards.handsOff[week]], [boards.bare[week]]),
]);
report.table('Loss week by week, mean over metrics', ['week', 'hands-off / best floor', 'frozen, served / best floor', 'frozen model / best floor', 'hands-off / frozen, served', 'hands-off / frozen model'], rows);
report.table('Loss of the quarter', ['metric', 'hands-off / frozen, served', 'hands-off / frozen model'], metrics.map((metric) => [metric, lossOf(boards.handsOff, metric) / lossOf(boards.frozen, metric), lossOf(boards.handsOff, metric) / lossOf(boards.bare, metric)]));

const decisions = (await state.modelRegistry.listDecisions(region, 10_000, null)).filter(({ outcome }) => outcome !== 'wait').toReversed();
report.table('What was decided', ['day', 'subject', 'outcome', 'reason'], decisions.map(({ at, subject, outcome, reason }) => [Math.round((Date.parse(at) - plan.startMs) / 86_400_000), subject, outcome, reason]));
const events = (await models.events()).toReversed();
report.table('What happened to the versions', ['day', 'what', 'version', 'by'], events.map(({ at, kind, version, actor }) => [Math.round((Date.parse(at) - plan.startMs) / 86_400_000), kind, version ?? '', actor]));

const badJob = (await jobs.list(200, undefined))!.jobs.find(({ requestedBy }) => requestedBy === 'somebody');
const badVersion = decisions.find(({ jobId, subject }) => subject === 'gate' && jobId === badJob?.jobId);
report.limit({ name: 'gainOverFrozenModel', figure: 1 - beside(boards.handsOff, boards.bare), least: 0.1 });
report.figure('gainOverFrozenServed', 1 - beside(boards.handsOff, boards.frozen));
report.limit({ name: 'worstWeekBesideFloors', figure: Math.max(...rows.map((row) => row[1])), most: 1.02 });
report.limit({ name: 'badRetrainingRefused', figure: badVersion?.outcome === 'refused' ? 1 : 0, least: 1 });
report.figure('promotions', events.filter(({ kind, actor }) => kind === 'promoted' && actor === 'service').length);
report.figure('rollbacks', events.filter(({ kind }) => kind === 'rolled-back').length);
for (const arm of [handsOff, frozen, bare]) await arm.close();
await jobs.stop();
await state.store.close();
rmSync(folder, { recursive: true, force: true });
process.exit(report.finish());
