import { seriesKey } from '../../domain/series/fleet-windows.ts';
import { baseDefinition, type NetworkDefinition } from '../../domain/tft/definition.ts';
import type { ModelGrid } from '../../domain/tft/model-inputs.ts';
import { initialParameters, parameterLayout, withFreshEmbedding } from '../../domain/tft/parameters.ts';
import type { StoredModel } from '../../domain/models/model-manifest.ts';
import { baseRecipe, fineTuningRecipe, updateRecipe, youngFleetRecipe } from '../../domain/training/recipes.ts';
import type { TrainingPlan } from '../../domain/training/train.ts';
import type { LongSeries } from '../../domain/training/window-batches.ts';
import { readModel } from '../../io/model-store/model-folder.ts';
import type { TrainingRequest } from './training-request.ts';

const secondsADay = 86_400;

export interface StartingPoint {
  readonly kind: 'start';
  readonly definition: NetworkDefinition;
  readonly values: Float32Array;
  readonly plan: TrainingPlan;
  readonly parent: StoredModel | null;
  readonly embeddedSeries: readonly string[];
}

/** Random parameters; or a parent's, with a fresh row of the embedding for every series; or, for a light update, a parent's as they are. */
export async function startingPoint(
  request: TrainingRequest,
  series: readonly LongSeries[],
  isYoung: boolean,
  random: () => number,
): Promise<StartingPoint | { readonly kind: 'failed'; readonly message: string }> {
  const grid: ModelGrid = { stepSeconds: request.stepSeconds, pastSteps: secondsADay / request.stepSeconds, horizonSteps: request.horizonSteps };
  if (request.parent === null) {
    const definition = { ...baseDefinition, grid };
    const values = initialParameters(parameterLayout(definition), random);
    return { kind: 'start', definition, values, plan: baseRecipe, parent: null, embeddedSeries: [] };
  }
  const outcome = await readModel(request.parent);
  if (outcome.kind !== 'read') return { kind: 'failed', message: outcome.message };
  const parent = outcome.model;
  const from = parent.manifest.definition;
  if (from.grid.stepSeconds !== grid.stepSeconds || from.grid.horizonSteps !== grid.horizonSteps) {
    const message = `${parent.manifest.version} forecasts ${from.grid.horizonSteps} steps of ${from.grid.stepSeconds} s, asked for are ${grid.horizonSteps} of ${grid.stepSeconds} s: train a model of this grid without a parent first.`;
    return { kind: 'failed', message };
  }
  if (request.fleet?.update === true) {
    return { kind: 'start', definition: from, values: parent.values, plan: updateRecipe, parent, embeddedSeries: parent.manifest.embeddedSeries };
  }
  const embeddedSeries = series.map(({ serverId, metric }) => seriesKey(serverId, metric));
  const embeddingRows = embeddedSeries.length + 1;
  return {
    kind: 'start',
    definition: { ...from, embeddingRows },
    values: withFreshEmbedding(from, parent.values, embeddingRows),
    plan: isYoung ? youngFleetRecipe : fineTuningRecipe,
    parent,
    embeddedSeries,
  };
}
