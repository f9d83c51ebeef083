/** The shipped model as it serves: batches that are not full, and what a real window gives. */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { shippedModelFolder } from '../src/app/training/shipped-model.ts';
import { featureGrid } from '../src/domain/features/feature-grid.ts';
import { InputRows } from '../src/domain/features/input-rows.ts';
import { ScaledHistory } from '../src/domain/features/scaled-history.ts';
import { SeriesState } from '../src/domain/features/series-state.ts';
import { LocalTime } from '../src/domain/series/same-local-time.ts';
import { allocateInputs, baseGrid, quantileCount } from '../src/domain/tft/model-inputs.ts';
import { readModel } from '../src/io/model-store/model-folder.ts';
import { type OpenedModel, openModel } from '../src/io/onnxruntime/session-model.ts';

const batch = 4;
const week = 7 * 288;
const origin = 5_000_000;
const size = quantileCount * baseGrid.horizonSteps;

/** Cpu with a clear day, 20 % at night and 60 % at noon. */
const wave = (step: number) => 40 - 20 * Math.cos((2 * Math.PI * step) / 288) + Math.sin(step * 1.7) + Math.sin(step * 0.31);

describe('the shipped model', () => {
  let model: OpenedModel;
  beforeAll(async () => {
    const outcome = await readModel(shippedModelFolder);
    if (outcome.kind !== 'read') throw new Error(outcome.message);
    model = await openModel(outcome.model, batch);
  });
  afterAll(() => model.close());

  /** Fills one row with the wave plus an offset; gives centre and spread. */
  function fillRow(inputs: ReturnType<typeof allocateInputs>, row: number, offset: number) {
    const firstStep = origin - 2 * week;
    const values = Float32Array.from({ length: 2 * week + 1 }, (_, index) => wave(firstStep + index) + offset);
    const history = new ScaledHistory().overFilled(values, firstStep);
    const local = new LocalTime('UTC', 300_000);
    const state = new SeriesState(featureGrid(300, 96));
    state.rebuild(history, local, origin);
    return { ...new InputRows(inputs, baseGrid, batch).fill(row, state, 'percent', history, local) };
  }

  it('follows a clear day over the next 8 hours, and its band holds it', async () => {
    const inputs = allocateInputs(baseGrid, batch);
    const { centre, spread } = fillRow(inputs, 0, 0);
    const quantiles = (await model.predict(inputs)).slice(0, size);
    const at = (quantile: number, step: number) => centre + spread * quantiles[quantile * baseGrid.horizonSteps + step];
    let inside = 0;
    let error = 0;
    for (let step = 0; step < baseGrid.horizonSteps; step++) {
      const actual = wave(origin + 1 + step);
      error += Math.abs(at(3, step) - actual);
      if (actual >= at(0, step) && actual <= at(6, step)) inside += 1;
    }
    // the day swings by 40
    expect(error / baseGrid.horizonSteps).toBeLessThan(3);
    expect(inside / baseGrid.horizonSteps).toBeGreaterThan(0.9);
  });

  it('gives a series the same forecast whatever else the batch holds, rows never filled included', async () => {
    const alone = allocateInputs(baseGrid, batch);
    fillRow(alone, 1, 5);
    const first = (await model.predict(alone)).slice(size, 2 * size);
    const crowded = allocateInputs(baseGrid, batch);
    for (const [row, offset] of [[0, 30], [2, -10], [3, 1]]) fillRow(crowded, row, offset);
    fillRow(crowded, 1, 5);
    expect((await model.predict(crowded)).slice(size, 2 * size)).toEqual(first);
  });
});
