import type { OptimiserState, TrainingBatch, TrainingEngine } from '../../domain/training/ports.ts';
import { adam } from '../../domain/training/adam.ts';
import { lossGraph, trainingGraph } from '../../domain/training/training-graph.ts';
import { type NetworkDefinition, tokenCounts } from '../../domain/tft/definition.ts';
import { inputShapes } from '../../domain/tft/model-inputs.ts';
import { type Feed, OnnxSession } from './session.ts';

export interface OpenedTrainingEngine extends TrainingEngine {
  close(): Promise<void>;
}

/** Sessions for training a network in batches of `batch` series; `sharedPace` as in training-graph.ts. */
export async function openTrainingEngine(definition: NetworkDefinition, batch: number, threads: number, sharedPace = 1): Promise<OpenedTrainingEngine> {
  const training = await OnnxSession.load(trainingGraph(definition, batch, sharedPace), threads);
  const judging = await OnnxSession.load(lossGraph(definition, batch), threads);
  const feedsOf = (filled: TrainingBatch) => batchFeeds(definition, batch, filled);

  return {
    async step(filled: TrainingBatch, state: OptimiserState, rate: number, step: number) {
      const dims = [state.theta.length];
      const results = await training.run({
        ...feedsOf(filled),
        theta: { values: state.theta, dims },
        first: { values: state.first, dims },
        second: { values: state.second, dims },
        rate: number(rate / (1 - adam.firstDecay ** step)),
        secondCorrection: number(1 / (1 - adam.secondDecay ** step)),
      });
      const [theta, first, second] = [results.nextTheta, results.nextFirst, results.nextSecond] as readonly Float32Array[];
      return { loss: results.loss[0], state: { theta, first, second } };
    },

    async loss(filled: TrainingBatch, theta: Float32Array) {
      const results = await judging.run({ ...feedsOf(filled), theta: { values: theta, dims: [theta.length] } });
      return results.loss[0];
    },

    async close() {
      await training.close();
      await judging.close();
    },
  };
}

function batchFeeds(definition: NetworkDefinition, batch: number, { inputs, targets, weights, embeddingRows }: TrainingBatch): Record<string, Feed> {
  const { future, patchSteps } = tokenCounts(definition.grid);
  const targetDims = [future * batch, patchSteps];
  const feeds: Record<string, Feed> = Object.fromEntries(inputShapes(definition.grid, batch).map(({ name, dims }) => [name, { values: inputs[name], dims }]));
  feeds.targets = { values: targets, dims: targetDims };
  feeds.weights = { values: weights, dims: targetDims };
  if (definition.embeddingRows > 0) feeds.embeddingRows = { values: embeddingRows, dims: [batch] };
  return feeds;
}

/** Gradients [N] of the loss at `theta` on each batch. */
export async function lossGradients(definition: NetworkDefinition, batches: readonly TrainingBatch[], theta: Float32Array, threads: number): Promise<readonly Float32Array[]> {
  if (batches.length === 0) return [];
  const batch = batches[0].embeddingRows.length;
  const session = await OnnxSession.load(lossGraph(definition, batch, true), threads);
  const gradients: Float32Array[] = [];
  for (const one of batches) {
    const { gradient } = await session.run({ ...batchFeeds(definition, batch, one), theta: { values: theta, dims: [theta.length] } }, ['gradient']);
    gradients.push(Float32Array.from(gradient));
  }
  await session.close();
  return gradients;
}

function number(value: number): Feed {
  return { values: Float32Array.of(value), dims: [] };
}
