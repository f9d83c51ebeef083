import { constants, setPriority } from 'node:os';
import { BroadcastChannel, parentPort, workerData } from 'node:worker_threads';
import { EventCalendar } from '../../domain/calendar/event-calendar.ts';
import { JointCalibration } from '../../domain/evaluation/joint-calibration.ts';
import type { FleetExamination } from '../../domain/models/fleet-examination.ts';
import { ModelTrials } from '../../domain/models/model-trials.ts';
import { reasonOf } from '../../io/reason.ts';
import { writeSeriesArchive } from '../../io/series-archive/series-archive.ts';
import { BreachCalibrationFile } from '../../io/snapshot/breach-calibration-file.ts';
import { EventEffectsFile } from '../../io/snapshot/event-effects-file.ts';
import { SkillRecordFile } from '../../io/snapshot/skill-record-file.ts';
import { SnapshotFile } from '../../io/snapshot/snapshot-file.ts';
import { type AnalysisChannelMessage, type ServedCycle, servedCycleOf } from '../analysis/served-cycle.ts';
import { TrialFile } from '../../io/snapshot/trial-file.ts';
import type { CycleOutlet, ModelsInUse } from '../cycle/ports.ts';
import { examineFleet } from '../cycle/examine-fleet.ts';
import { readHistory } from '../cycle/history-reading.ts';
import { observedTrouble } from '../cycle/observed-trouble.ts';
import { TierRisks } from '../cycle/tier-risks.ts';
import { composeCycle } from './compose-cycle.ts';
import type { ArchiveOutcome, CycleWorkerData, FromCycle, ToCycle } from './cycle-messages.ts';
import { ServingModels } from './serving-models.ts';

/**
 * The cycle's thread: reads the sources, holds the windows and the model, and posts what it publishes. `session.run` blocks it
 * and must never be cut off, so nobody terminates this thread: it is asked to stop and does so between batches.
 */
const data = workerData as CycleWorkerData;
// Linux gives every thread a niceness of its own: answers and intake come before the cycle's arithmetic, ONNX Runtime's threads
// (which inherit it) included. Elsewhere this would slow down the whole process.
if (process.platform === 'linux') setPriority(0, constants.priority.PRIORITY_BELOW_NORMAL);
const { dataFolder, grid } = data.config;
const port = parentPort!;
const post = (message: FromCycle) => port.postMessage(message);
const snapshotFile = new SnapshotFile(dataFolder);
const recordFile = new SkillRecordFile(dataFolder, { stepSeconds: grid.stepSeconds, horizonSteps: grid.horizonSteps });
const breachFile = new BreachCalibrationFile(dataFolder, 'single');
const jointFile = new BreachCalibrationFile(dataFolder, 'joint');
const eventsFile = new EventEffectsFile(dataFolder);
/** The record changes once an hour; writing it as often loses at most an hour of what was learned. */
const recordEverySteps = Math.max(1, Math.round(3600 / grid.stepSeconds));
const stopping = new AbortController();
let postedDirectory = '';
let postedLayout = -1;
let recordSavedAtStep = 0;
const analysis = new BroadcastChannel(data.analysisChannel);
/** What the analysis is told of the newest cycle, kept for one that starts later. */
let served: ServedCycle | null = null;
const tellAnalysis = () => {
  if (served !== null) analysis.postMessage({ kind: 'served', cycle: served } satisfies AnalysisChannelMessage);
};
analysis.onmessage = ({ data: message }) => {
  if ((message as AnalysisChannelMessage).kind === 'hello') tellAnalysis();
};

const { tracker, message } = await recordFile.load();
if (message !== null) post({ kind: 'degraded', message });
const trialFile = new TrialFile(dataFolder);
const trials = new ModelTrials(tracker.leads, grid);
const storedTrial = await trialFile.load();
if (storedTrial.message !== null) post({ kind: 'degraded', message: storedTrial.message });
if (storedTrial.trials !== null) trials.import(storedTrial.trials);

const joint = new JointCalibration({ stepSeconds: grid.stepSeconds, horizonSteps: grid.horizonSteps });
const tierRisks = new TierRisks({ stepSeconds: grid.stepSeconds, horizonSteps: grid.horizonSteps, togetherShare: data.config.tiers.togetherShare }, joint);

