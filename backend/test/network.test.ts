/** The whole network: against TensorFlow.js, against central differences, and what must hold whatever its parameters are. */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import * as tf from '@tensorflow/tfjs';
import fc from 'fast-check';
import { attributionGraph, gradientOf } from '../src/domain/tft/attribution-graph.ts';
import { type NetworkDefinition, tokenCounts } from '../src/domain/tft/definition.ts';
import { inferenceGraph } from '../src/domain/tft/inference-graph.ts';
import { inputShapes, quantileCount } from '../src/domain/tft/model-inputs.ts';
import { network } from '../src/domain/tft/network.ts';
import type { NetworkInputs } from '../src/domain/tft/network-inputs.ts';
import { initialParameters, parameterLayout } from '../src/domain/tft/parameters.ts';
import { pinballLoss } from '../src/domain/training/pinball.ts';
import { seededRandom } from '../src/domain/training/random.ts';
import { lossGraph } from '../src/domain/training/training-graph.ts';
import { type Feed, OnnxSession } from '../src/io/onnxruntime/session.ts';
import { tensorflowAlgebra } from './tensorflow-algebra.ts';

// a small grid keeps the oracle quick; the code is the same for every grid
const definition: NetworkDefinition = { grid: { stepSeconds: 300, pastSteps: 36, horizonSteps: 24 }, width: 8, heads: 2, mixerGroups: 2, embeddingRows: 5 };
const { grid } = definition;
const layout = parameterLayout(definition);
const batch = 3;
const { future, patchSteps } = tokenCounts(grid);
const rows = future * batch;

/** Parameters away from their start, so that biases, gains and the embedding take part. */
function stirredParameters(seed: number): Float32Array {
  const random = seededRandom(seed);
  return initialParameters(layout, random).map((value) => value + 0.1 * (random() - 0.5));
}

function randomFeeds(seed: number, series = batch): Record<string, Feed> {
  const random = seededRandom(seed);
  const shapes = inputShapes(grid, series);
  const feeds: Record<string, Feed> = {};
  for (const { name, dims } of shapes) {
    feeds[name] = { values: Float32Array.from({ length: dims.reduce((a, b) => a * b, 1) }, () => 4 * random() - 2), dims };
  }
  feeds.embeddingRows = { values: Int32Array.from({ length: series }, (_, index) => index % definition.embeddingRows), dims: [series] };
  return feeds;
}

/** Feeds of one series out of a batch: its row of every token. */
function oneOf(feeds: Record<string, Feed>, series: number): Record<string, Feed> {
  const single = Object.fromEntries(inputShapes(grid, 1).map(({ name, dims }) => [name, dims]));
  const picked: Record<string, Feed> = { embeddingRows: { values: (feeds.embeddingRows.values as Int32Array).slice(series, series + 1), dims: [1] } };
  for (const { name, dims } of inputShapes(grid, batch)) {
    const width = dims[dims.length - 1];
    const values = feeds[name].values as Float32Array;
    const kept = values.filter((_, index) => Math.floor(index / width) % batch === series);
    picked[name] = { values: kept, dims: single[name] };
  }
  return picked;
}

function targetFeeds(seed: number): Record<string, Feed> {
  const random = seededRandom(seed);
  const dims = [rows, patchSteps];
  return {
    targets: { values: Float32Array.from({ length: rows * patchSteps }, () => 4 * random() - 2), dims },
    weights: { values: Float32Array.from({ length: rows * patchSteps }, () => (random() < 0.2 ? 0 : random())), dims },
  };
}

function largestDifference(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let worst = 0;
  for (let index = 0; index < a.length; index++) worst = Math.max(worst, Math.abs(a[index] - b[index]));
  return worst;
}

const largest = (values: ArrayLike<number>) => Array.from(values, Math.abs).reduce((most, value) => Math.max(most, value), 0);

