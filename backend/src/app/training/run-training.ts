import { cpus, platform, arch } from 'node:os';
import type { TrainingProgress } from '@fleetcast/contract';
import { manifestFormat, type ModelManifest, type StoredModel } from '../../domain/models/model-manifest.ts';
import { seriesKey } from '../../domain/series/fleet-windows.ts';
import { parameterLayout } from '../../domain/tft/parameters.ts';
import { checkDataset, datasetLimits, type DatasetFigures, withoutTrouble } from '../../domain/training/dataset.ts';
import { elasticWeights, pullBack } from '../../domain/training/elastic-weights.ts';
import type { TrainingBatch, TrainingBatchSource } from '../../domain/training/ports.ts';
import { ReplayedBatches } from '../../domain/training/replayed-batches.ts';
import { type Training, train } from '../../domain/training/train.ts';
import { seededRandom } from '../../domain/training/random.ts';
import { consolidation, importanceBatches, trainingBatch, validationBatches } from '../../domain/training/recipes.ts';
import { keptBatches } from '../../domain/training/training-batch.ts';
import { fleetSplit, type TrainingSplit, updateSplit } from '../../domain/training/training-split.ts';
import { type LongSeries, WindowBatches, type WindowBatchOptions } from '../../domain/training/window-batches.ts';
import { checksumOf, writeModel } from '../../io/model-store/model-folder.ts';
import { lossGradients, openTrainingEngine, type OpenedTrainingEngine } from '../../io/onnxruntime/training-engine.ts';
import { judgedAndProfiled } from './judged-model.ts';
import { simulatedSeries } from './simulated-series.ts';
import { startingPoint, type StartingPoint } from './starting-point.ts';
import type { TrainingRequest } from './training-request.ts';
import { fingerprintOf, seriesUntil, trainingSeries } from './training-series.ts';

export type RunOutcome =
  | { readonly kind: 'trained'; readonly manifest: ModelManifest }
  | { readonly kind: 'refused'; readonly message: string; readonly figures: DatasetFigures }
  | { readonly kind: 'failed'; readonly message: string };

const secondsADay = 86_400;
/** Part of the time, at its end, that judges instead of fitting; at least two days. */
const judgedShare = 0.05;
/** Different streams of the same seed: parameters and windows, the windows that judge, and those that are replayed. */
const seedOffsets = { validation: 1_000_003, older: 2_000_003 } as const;

/** Reads the data, trains, judges, and writes the new version; called in the training process. */
export async function runTraining(request: TrainingRequest, onProgress: (progress: TrainingProgress) => void): Promise<RunOutcome> {
  const startedMs = performance.now();
  const { fleet, stepSeconds } = request;
  const read = await trainingSeries(request.data, stepSeconds);
  if (read.kind === 'failed') return read;
  const all = seriesUntil(read.series, request.untilStep);
  if (all.length === 0) return { kind: 'failed', message: 'There is no series to train on: no server, no metric or no step is left after the filters.' };
  if (fleet !== undefined) {
    const check = checkDataset(all, fleet.endStep, stepSeconds);
    if (check.kind === 'incomplete') return { kind: 'refused', message: check.message, figures: check.figures };
  }
  const series = withoutTrouble(fleet === undefined ? all : all.filter((one) => one.values.some(Number.isFinite)), fleet?.leftOut ?? [], stepSeconds);
  const split = splitOf(request, series);
  const random = seededRandom(request.seed);
  const start = await startingPoint(request, series, split.leastDays < datasetLimits.leastDays, random);
  if (start.kind === 'failed') return start;
  const { definition } = start;

  const firstStep = firstStepOf(series);
  const withoutMetrics = request.data.kind === 'parquet' && request.data.withoutMetrics !== null ? new RegExp(request.data.withoutMetrics) : null;
  const simulated = simulatedSeries(request.simulatedSeeds, stepSeconds, firstStep, split.fittingTo).filter(({ metric }) => !withoutMetrics?.test(metric));
  const windows = windowsOf(start, split);
  const recent = windows([...series, ...simulated], { noise: true, fromStep: split.fittingFrom, toStep: split.fittingTo });
  const older = fleet?.update === true ? olderWindows(windows, series, split) : null;
  const validation = split.choosing === null ? [] : kept(windows(series, { noise: false, fromStep: split.choosing.from, toStep: split.choosing.to }), start, validationBatches, request.seed + seedOffsets.validation);
  const olderKept = older === null ? [] : kept(older, start, validationBatches, request.seed + seedOffsets.older);

  const engine = await openTrainingEngine(definition, trainingBatch, request.threads, start.plan.sharedPace);
  const trained = await train({
    definition,
    start: start.values,
    batches: older === null ? recent : new ReplayedBatches(recent, older),
    validation,
    plan: request.steps === null ? start.plan : { ...start.plan, mostSteps: request.steps },
    random,
    engine,
    elapsedMs: () => performance.now() - startedMs,
    budgetMs: request.budgetSeconds === null ? null : request.budgetSeconds * 1000,
    onProgress,
    ...(fleet?.update === true ? { afterStep: await heldNearOldValues(start, older ?? recent, request) } : {}),
  });
  const forgetting = olderKept.length === 0 ? null : (await meanLoss(engine, olderKept, trained.values)) / (await meanLoss(engine, olderKept, start.values));
  await engine.close();

  const model = storedModel(request, start, trained, split, fingerprintOf([...series, ...simulated]));
  const judged = fleet === undefined ? model : await judgedAndProfiled(model, start, series, split, forgetting);
  await writeModel(request.out, judged);
  return { kind: 'trained', manifest: judged.manifest };
}

