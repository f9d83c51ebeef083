import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { FleetWindows, type SeriesRow } from '../series/fleet-windows.ts';
import { allocateInputs, inputShapes, staticNames, type ModelGrid } from '../tft/model-inputs.ts';
import { featureGrid } from './feature-grid.ts';
import { FeatureStore } from './feature-store.ts';
import { InputRows } from './input-rows.ts';

const grid = featureGrid(1800, 12); // half hours: 48 steps a day keeps the property runs short
const modelGrid: ModelGrid = { stepSeconds: 1800, pastSteps: 48, horizonSteps: 12 };
const contextSteps = 12.5 * 48;
const origin = 900_000;

/** A daily wave with noise and gaps, from a small generator so that every run is the same. */
function wave(seed: number, steps: number, gapShare = 0.05): Float32Array {
  let state = seed >>> 0;
  const random = () => (state = (Math.imul(state, 1664525) + 1013904223) >>> 0) / 2 ** 32;
  return Float32Array.from({ length: steps }, (_, i) => (random() < gapShare ? NaN : 40 + 20 * Math.sin((2 * Math.PI * i) / 48) + 10 * random()));
}

function series(kind: SeriesRow['kind'], serverId = 'a'): SeriesRow {
  return { serverId, metric: 'cpu', kind };
}

function inputsOf(store: FeatureStore, windows: FleetWindows, row: number): { inputs: ReturnType<typeof allocateInputs>; scale: { centre: number; spread: number; cap: number } } {
  const inputs = allocateInputs(modelGrid, 1);
  const { state, history, local } = store.at(windows, row);
  const scale = { ...new InputRows(inputs, modelGrid, 1).fill(0, state, windows.rows[row].kind, history, local) };
  return { inputs, scale };
}

function windowsOf(values: Float32Array, kind: SeriesRow['kind'] = 'percent'): FleetWindows {
  const windows = new FleetWindows(contextSteps, origin, 1, 7);
  windows.write(windows.ensureRow(series(kind)), origin - values.length + 1, values);
  return windows;
}