describe('the network on two back ends', () => {
  let session: OnnxSession;
  beforeAll(async () => {
    tf.enableProdMode(); // no advice about faster back ends
    await tf.setBackend('cpu');
    session = await OnnxSession.load(lossGraph(definition, batch, true));
  });
  afterAll(() => session.close());

  it('has the same loss and the same gradient in TensorFlow.js', async () => {
    const theta = stirredParameters(3);
    const feeds = randomFeeds(4);
    const truth = targetFeeds(5);
    const ours = await session.run({ ...feeds, ...truth, theta: { values: theta, dims: [layout.size] } });

    const asTensor = ({ values, dims }: Feed) => tf.tensor(values as Float32Array, [...dims], values instanceof Int32Array ? 'int32' : 'float32');
    const inputs = Object.fromEntries(Object.entries(feeds).map(([name, feed]) => [name, asTensor(feed)])) as unknown as NetworkInputs<tf.Tensor>;
    const variables = layout.slots.map(({ shape, offset, size }) => tf.tensor(theta.slice(offset, offset + size), [...shape]));
    const theirs = tf.valueAndGrads((...parameters: tf.Tensor[]) => {
      const byName = new Map(layout.slots.map((slot, index) => [slot.name, parameters[index]]));
      const built = network({ algebra: tensorflowAlgebra, parameter: (name) => byName.get(name)! }, inputs, definition, batch);
      return pinballLoss(tensorflowAlgebra, built.quantiles, asTensor(truth.targets), asTensor(truth.weights), rows * patchSteps).asScalar();
    })(variables);

    expect(Math.abs(theirs.value.dataSync()[0] - ours.loss[0])).toBeLessThan(1e-6);
    const theirGradient = new Float32Array(layout.size);
    layout.slots.forEach((slot, index) => theirGradient.set(theirs.grads[index].dataSync(), slot.offset));
    expect(largest(theirGradient)).toBeGreaterThan(1e-3);
    expect(largestDifference(theirGradient, ours.gradient) / largest(theirGradient)).toBeLessThan(1e-5);
  });

  it('has a gradient that central differences confirm, one parameter tensor at a time', async () => {
    const theta = stirredParameters(6);
    const feeds = { ...randomFeeds(7), ...targetFeeds(8) };
    const at = async (values: Float32Array) => session.run({ ...feeds, theta: { values, dims: [layout.size] } });
    const { gradient } = await at(theta);
    const errors: number[] = [];
    for (const { offset, size } of layout.slots) {
      const part = Float64Array.from(gradient.subarray(offset, offset + size));
      const length = Math.hypot(...part);
      if (length < 1e-5) continue;
      // a step along the tensor's own gradient is the best conditioned one in float32
      const step = Math.min(0.02, 2e-3 / length);
      const moved = (sign: number) =>
        theta.map((value, index) => (index >= offset && index < offset + size ? value + (sign * step * part[index - offset]) / length : value));
      const slope = ((await at(moved(1))).loss[0] - (await at(moved(-1))).loss[0]) / (2 * step);
      errors.push(Math.abs(slope - length) / length);
    }
    errors.sort((a, b) => a - b);
    expect(errors.length).toBeGreaterThan(60);
    // a step over kinks of the pinball leaves a few tensors with some per cent; TensorFlow.js above has no such limit
    expect(errors[Math.floor(0.8 * errors.length)]).toBeLessThan(0.01);
    expect(errors[errors.length - 1]).toBeLessThan(0.25);
  });
});