/** The version that a training gives, not judged yet. */
function storedModel(request: TrainingRequest, { definition, parent, embeddedSeries }: StartingPoint, trained: Training, { leastDays }: TrainingSplit, dataFingerprint: string): StoredModel {
  return {
    values: trained.values,
    manifest: {
      format: manifestFormat,
      version: request.version,
      origin: request.origin,
      createdAt: request.createdAt,
      definition,
      parameters: parameterLayout(definition).slots.map(({ name, shape }) => ({ name, shape: [...shape] })),
      weights: { file: 'weights.f32', count: trained.values.length, sizeBytes: trained.values.byteLength, checksumSha256: checksumOf(trained.values) },
      training: {
        steps: trained.steps,
        bestStep: trained.bestStep,
        seed: request.seed,
        batch: trainingBatch,
        threads: request.threads,
        dataFingerprint,
        trainedOn: request.trainedOn,
        validationLoss: trained.validationLoss,
        stoppedBy: trained.stoppedBy,
        machine: `${platform()} ${arch()} ${cpus()[0]?.model ?? 'unknown processor'}`,
      },
      parent: parent?.manifest.version ?? null,
      embeddedSeries: [...embeddedSeries],
      ...(leastDays < datasetLimits.leastDays ? { daysNeeded: datasetLimits.leastDays } : {}),
      ...sampledOf(request, parent),
    },
  };
}

/** An update learns about the servers that its parent knows. */
function sampledOf({ fleet }: TrainingRequest, parent: StoredModel | null): Pick<ModelManifest, 'sampledShare'> {
  const sampledShare = fleet?.update === true ? parent?.manifest.sampledShare : fleet?.sampledShare;
  return sampledShare === undefined || sampledShare === 1 ? {} : { sampledShare };
}

function windowsOf({ definition, embeddedSeries }: StartingPoint, { leastDays }: TrainingSplit) {
  const rows = new Map(embeddedSeries.map((key, index) => [key, index + 1]));
  const embeddingRow = (serverId: string, metric: string) => rows.get(seriesKey(serverId, metric)) ?? 0;
  // a series without a row of its own would move row 0, which stays zero
  const hasRow = ({ serverId, metric }: LongSeries) => embeddedSeries.length === 0 || rows.has(seriesKey(serverId, metric));
  return (series: readonly LongSeries[], options: Pick<WindowBatchOptions, 'noise' | 'fromStep' | 'toStep'>) =>
    new WindowBatches(series.filter(hasRow), { grid: definition.grid, batch: trainingBatch, embeddingRow, leastDays, ...options });
}

/** Null when the history does not reach far enough behind what the update learns from. */
function olderWindows(windows: ReturnType<typeof windowsOf>, series: readonly LongSeries[], { fittingFrom }: TrainingSplit): WindowBatches | null {
  try {
    return windows(series, { noise: false, toStep: fittingFrom - 1 });
  } catch {
    return null;
  }
}

async function heldNearOldValues({ definition, values }: StartingPoint, from: TrainingBatchSource, { seed, threads }: TrainingRequest): Promise<(theta: Float32Array, rate: number) => void> {
  const batches = keptBatches(from, definition.grid, importanceBatches, seededRandom(seed + seedOffsets.older));
  const weights = elasticWeights(values, await lossGradients(definition, batches, values, threads));
  return (theta, rate) => pullBack(theta, weights, consolidation * rate);
}

function kept(source: TrainingBatchSource, { definition }: StartingPoint, count: number, seed: number): readonly TrainingBatch[] {
  return keptBatches(source, definition.grid, count, seededRandom(seed));
}

async function meanLoss(engine: OpenedTrainingEngine, batches: readonly TrainingBatch[], values: Float32Array): Promise<number> {
  let total = 0;
  for (const batch of batches) total += await engine.loss(batch, values);
  return total / batches.length;
}

function splitOf(request: TrainingRequest, series: readonly LongSeries[]): TrainingSplit {
  const { stepSeconds, fleet, validateFromStep } = request;
  const daySteps = secondsADay / stepSeconds;
  const first = fleet === undefined ? firstStepOf(series) : firstObservedStepOf(series);
  const last = Math.max(...series.map((one) => one.firstStep + one.values.length - 1));
  if (fleet !== undefined) return fleet.update ? updateSplit(first, last, daySteps) : fleetSplit(first, last, daySteps);
  const from = validateFromStep ?? last + 1 - Math.max(2 * daySteps, Math.round(judgedShare * (last - first)));
  return { fittingFrom: -Infinity, fittingTo: from - 1, choosing: { from, to: Infinity }, heldOut: null, leastDays: 8 };
}

function firstStepOf(series: readonly LongSeries[]): number {
  return Math.min(...series.map(({ firstStep }) => firstStep));
}

function firstObservedStepOf(series: readonly LongSeries[]): number {
  return Math.min(...series.map(({ firstStep, values }) => firstStep + Math.max(0, values.findIndex((value) => !Number.isNaN(value)))));
}