const outlet: CycleOutlet = {
  report: (report) => post({ kind: 'report', report }),
  async publish(snapshot, directory, forecast) {
    if (directory.directoryId !== postedDirectory) post({ kind: 'directory', directory });
    postedDirectory = directory.directoryId;
    post({ kind: 'snapshot', snapshot });
    const { windows } = cycle;
    if (windows !== null && windows.layout !== postedLayout) {
      postedLayout = windows.layout;
      post({ kind: 'windows', windows: windows.describe() });
    }
    if (windows !== null) {
      post({ kind: 'tiers', tiers: { originMs: snapshot.originStep * snapshot.stepMs, tiers: tierRisks.of(forecast, windows, directory) } });
      served = servedCycleOf(snapshot.snapshotId, directory, windows, forecast, models.speakingModels);
      tellAnalysis();
    }
    try {
      await snapshotFile.save(snapshot, directory);
      if (snapshot.originStep >= recordSavedAtStep + recordEverySteps) {
        await recordFile.save(tracker);
        await eventsFile.save(effects);
        await trialFile.save(trials.export());
        await breachFile.save(calibration);
        await jointFile.save(joint);
        recordSavedAtStep = snapshot.originStep;
      }
      post({ kind: 'saved' });
    } catch (error) {
      post({ kind: 'not-saved', message: `The snapshot could not be written to ${snapshotFile.path} (${reasonOf(error)}); after a restart an older one would be served.` });
    }
    if (windows !== null) ledger.publish(forecast, windows, directory, snapshot.generatedAtMs);
  },
};

const { cycle, forecaster, effects, calibration, sources, criticalOf, profileOf, intake, ledger } = composeCycle(data, tracker, trials, outlet);
for (const forgotten of [await eventsFile.load(effects), await breachFile.load(calibration), await jointFile.load(joint)]) if (forgotten !== null) post({ kind: 'degraded', message: forgotten });
const models = new ServingModels(forecaster, trials, profileOf);
let running: Promise<void> = tryModels(data.models);

async function run(nowMs: number): Promise<void> {
  try {
    post({ kind: 'outcome', outcome: await cycle.runOnce(nowMs, stopping.signal) });
  } catch (error) {
    post({ kind: 'failed', message: reasonOf(error), stack: error instanceof Error ? error.stack : undefined });
  }
}

async function tryModels(inUse: ModelsInUse): Promise<void> {
  try {
    for (const told of await models.use(inUse)) post({ kind: 'degraded', message: told });
  } catch (error) {
    post({ kind: 'degraded', message: `The model in ${inUse.championFolder} cannot be opened (${reasonOf(error)}).` });
  }
}

/** Cycles run in between: only one day of history is read at a time. */
async function archive(file: string, mostSeries: number, days: number): Promise<ArchiveOutcome> {
  const { windows } = cycle;
  if (windows === null) return { kind: 'not-archived', message: 'no history has been read yet' };
  const toStep = windows.originStep;
  const request = { mostSeries, fromStep: toStep - Math.round((days * 86_400) / grid.stepSeconds) + 1, toStep, stepMs: grid.stepSeconds * 1000, zone: data.config.region.timeZone };
  const { series, sampledShare, faults } = await readHistory(sources, windows, request, inTurn, stopping.signal);
  await writeSeriesArchive(file, series);
  const trouble = observedTrouble(series, criticalOf, request.stepMs);
  return { kind: 'archived', series: series.length, sampledShare, toStep, faults, trouble };
}

async function tryArchive(file: string, mostSeries: number, days: number): Promise<void> {
  const outcome = await archive(file, mostSeries, days).catch((error: unknown): ArchiveOutcome => ({ kind: 'not-archived', message: reasonOf(error) }));
  post({ kind: 'archive', outcome });
}

function examine(nowMs: number): FleetExamination | null {
  const { windows } = cycle;
  const champion = models.speaking?.manifest;
  if (windows === null || champion === undefined || served === null) return null;
  return examineFleet({ windows, stepMs: grid.stepSeconds * 1000, champion, trials, decisions: served.decisions, cost: models.cost, criticalOf, nowMs });
}

/** After everything that was asked before it. */
function inTurn(task: () => Promise<void>): Promise<void> {
  const done = running.then(task);
  running = done.catch(() => undefined);
  return done;
}

async function end(): Promise<void> {
  await running;
  try {
    if (recordSavedAtStep > 0) {
      await recordFile.save(tracker);
      await eventsFile.save(effects);
      await trialFile.save(trials.export());
      await breachFile.save(calibration);
      await jointFile.save(joint);
    }
  } finally {
    process.exit();
  }
}

port.on('message', (message: ToCycle) => {
  switch (message.kind) {
    case 'run':
      void inTurn(() => run(message.nowMs));
      break;
    case 'use-models':
      void inTurn(() => tryModels(message.models));
      break;
    case 'use-calendar':
      void inTurn(async () => effects.useCalendar(new EventCalendar(message.events)));
      break;
    case 'archive':
      void tryArchive(message.file, message.mostSeries, message.days);
      break;
    case 'examine':
      void inTurn(async () => post({ kind: 'examined', examination: examine(message.nowMs) }));
      break;
    case 'use-intake':
      // At once: a cycle under way may be waiting for an intake that answers.
      intake?.use(message.port);
      break;
    case 'use-ledger':
      ledger.use(message.port);
      break;
    case 'stop':
      stopping.abort();
      void end();
      break;
  }
});
