/** A life cycle that is killed at a stage: `node lifecycle-child.ts FOLDER STAGE`. Models, state, rules and training are the service's own. */
import path from 'node:path';
import { FleetTraining } from '../../src/app/jobs/fleet-training.ts';
import { TrainingJobs } from '../../src/app/jobs/training-jobs.ts';
import { ModelLifecycle } from '../../src/app/models/model-lifecycle.ts';
import { ServiceModels } from '../../src/app/models/service-models.ts';
import { shippedModelFolder } from '../../src/app/training/shipped-model.ts';
import type { FleetExamination } from '../../src/domain/models/fleet-examination.ts';
import type { TrialFigures } from '../../src/domain/models/trial-figures.ts';
import { usualLimits } from '../../src/domain/models/lifecycle-limits.ts';
import { readModel, writeModel } from '../../src/io/model-store/model-folder.ts';
import { writeSeriesArchive } from '../../src/io/series-archive/series-archive.ts';
import type { ModelRegistryStore } from '../../src/io/state/model-registry-store.ts';
import { openStateHere } from '../../src/io/state/state.ts';
import { createLog } from '../../src/io/telemetry/log.ts';

const [folder, stage] = process.argv.slice(2);
const grid = { stepSeconds: 300, horizonSteps: 96 };
const region = 'eu';
const hourMs = 3_600_000;
let nowMs = Date.UTC(2026, 0, 5);

/** Tells the second way back from the first. */
let secondTime = '';
/** Nobody is asked, nothing is flushed: as the kernel does it when memory runs out. */
function dieAt(reached: string): void {
  if (reached === stage) process.kill(process.pid, 'SIGKILL');
}

const state = await openStateHere({ kind: 'sqlite', file: path.join(folder, 'state.sqlite') });
const store: ModelRegistryStore = {
  load: (of) => state.modelRegistry.load(of),
  lastDecisionMs: (...of) => state.modelRegistry.lastDecisionMs(...of),
  listDecisions: (...of) => state.modelRegistry.listDecisions(...of),
  async save(registry, event) {
    dieAt(`before ${event.kind}${secondTime}`);
    const saved = await state.modelRegistry.save(registry, event);
    dieAt(`after ${event.kind}${secondTime}`);
    return saved;
  },
  async addDecision(of, decision) {
    dieAt(`before the decision of the ${decision.subject}`);
    await state.modelRegistry.addDecision(of, decision);
    dieAt(`after the decision of the ${decision.subject}`);
  },
};
const models = await ServiceModels.open(state.store, store, { folder: path.join(folder, 'models'), region, ...grid }, nowMs);

const series = Array.from({ length: 4 }, (_, server) => ({
  serverId: `s${server}`, metric: 'cpu', kind: 'percent' as const, firstStep: 6_000_000,
  values: Float32Array.from({ length: 14 * 288 }, (_, i) => 30 + 10 * Math.sin((2 * Math.PI * i) / 288 + server) + ((i * 7919) % 17) / 4),
}));
const training = new FleetTraining({
  models, workFolder: path.join(folder, 'training'), grid, region, historyDays: 14, now: () => nowMs, leftOut: () => [],
  async archive(file) {
    dieAt('while history is read');
    await writeSeriesArchive(file, series);
    return { kind: 'archived', series: series.length, sampledShare: 1, toStep: series[0].firstStep + series[0].values.length - 1, faults: [], trouble: [] };
  },
  decide: (end, order, jobId) => lifecycle.decide(end, order, jobId, nowMs),
});
const jobs = new TrainingJobs(state.store, training, region, () => nowMs, createLog('silent'));

const trialOf = (champion: string, shadow: string, difference: number): TrialFigures => ({
  champion, shadow, sinceStep: 1, judged: 900, championFigures: { floorRatio: 0.9, coverage80: 0.8 }, shadowFigures: { floorRatio: 0.9, coverage80: 0.8 },
  test: { unit: 'server', units: 20, difference, low: difference - 0.01, high: difference + 0.01, lossRatio: Math.exp(2 * difference) }, againstFloors: null, drift: { statistic: null, blocks: 0, alarmed: false }, driftBesideShadow: { statistic: null, blocks: 0, alarmed: false },
});
let trial: TrialFigures = { ...trialOf('', '', 0), shadow: null, test: null };
/** Of champion and the one before it; null: that one is not kept. */
let reserve: FleetExamination['reserve'] = null;
const examination = (): FleetExamination => ({ atMs: nowMs, originStep: 1, servers: 4, troubledServers: 0, series: 4, seriesByModel: 4, historyDays: 12, newServers: 0, retiredServers: 0, unknownShare: 0, stability: [], trial, reserve, cost: null });
const lifecycle: ModelLifecycle = new ModelLifecycle({
  models, decisions: store, settings: { region, automatic: true, restHours: 24, trialHours: 24, watchHours: 24, servedShare: 0, updateHours: 0, limits: usualLimits },
  examine: async () => examination(), train: (order, by) => jobs.start(order, by), runningJob: () => jobs.running, nextScheduledMs: () => null, troubleAt: () => null, log: createLog('silent'),
});

if (stage.startsWith('while')) {
  await jobs.start({ update: false, request: { steps: 5000 } }, 'ada');
  for (;;) {
    if (((await jobs.list(1, undefined))?.jobs[0].progress?.step ?? 0) > 0) dieAt('while it trains');
    await new Promise((resolve) => void setTimeout(resolve, 20));
  }
}

// A version as a training leaves it, through gate, shadow, promotion and back.
const base = await readModel(shippedModelFolder);
if (base.kind !== 'read') throw new Error(base.message);
const figures = { floorRatio: 0.85, coverage80: 0.8 };
const manifest = { ...base.model.manifest, version: 'fleet-1', origin: 'fine-tuned' as const, parent: base.model.manifest.version, heldOut: { judged: 900, candidate: figures, parent: figures, lossRatio: 0.95, forgetting: null } };
await writeModel(models.folderOf('fleet-1'), { ...base.model, manifest });
await lifecycle.decide({ kind: 'trained', manifest: { ...manifest, training: { ...manifest.training, bestStep: 100 } } }, { update: false, request: {} }, 'job', nowMs);
trial = trialOf(base.model.manifest.version, 'fleet-1', -0.05);
nowMs += 25 * hourMs;
await lifecycle.runOnce(nowMs);
reserve = { trial: trialOf('fleet-1', base.model.manifest.version, -0.05), series: 0, groups: [] };
nowMs += 10 * hourMs;
await lifecycle.runOnce(nowMs);

// Another version, watched without fault, that gets worse long afterwards.
await writeModel(models.folderOf('fleet-2'), { ...base.model, manifest: { ...manifest, version: 'fleet-2' } });
await models.promote('fleet-2', { actor: 'ada', cause: 'a better one', byItself: false }, nowMs, true);
reserve = { trial: trialOf('fleet-2', base.model.manifest.version, 0.05), series: 0, groups: [] };
nowMs += 25 * hourMs;
await lifecycle.runOnce(nowMs);
reserve = { trial: { ...trialOf('fleet-2', base.model.manifest.version, -0.05), drift: { statistic: 7, blocks: 40, alarmed: true } }, series: 0, groups: [] };
nowMs += 300 * hourMs;
secondTime = ' of a regression';
await lifecycle.runOnce(nowMs);
process.stdout.write(JSON.stringify(models.registry));
await state.store.close();
