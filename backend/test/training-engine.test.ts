/** One step of training on ONNX Runtime: how far it moves what all series share, and what each has for itself. */
import { describe, expect, it } from '@jest/globals';
import type { NetworkDefinition } from '../src/domain/tft/definition.ts';
import { embeddingName } from '../src/domain/tft/network.ts';
import { initialParameters, parameterLayout } from '../src/domain/tft/parameters.ts';
import { seededRandom } from '../src/domain/training/random.ts';
import { emptyBatch } from '../src/domain/training/training-batch.ts';
import { openTrainingEngine } from '../src/io/onnxruntime/training-engine.ts';

const definition: NetworkDefinition = { grid: { stepSeconds: 300, pastSteps: 36, horizonSteps: 24 }, width: 8, heads: 2, mixerGroups: 2, embeddingRows: 4 };
const layout = parameterLayout(definition);
const table = layout.slots.find(({ name }) => name === embeddingName)!;
const rate = 0.01;

/** Every parameter's move in the first step: Adam moves each by the whole rate, up or down, where it has a gradient. */
async function firstMove(sharedPace: number): Promise<Float32Array> {
  const batch = emptyBatch(definition.grid, 3);
  const random = seededRandom(1);
  for (const values of [...Object.values(batch.inputs), batch.targets]) values.forEach((_, i) => (values[i] = 4 * random() - 2));
  batch.weights.fill(1);
  batch.embeddingRows.set([1, 2, 3]);
  const theta = initialParameters(layout, seededRandom(2));
  const engine = await openTrainingEngine(definition, 3, 1, sharedPace);
  const { state } = await engine.step(batch, { theta, first: new Float32Array(theta.length), second: new Float32Array(theta.length) }, rate, 1);
  await engine.close();
  return state.theta.map((value, i) => value - theta[i]);
}

function largest(moves: Float32Array): number {
  return moves.reduce((most, move) => Math.max(most, Math.abs(move)), 0);
}

const ofTable = (moves: Float32Array) => moves.subarray(table.offset, table.offset + table.size);
const ofShared = (moves: Float32Array) => moves.filter((_, i) => i < table.offset || i >= table.offset + table.size);

describe('a step of training', () => {
  it('moves what all series share by its part of the rate, and the embedding by the whole', async () => {
    const [whole, tenth] = [await firstMove(1), await firstMove(0.1)];
    expect(largest(ofShared(whole))).toBeCloseTo(rate, 4);
    expect(largest(ofTable(whole))).toBeCloseTo(rate, 4);
    expect(largest(ofShared(tenth))).toBeCloseTo(0.1 * rate, 5);
    expect([...ofTable(tenth)]).toEqual([...ofTable(whole)]);
  });

  it('leaves the row of series without an embedding at zero', async () => {
    expect([...ofTable(await firstMove(1)).subarray(0, definition.width)]).toEqual(new Array<number>(definition.width).fill(0));
  });
});
