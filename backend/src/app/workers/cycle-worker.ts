import { constants, setPriority } from 'node:os';
import { BroadcastChannel, parentPort, workerData } from 'node:worker_threads';
import { EventCalendar } from '../../domain/calendar/event-calendar.ts';
import { isInShare } from '../../domain/models/served-share.ts';
import { type ModelFault, readModel } from '../../io/model-store/model-folder.ts';
import { openModel, type OpenedModel } from '../../io/onnxruntime/session-model.ts';
import { writeSeriesArchive } from '../../io/series-archive/series-archive.ts';
import { EventEffectsFile } from '../../io/snapshot/event-effects-file.ts';
import { SkillRecordFile } from '../../io/snapshot/skill-record-file.ts';
import { SnapshotFile } from '../../io/snapshot/snapshot-file.ts';
import type { AnalysisChannelMessage, ServedCycle, SpeakingModels } from '../analysis/served-cycle.ts';
import type { CycleOutlet, ModelsInUse } from '../cycle/ports.ts';
import { composeCycle } from './compose-cycle.ts';
import type { ArchiveOutcome, CycleWorkerData, FromCycle, ToCycle } from './cycle-messages.ts';

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
      served = {
        snapshotId: snapshot.snapshotId,
        originStep: snapshot.originStep,
        directory,
        windows: windows.describe(),
        decisions: forecast.decisions,
        events: forecast.events,
        revisions: Uint32Array.from(windows.rows, (_, row) => windows.revision(row)),
        models: speaking,
      };
      tellAnalysis();
    }
    try {
      await snapshotFile.save(snapshot, directory);
      if (snapshot.originStep >= recordSavedAtStep + recordEverySteps) {
        await recordFile.save(tracker);
        await eventsFile.save(effects);
        recordSavedAtStep = snapshot.originStep;
      }
      post({ kind: 'saved' });
    } catch (error) {
      post({ kind: 'not-saved', message: `The snapshot could not be written to ${snapshotFile.path} (${textOf(error)}); after a restart an older one would be served.` });
    }
    if (windows !== null) ledger.publish(forecast, windows, directory, snapshot.generatedAtMs);
  },
};

const { cycle, forecaster, effects, intake, ledger } = composeCycle(data, tracker, outlet);
const forgotten = await eventsFile.load(effects);
if (forgotten !== null) post({ kind: 'degraded', message: forgotten });
/** By folder: a version is never rewritten, so a shadow that becomes champion is open already. */
const openModels = new Map<string, OpenedModel>();
let speaking: (SpeakingModels & { readonly version: string }) | null = null;
let running: Promise<void> = tryModels(data.models);

async function run(nowMs: number): Promise<void> {
  try {
    post({ kind: 'outcome', outcome: await cycle.runOnce(nowMs, stopping.signal) });
  } catch (error) {
    post({ kind: 'failed', message: textOf(error), stack: error instanceof Error ? error.stack : undefined });
  }
}

/**
 * Opens what is new and closes what is out of use; the forecaster changes over in one call between two cycles. A champion that
 * cannot be used leaves the one before it speaking, or the floors, and says so; a shadow that cannot be used is left out.
 */
async function useModels({ championFolder, shadow }: ModelsInUse): Promise<void> {
  const champion = await opened(championFolder);
  if (champion.kind !== 'opened') {
    post({ kind: 'degraded', message: `${champion.message} ${speaking === null ? 'Floors speak.' : `${speaking.version} goes on speaking.`}` });
    return;
  }
  const second = shadow === null ? null : await opened(shadow.folder);
  if (second !== null && second.kind !== 'opened') post({ kind: 'degraded', message: `${second.message} Nothing forecasts in the shadow.` });
  const isSecond = shadow !== null && second?.kind === 'opened' && second.model !== champion.model;
  forecaster.useModel(champion.model, isSecond ? { model: second.model, speaksFor: ({ serverId }) => isInShare(serverId, shadow.servedShare) } : null);
  speaking = { championFolder, second: isSecond ? shadow : null, version: champion.model.version };
  const inUse = new Set([championFolder, ...(isSecond ? [shadow.folder] : [])]);
  for (const [folder, model] of openModels) {
    if (inUse.has(folder)) continue;
    openModels.delete(folder);
    await model.close();
  }
}

async function opened(folder: string): Promise<{ readonly kind: 'opened'; readonly model: OpenedModel } | ModelFault> {
  const known = openModels.get(folder);
  if (known !== undefined) return { kind: 'opened', model: known };
  const outcome = await readModel(folder);
  if (outcome.kind !== 'read') return outcome;
  const model = await openModel(outcome.model);
  openModels.set(folder, model);
  return { kind: 'opened', model };
}

async function archive(file: string, mostSeries: number): Promise<ArchiveOutcome> {
  const { windows } = cycle;
  if (windows === null) return { kind: 'not-archived', message: 'no history has been read yet' };
  const every = Math.max(1, Math.ceil(windows.seriesCount / mostSeries));
  const chosen = windows.rows.flatMap((row, at) => (at % every === 0 ? [{ ...row, firstStep: windows.oldestStep, values: windows.window(at), zone: data.config.region.timeZone }] : []));
  await writeSeriesArchive(file, chosen);
  return { kind: 'archived', series: chosen.length };
}

async function tryArchive(file: string, mostSeries: number): Promise<void> {
  const outcome = await archive(file, mostSeries).catch((error: unknown): ArchiveOutcome => ({ kind: 'not-archived', message: textOf(error) }));
  post({ kind: 'archive', outcome });
}

async function tryModels(models: ModelsInUse): Promise<void> {
  await useModels(models).catch((error: unknown) => post({ kind: 'degraded', message: `The model in ${models.championFolder} cannot be opened (${textOf(error)}).` }));
}

async function end(): Promise<void> {
  await running;
  try {
    if (recordSavedAtStep > 0) {
      await recordFile.save(tracker);
      await eventsFile.save(effects);
    }
  } finally {
    process.exit();
  }
}

function textOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

port.on('message', (message: ToCycle) => {
  switch (message.kind) {
    case 'run':
      running = running.then(() => run(message.nowMs));
      break;
    case 'use-models':
      running = running.then(() => tryModels(message.models));
      break;
    case 'use-calendar':
      running = running.then(() => effects.useCalendar(new EventCalendar(message.events)));
      break;
    case 'archive':
      running = running.then(() => tryArchive(message.file, message.mostSeries));
      break;
    case 'use-intake':
      // At once: a cycle under way may be waiting for an intake that answers.
      intake?.use(message.port);
      break;
    case 'stop':
      stopping.abort();
      void end();
      break;
  }
});