describe('the inference graph', () => {
  it('gives the loss that the training graph computes', async () => {
    const theta = stirredParameters(9);
    const feeds = randomFeeds(10);
    const truth = targetFeeds(11);
    const training = await OnnxSession.load(lossGraph(definition, batch));
    const inference = await OnnxSession.load(inferenceGraph(definition, theta, batch));
    const { loss } = await training.run({ ...feeds, ...truth, theta: { values: theta, dims: [layout.size] } });
    const { quantiles } = await inference.run(feeds);
    await training.close();
    await inference.close();
    // the loss written out by hand on [B, Q, H]; row of a target = patch * B + series
    const levels = [0.02, 0.1, 0.25, 0.5, 0.75, 0.9, 0.98];
    let total = 0;
    for (let series = 0; series < batch; series++) {
      for (let step = 0; step < grid.horizonSteps; step++) {
        const target = (Math.floor(step / patchSteps) * batch + series) * patchSteps + (step % patchSteps);
        levels.forEach((level, index) => {
          const error = Number(truth.targets.values[target]) - quantiles[(series * quantileCount + index) * grid.horizonSteps + step];
          total += Number(truth.weights.values[target]) * Math.max(level * error, (level - 1) * error);
        });
      }
    }
    expect((2 * total) / (levels.length * batch * grid.horizonSteps)).toBeCloseTo(loss[0], 5);
  });

  it('forecasts the mean of its candidates when all weights are zero (docs/methods/model.md)', async () => {
    const session = await OnnxSession.load(inferenceGraph(definition, new Float32Array(layout.size), 1));
    const feeds = randomFeeds(20, 1);
    const filledWith = (name: string, values: (index: number) => number) => Float32Array.from(feeds[name].values as Float32Array, (_, index) => values(index));
    const same = (value: number) => () => value;
    const inputs: Record<string, Feed> = {
      ...feeds,
      recent: { ...feeds.recent, values: Float32Array.of(0.9, 0.9) },
      flat: { ...feeds.flat, values: filledWith('flat', (index) => 0.1 * (1 + Math.floor(index / quantileCount))) },
      walk: { ...feeds.walk, values: filledWith('walk', same(0.6)) },
      lags: { ...feeds.lags, values: filledWith('lags', (index) => (index < grid.horizonSteps ? 1.8 : 2.7)) },
      sameTime: { ...feeds.sameTime, values: filledWith('sameTime', same(0.45)) },
    };
    const { quantiles } = await session.run(inputs);
    await session.close();
    const [centre, spread] = [20, 3];
    for (const forecast of quantiles) expect(centre + spread * forecast).toBeCloseTo(22.8, 4);
  });

  it('never lets quantiles cross, whatever the parameters and inputs', async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 0, max: 1e6 }), fc.double({ min: 0.1, max: 5, noNaN: true }), async (seed, stretch) => {
        const session = await OnnxSession.load(inferenceGraph(definition, stirredParameters(seed).map((value) => value * stretch), batch));
        const { quantiles } = await session.run(randomFeeds(seed + 1));
        await session.close();
        for (let series = 0; series < batch; series++) {
          for (let lower = 0; lower < quantileCount - 1; lower++) {
            const start = (series * quantileCount + lower) * grid.horizonSteps;
            for (let step = start; step < start + grid.horizonSteps; step++) {
              expect(quantiles[step]).toBeLessThanOrEqual(quantiles[step + grid.horizonSteps]);
            }
          }
        }
      }),
      { numRuns: 12, seed: 1 },
    );
  });

  it('forecasts a series alone as it does among others', async () => {
    const theta = stirredParameters(12);
    const together = await OnnxSession.load(inferenceGraph(definition, theta, batch));
    const alone = await OnnxSession.load(inferenceGraph(definition, theta, 1));
    const feeds = randomFeeds(13);
    const all = (await together.run(feeds)).quantiles;
    const size = quantileCount * grid.horizonSteps;
    for (let series = 0; series < batch; series++) {
      const { quantiles } = await alone.run(oneOf(feeds, series));
      expect(largestDifference(quantiles, all.subarray(series * size, (series + 1) * size))).toBeLessThan(1e-5);
    }
    // and a neighbour's inputs change nothing at all
    const { values } = feeds.past;
    const width = patchSteps * batch;
    const stirred = { ...feeds, past: { ...feeds.past, values: Float32Array.from(values as Float32Array, (value, index) => (index % width < 2 * patchSteps ? value : -value)) } };
    const after = (await together.run(stirred)).quantiles;
    expect(after.subarray(0, 2 * size)).toEqual(all.subarray(0, 2 * size));
    expect(largestDifference(after.subarray(2 * size), all.subarray(2 * size))).toBeGreaterThan(1e-4);
    await together.close();
    await alone.close();
  });

  it('treats row 0 of the series embedding as a series nobody has seen', async () => {
    const theta = stirredParameters(14);
    const table = layout.slots.find(({ name }) => name === 'embedding')!;
    theta.fill(0, table.offset, table.offset + definition.width);
    const withTable = await OnnxSession.load(inferenceGraph(definition, theta, batch));
    const bare = { ...definition, embeddingRows: 0 };
    const without = await OnnxSession.load(inferenceGraph(bare, theta.filter((_, index) => index < table.offset || index >= table.offset + table.size), batch));
    const { embeddingRows, ...feeds } = randomFeeds(15);
    const unseen = { values: new Int32Array(batch), dims: embeddingRows.dims };
    expect((await withTable.run({ ...feeds, embeddingRows: unseen })).quantiles).toEqual((await without.run(feeds)).quantiles);
    await withTable.close();
    await without.close();
  });
});

