import { describe, expect, it } from '@jest/globals';
import type { NetworkDefinition } from '../tft/definition.ts';
import { embeddingName } from '../tft/network.ts';
import { parameterLayout } from '../tft/parameters.ts';
import { type ServedEmbeddings, withMeanEmbeddings } from './mean-embeddings.ts';

const definition: NetworkDefinition = { grid: { stepSeconds: 3600, pastSteps: 24, horizonSteps: 12 }, width: 8, heads: 2, mixerGroups: 2, embeddingRows: 4 };
const series = ['a\ncpu', 'b\ncpu', 'a\nmemory'];
/** Every parameter is its place; of the table row r holds r times 10 plus the column. */
const trained = (): Float32Array => {
  const { size, slots } = parameterLayout(definition);
  const { offset, shape } = slots.find(({ name }) => name === embeddingName)!;
  const values = Float32Array.from({ length: size }, (_, i) => i);
  for (let row = 0; row < shape[0]; row++) for (let i = 0; i < shape[1]; i++) values[offset + row * shape[1] + i] = row === 0 ? 0 : 10 * row + i;
  return values;
};

function vectorOf({ definition: served, values, rowOf }: ServedEmbeddings, serverId: string, metric: string): number[] {
  const { offset, shape } = parameterLayout(served).slots.find(({ name }) => name === embeddingName)!;
  const at = offset + rowOf(`${serverId}\n${metric}`, metric) * shape[1];
  return [...values.subarray(at, at + shape[1])];
}

const columns = Array.from({ length: 8 }, (_, i) => i);

describe('the vector of a series', () => {
  const served = withMeanEmbeddings(definition, trained(), series);

  it('is its own where the version was fine-tuned on it', () => {
    expect(vectorOf(served, 'b', 'cpu')).toEqual(columns.map((i) => 20 + i));
  });

  it('is the mean of the fleet’s series of its metric where the server is unknown', () => {
    expect(vectorOf(served, 'stranger', 'cpu')).toEqual(columns.map((i) => 15 + i));
    expect(vectorOf(served, 'stranger', 'memory')).toEqual(columns.map((i) => 30 + i));
  });

  it('is the mean of all series where the metric is unknown too', () => {
    expect(vectorOf(served, 'stranger', 'latency')).toEqual(columns.map((i) => 20 + i));
  });

  it('leaves every other parameter, and row 0, as they were', () => {
    const before = parameterLayout(definition).slots;
    for (const { name, offset, size } of parameterLayout(served.definition).slots) {
      const slot = before.find((one) => one.name === name)!;
      expect(served.values.subarray(offset, offset + Math.min(size, slot.size))).toEqual(trained().subarray(slot.offset, slot.offset + slot.size));
    }
  });

  it('is none where the version has no table', () => {
    const base = { ...definition, embeddingRows: 0 };
    const values = new Float32Array(parameterLayout(base).size);
    const { rowOf, ...rest } = withMeanEmbeddings(base, values, []);
    expect(rest).toEqual({ definition: base, values });
    expect(rowOf('a\ncpu', 'cpu')).toBe(0);
  });
});