describe('features of a fleet', () => {
  it('are the same whether a state advanced step by step or was rebuilt', () => {
    const values = wave(1, contextSteps + 200);
    const windows = new FleetWindows(contextSteps, origin, 1, 7);
    const row = windows.ensureRow(series('unbounded'));
    windows.write(row, origin - contextSteps + 1, values.subarray(0, contextSteps));
    const advanced = new FeatureStore(grid, () => 'Europe/Zurich');
    for (let i = 0; i < 200; i++) {
      inputsOf(advanced, windows, row);
      windows.seal();
      windows.advanceTo(origin + i + 1);
      windows.write(row, origin + i + 1, values.subarray(contextSteps + i, contextSteps + i + 1));
    }
    const slow = inputsOf(advanced, windows, row);
    const fresh = inputsOf(new FeatureStore(grid, () => 'Europe/Zurich'), windows, row);
    expect(slow.scale).toEqual(fresh.scale);
    for (const { name } of inputShapes(modelGrid, 1)) expect([name, ...slow.inputs[name]]).toEqual([name, ...fresh.inputs[name]]);
  });

  it('see nothing after the origin: noise in the future leaves every input as it is', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 1e6 }), fc.constantFrom('percent' as const, 'latency' as const), (seed, kind) => {
        const values = wave(seed, contextSteps);
        const known = windowsOf(values, kind);
        const before = inputsOf(new FeatureStore(grid), known, 0);
        // the same windows after the future has come, as noise, looked at from the old origin
        const later = new FleetWindows(contextSteps + 60, origin + 60, 1, 7);
        const row = later.ensureRow(series(kind));
        later.write(row, origin - contextSteps + 1, values);
        later.write(row, origin + 1, wave(seed + 1, 60).map((value) => value * 1000));
        const { history, local, state } = new FeatureStore(grid).at(windowsOf(values, kind), 0);
        history.over(later.window(row), later.oldestStep, { cubeRoot: kind === 'latency', reference: 1, leastScale: 1, weightFloor: 1, headroom: 1, ceiling: 1 });
        state.rebuild(history, local, origin);
        const inputs = allocateInputs(modelGrid, 1);
        new InputRows(inputs, modelGrid, 1).fill(0, state, kind, history, local);
        for (const { name } of inputShapes(modelGrid, 1)) expect([name, ...inputs[name]]).toEqual([name, ...before.inputs[name]]);
      }),
      { seed: 2, numRuns: 20 },
    );
  });

  it('move with the series: a bounded metric shifted and stretched gives the same scaled inputs', () => {
    const values = wave(3, contextSteps);
    const stretched = values.map((value) => 2 * value - 15);
    const one = inputsOf(new FeatureStore(grid), windowsOf(values), 0);
    const other = inputsOf(new FeatureStore(grid), windowsOf(stretched), 0);
    expect(other.scale.centre).toBeCloseTo(2 * one.scale.centre - 15, 3);
    expect(other.scale.spread).toBeCloseTo(2 * one.scale.spread, 2);
    for (const name of ['past', 'lags', 'sameTime', 'walk', 'flat', 'recent'] as const) {
      const most = Math.max(...one.inputs[name].map((value, i) => Math.abs(value - other.inputs[name][i])));
      expect([name, most < 0.001]).toEqual([name, true]);
    }
  });

  it('tell an unbounded metric from its thousandfold only by level and scale', () => {
    const values = wave(4, contextSteps);
    const one = inputsOf(new FeatureStore(grid), windowsOf(values, 'unbounded'), 0);
    const other = inputsOf(new FeatureStore(grid), windowsOf(values.map((value) => 1000 * value), 'unbounded'), 0);
    expect(other.scale.spread / one.scale.spread).toBeCloseTo(10, 1);
    staticNames.forEach((name, i) => {
      const difference = Math.abs(one.inputs.statics[i] - other.inputs.statics[i]);
      if (name === 'level' || name === 'ln-scale') expect([name, difference > 0.5]).toEqual([name, true]);
      else expect([name, difference < 0.01]).toEqual([name, true]);
    });
  });

  it('have no NaN and no infinity, whatever is missing', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 1e6 }), fc.double({ min: 0, max: 1, noNaN: true }), fc.integer({ min: 1, max: contextSteps }), (seed, gapShare, length) => {
        const { inputs } = inputsOf(new FeatureStore(grid), windowsOf(wave(seed, length, gapShare)), 0);
        for (const { name } of inputShapes(modelGrid, 1)) expect([name, inputs[name].every((value) => Number.isFinite(value))]).toEqual([name, true]);
      }),
      { seed: 6, numRuns: 60 },
    );
  });

  it('are made anew when a late sample rewrites what was used', () => {
    const values = wave(7, contextSteps, 0);
    const windows = windowsOf(values);
    const store = new FeatureStore(grid);
    inputsOf(store, windows, 0);
    windows.seal();
    windows.write(0, origin - 5, Float32Array.of(99));
    const revised = inputsOf(store, windows, 0);
    const fresh = inputsOf(new FeatureStore(grid), windows, 0);
    expect([...revised.inputs.past]).toEqual([...fresh.inputs.past]);
  });

  it('of a fleet take turns in what is renewed only now and then, so that no cycle pays for all', () => {
    const windows = new FleetWindows(contextSteps, origin, 64, 7);
    const values = wave(8, contextSteps, 0);
    for (let server = 0; server < 64; server++) windows.write(windows.ensureRow(series('percent', `server-${server}`)), origin - values.length + 1, values);
    const store = new FeatureStore(grid);
    const origins = windows.rows.map((_, row) => store.at(windows, row).state.newestWalkOrigin());
    const turns = Map.groupBy(origins, (renewedAt) => origin - grid.horizonSteps - renewedAt);
    expect([...turns.keys()].sort((a, b) => a - b)).toEqual(Array.from({ length: grid.walkStride }, (_, i) => i));
    expect(Math.max(...[...turns.values()].map((group) => group.length))).toBeLessThan(64);
  });

  it('never look at the same time of a day that is not over, when the horizon is a day long', () => {
    const quarterHours = featureGrid(900, 96);
    expect(quarterHours.nearestDay).toBe(2);
    expect(featureGrid(300, 96).nearestDay).toBe(1);
    expect(() => featureGrid(7, 96)).toThrow('does not divide the day');
  });
});