describe('a network of another grid', () => {
  it.each([
    { grid: { stepSeconds: 60, pastSteps: 1440, horizonSteps: 480 }, patch: 6 },
    { grid: { stepSeconds: 900, pastSteps: 96, horizonSteps: 32 }, patch: 4 },
    { grid: { stepSeconds: 3600, pastSteps: 24, horizonSteps: 8 }, patch: 4 },
    { grid: { stepSeconds: 300, pastSteps: 288, horizonSteps: 97 }, patch: 1 },
  ])('of $grid.stepSeconds s and $grid.horizonSteps steps has patches of $patch and trains', async ({ grid: other, patch }) => {
    expect(tokenCounts(other).patchSteps).toBe(patch);
    const another = { ...definition, grid: other, embeddingRows: 0 };
    const parameters = initialParameters(parameterLayout(another), seededRandom(1));
    const zeros = inputShapes(other, 2).map(({ name, dims }) => [name, { values: new Float32Array(dims.reduce((a, b) => a * b, 1)).fill(0.5), dims }] as const);
    const targets = { values: new Float32Array(2 * other.horizonSteps).fill(1), dims: [tokenCounts(other).future * 2, patch] };
    const session = await OnnxSession.load(lossGraph(another, 2, true));
    const { loss, gradient } = await session.run({ ...Object.fromEntries(zeros), targets, weights: targets, theta: { values: parameters, dims: [parameters.length] } });
    await session.close();
    expect(loss[0]).toBeGreaterThan(0);
    expect(largest(gradient)).toBeGreaterThan(1e-6);
  });
});

describe('the attribution graph', () => {
  it('lets integrated gradients add up to the change of the forecast (completeness)', async () => {
    const theta = stirredParameters(16);
    const session = await OnnxSession.load(attributionGraph(definition, theta, batch));
    const { embeddingRows, ...feeds } = randomFeeds(17);
    const size = batch * quantileCount * grid.horizonSteps;
    const direction = new Float32Array(size);
    direction[(1 * quantileCount + 3) * grid.horizonSteps + 7] = 1;
    const at = async (share: number) => {
      const scaled = Object.fromEntries(Object.entries(feeds).map(([name, { values, dims }]) => [name, { values: (values as Float32Array).map((value) => value * share), dims }]));
      return session.run({ ...scaled, embeddingRows, direction: { values: direction, dims: [batch, quantileCount, grid.horizonSteps] } });
    };
    const selected = (run: Awaited<ReturnType<typeof at>>) => direction.reduce((total, value, index) => total + value * run.quantiles[index], 0);
    const change = selected(await at(1)) - selected(await at(0));
    // midpoint rule along the straight line from the all-zero baseline (Sundararajan et al. 2017)
    const points = 64;
    let attributed = 0;
    for (let point = 0; point < points; point++) {
      const run = await at((point + 0.5) / points);
      for (const [name, { values }] of Object.entries(feeds)) {
        attributed += (values as Float32Array).reduce((total, value, index) => total + value * run[gradientOf(name)][index], 0) / points;
      }
    }
    await session.close();
    expect(Math.abs(change)).toBeGreaterThan(0.05);
    expect(Math.abs(attributed - change)).toBeLessThan(0.02 * Math.abs(change));
  });
});
