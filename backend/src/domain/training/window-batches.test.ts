import { describe, expect, it } from '@jest/globals';
import { allocateInputs, baseGrid, historyStatics, inputShapes, patchStepsOf, staticCount } from '../tft/model-inputs.ts';
import type { Random, TrainingBatch } from './ports.ts';
import { WindowBatches, type LongSeries } from './window-batches.ts';

const batch = 4;
const patchSteps = patchStepsOf(baseGrid);
const futurePatches = baseGrid.horizonSteps / patchSteps;

function seeded(seed: number): Random {
  let state = seed >>> 0;
  return () => (state = (Math.imul(state, 1664525) + 1013904223) >>> 0) / 2 ** 32;
}

function emptyBatch(): TrainingBatch {
  return {
    inputs: allocateInputs(baseGrid, batch),
    targets: new Float32Array(futurePatches * batch * patchSteps),
    weights: new Float32Array(futurePatches * batch * patchSteps),
    embeddingRows: new Int32Array(batch),
  };
}

/** Value = hours since the start, so that a target tells which step it came from. */
function ramp(steps: number, gaps: (i: number) => boolean = () => false): LongSeries {
  return { serverId: 'a', metric: 'cpu', kind: 'percent', firstStep: 4_000_000, values: Float32Array.from({ length: steps }, (_, i) => (gaps(i) ? NaN : i / 12)) };
}

describe('training batches', () => {
  it('take as targets the steps that follow the inputs, in the same scaled units', () => {
    const into = emptyBatch();
    new WindowBatches([ramp(12 * 288)], { grid: baseGrid, batch, noise: false }).fill(seeded(1), into);
    const last = into.inputs.recent[0];
    const perStep = into.targets[1] - into.targets[0];
    expect(into.targets[0]).toBeCloseTo(last + perStep, 3);
    const end = into.targets[((futurePatches - 1) * batch + 0) * patchSteps + patchSteps - 1];
    expect(end).toBeCloseTo(last + 96 * perStep, 2);
  });

  it('give missing targets no weight, and nearly constant windows little', () => {
    const into = emptyBatch();
    const gappy = ramp(12 * 288, (i) => i % 5 === 0);
    new WindowBatches([gappy], { grid: baseGrid, batch, noise: false }).fill(seeded(2), into);
    const missing = into.weights.filter((weight) => weight === 0).length;
    expect(missing / into.weights.length).toBeCloseTo(0.2, 1);
    const flat: LongSeries = { ...ramp(12 * 288), values: new Float32Array(12 * 288).fill(5) };
    new WindowBatches([flat], { grid: baseGrid, batch, noise: false }).fill(seeded(2), into);
    expect(Math.max(...into.weights)).toBeLessThan(0.05);
  });

  it('are the same for the same seed, and differ by noise only in the statics', () => {
    const series = [ramp(12 * 288)];
    const [one, two, noisy] = [emptyBatch(), emptyBatch(), emptyBatch()];
    new WindowBatches(series, { grid: baseGrid, batch, noise: true }).fill(seeded(3), one);
    new WindowBatches(series, { grid: baseGrid, batch, noise: true }).fill(seeded(3), two);
    expect(two).toEqual(one);
    const dropped = Array.from({ length: 50 }, (_, i) => {
      new WindowBatches(series, { grid: baseGrid, batch, noise: true }).fill(seeded(100 + i), noisy);
      return Array.from({ length: batch }, (_, b) => noisy.inputs.statics[b * staticCount] === 0).filter(Boolean).length;
    }).reduce((a, b) => a + b, 0);
    expect(dropped / (50 * batch)).toBeGreaterThan(0.4);
    expect(dropped / (50 * batch)).toBeLessThan(0.6);
    expect(historyStatics[0]).toBe('level');
  });

  it('hold no target outside the given steps and no input that depends on them', () => {
    const clean = ramp(14 * 288);
    const toStep = clean.firstStep + 11 * 288;
    const spoilt = { ...clean, values: clean.values.map((value, i) => (clean.firstStep + i > toStep ? 1e6 : value)) };
    const [one, two] = [emptyBatch(), emptyBatch()];
    for (let seed = 0; seed < 20; seed++) {
      new WindowBatches([clean], { grid: baseGrid, batch, noise: false, toStep }).fill(seeded(seed), one);
      new WindowBatches([spoilt], { grid: baseGrid, batch, noise: false, toStep }).fill(seeded(seed), two);
      expect(two.targets).toEqual(one.targets);
      for (const { name } of inputShapes(baseGrid, batch)) expect(two.inputs[name]).toEqual(one.inputs[name]);
    }
  });

  it('say what is missing when there is nothing to train on', () => {
    expect(() => new WindowBatches([ramp(5 * 288)], { grid: baseGrid, batch, noise: false })).toThrow('at least 8 days of history');
  });
});
