import { cpus, platform, arch } from 'node:os';
import type { TrainingProgress } from '@fleetcast/contract';
import { manifestFormat, type ModelManifest, type StoredModel } from '../../domain/models/model-manifest.ts';
import { seriesKey } from '../../domain/series/fleet-windows.ts';
import { baseDefinition, type NetworkDefinition } from '../../domain/tft/definition.ts';
import type { ModelGrid } from '../../domain/tft/model-inputs.ts';
import { initialParameters, parameterLayout, withFreshEmbedding } from '../../domain/tft/parameters.ts';
import { train, type TrainingPlan } from '../../domain/training/train.ts';
import { seededRandom } from '../../domain/training/random.ts';
import { baseRecipe, fineTuningRecipe, trainingBatch, validationBatches } from '../../domain/training/recipes.ts';
import { keptBatches } from '../../domain/training/training-batch.ts';
import { type LongSeries, WindowBatches } from '../../domain/training/window-batches.ts';
import { checksumOf, readModel, writeModel } from '../../io/model-store/model-folder.ts';
import { openTrainingEngine } from '../../io/onnxruntime/training-engine.ts';
import { simulatedSeries } from './simulated-series.ts';
import type { TrainingRequest } from './training-request.ts';
import { fingerprintOf, seriesUntil, trainingSeries } from './training-series.ts';

export type RunOutcome = { readonly kind: 'trained'; readonly manifest: ModelManifest } | { readonly kind: 'failed'; readonly message: string };

const secondsADay = 86_400;
/** Part of the time, at its end, that judges instead of fitting; at least two days. */
const judgedShare = 0.05;
/** Different streams of the same seed: parameters and windows, and the windows that judge. */
const validationSeedOffset = 1_000_003;

interface Start {
  readonly kind: 'start';
  readonly definition: NetworkDefinition;
  readonly values: Float32Array;
  readonly plan: TrainingPlan;
  readonly parent: string | null;
  readonly embeddedSeries: readonly string[];
}

/** Reads the data, trains, and writes the new version; called in the training process. */
export async function runTraining(request: TrainingRequest, onProgress: (progress: TrainingProgress) => void): Promise<RunOutcome> {
  const startedMs = performance.now();
  const read = await trainingSeries(request.data, request.stepSeconds);
  if (read.kind === 'failed') return read;
  const series = seriesUntil(read.series, request.untilStep);
  if (series.length === 0) return { kind: 'failed', message: 'There is no series to train on: no server, no metric or no step is left after the filters.' };
  const random = seededRandom(request.seed);
  const start = await startingPoint(request, series, random);
  if (start.kind === 'failed') return start;
  const { definition, plan } = start;

  const { fittingTo, judgingFrom } = splitSteps(request, series);
  const firstStep = Math.min(...series.map((one) => one.firstStep));
  const withoutMetrics = request.data.kind === 'parquet' && request.data.withoutMetrics !== null ? new RegExp(request.data.withoutMetrics) : null;
  const simulated = simulatedSeries(request.simulatedSeeds, request.stepSeconds, firstStep, fittingTo).filter(({ metric }) => !withoutMetrics?.test(metric));
  const rows = new Map(start.embeddedSeries.map((key, index) => [key, index + 1]));
  const common = { grid: definition.grid, batch: trainingBatch, embeddingRow: (serverId: string, metric: string) => rows.get(seriesKey(serverId, metric)) ?? 0 };
  const batches = new WindowBatches([...series, ...simulated], { ...common, noise: true, toStep: fittingTo });
  const judged = new WindowBatches(series, { ...common, noise: false, fromStep: judgingFrom });
  const validation = keptBatches(judged, definition.grid, validationBatches, seededRandom(request.seed + validationSeedOffset));

  const engine = await openTrainingEngine(definition, trainingBatch, request.threads, plan.sharedPace);
  const trained = await train({
    definition,
    start: start.values,
    batches,
    validation,
    plan: request.steps === null ? plan : { ...plan, mostSteps: request.steps },
    random,
    engine,
    elapsedMs: () => performance.now() - startedMs,
    budgetMs: request.budgetSeconds === null ? null : request.budgetSeconds * 1000,
    onProgress,
  });
  await engine.close();

  const model: StoredModel = {
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
        dataFingerprint: fingerprintOf([...series, ...simulated]),
        trainedOn: request.trainedOn,
        validationLoss: trained.validationLoss,
        stoppedBy: trained.stoppedBy,
        machine: `${platform()} ${arch()} ${cpus()[0]?.model ?? 'unknown processor'}`,
      },
      parent: start.parent,
      embeddedSeries: [...start.embeddedSeries],
    },
  };
  await writeModel(request.out, model);
  return { kind: 'trained', manifest: model.manifest };
}

/** Random parameters, or a parent's with a row of the embedding for every series. */
async function startingPoint(request: TrainingRequest, series: readonly LongSeries[], random: () => number): Promise<Start | { readonly kind: 'failed'; readonly message: string }> {
  const grid: ModelGrid = { stepSeconds: request.stepSeconds, pastSteps: secondsADay / request.stepSeconds, horizonSteps: request.horizonSteps };
  if (request.parent === null) {
    const definition = { ...baseDefinition, grid };
    const values = initialParameters(parameterLayout(definition), random);
    return { kind: 'start', definition, values, plan: baseRecipe, parent: null, embeddedSeries: [] };
  }
  const outcome = await readModel(request.parent);
  if (outcome.kind !== 'read') return { kind: 'failed', message: outcome.message };
  const { manifest, values } = outcome.model;
  const from = manifest.definition;
  if (from.grid.stepSeconds !== grid.stepSeconds || from.grid.horizonSteps !== grid.horizonSteps) {
    const message = `${manifest.version} forecasts ${from.grid.horizonSteps} steps of ${from.grid.stepSeconds} s, asked for are ${grid.horizonSteps} of ${grid.stepSeconds} s: train a model of this grid without a parent first.`;
    return { kind: 'failed', message };
  }
  const embeddedSeries = series.map(({ serverId, metric }) => seriesKey(serverId, metric));
  const embeddingRows = embeddedSeries.length + 1;
  return {
    kind: 'start',
    definition: { ...from, embeddingRows },
    values: withFreshEmbedding(from, values, embeddingRows),
    plan: fineTuningRecipe,
    parent: manifest.version,
    embeddedSeries,
  };
}

/** Targets up to `fittingTo` fit, those from `judgingFrom` on judge. */
function splitSteps(request: TrainingRequest, series: readonly LongSeries[]): { readonly fittingTo: number; readonly judgingFrom: number } {
  if (request.validateFromStep !== null) return { fittingTo: request.validateFromStep - 1, judgingFrom: request.validateFromStep };
  const first = Math.min(...series.map((one) => one.firstStep));
  const last = Math.max(...series.map((one) => one.firstStep + one.values.length - 1));
  const twoDays = (2 * secondsADay) / request.stepSeconds;
  const judgingFrom = last + 1 - Math.max(twoDays, Math.round(judgedShare * (last - first)));
  return { fittingTo: judgingFrom - 1, judgingFrom };
}
