import { describe, expect, it } from '@jest/globals';
import { FleetWindows, type SeriesRow } from '../series/fleet-windows.ts';
import { addMisses, moveStretches } from './band-sides.ts';
import { SeriesBands } from './series-bands.ts';

const H = 96;
const hour = 12;
const start = 6_000_000;
/** q02 ... q98 at every step. */
const served = Float32Array.from({ length: 7 * H }, (_, i) => [2, 10, 25, 50, 75, 90, 98][Math.floor(i / H)]);

/** Hours in which `valueOf(step)` comes true for each series, and `quantiles` were served. */
function run(bands: SeriesBands, metric: string, valuesOf: ReadonlyArray<(step: number) => number>, hours = 24 * 14, quantiles = served, isGappy = false): void {
  const windows = new FleetWindows(400, start, valuesOf.length);
  const rows = valuesOf.map((_, s): SeriesRow => ({ serverId: `s${s}`, metric, kind: 'percent' }));
  rows.forEach((row) => windows.ensureRow(row));
  bands.said.memory.reserve(rows.length);
  bands.own.reserve(rows.length);
  rows.forEach((_, slot) => {
    bands.said.memory.clear(slot);
    bands.own.clear(slot);
  });
  for (let k = 0; k < hours; k++) {
    bands.resolve(windows, (series) => rows.indexOf(series));
    rows.forEach((_, slot) => bands.remember(slot, windows.originStep, { said: new Float32Array(0), quantiles, at: 0, voice: isGappy ? 'floor' : 'model', isGappy }));
    const from = windows.originStep + 1;
    windows.advanceTo(windows.originStep + hour);
    valuesOf.forEach((valueOf, row) => windows.write(row, from, Float32Array.from({ length: hour }, (_, i) => valueOf(from + i))));
  }
  bands.resolve(windows, (series) => rows.indexOf(series));
}

describe('the sides of the bands', () => {
  it('count a miss, half a miss on the bound, and a quarter on each side where both are the value', () => {
    const misses = new Float64Array(4);
    addMisses(9, Float32Array.of(10, 90, 2, 98), 0, misses);
    expect([...misses]).toEqual([1, 0, 0, 0]);
    addMisses(98, Float32Array.of(10, 90, 2, 98), 0, misses);
    expect([...misses]).toEqual([1, 1, 0, 0.5]);
    addMisses(7, Float32Array.of(7, 7, 7, 7), 0, misses);
    expect([...misses]).toEqual([1.25, 1.25, 0.25, 0.75]);
  });

  it('move as in docs/methods/skill.md: 4 of 16 missed in an hour stretches a side by 0.5 / 24 x 0.15', () => {
    const logs = new Float32Array(4);
    moveStretches(logs, 0, { misses: Float64Array.of(4, 0, 0, 0), count: 16, days: 1 / 24 }, { perDay: [0.5, 0.5, 1, 1], most: [1, 1, 1, 1], few: 0 });
    expect(logs[0]).toBeCloseTo((0.5 / 24) * 0.15, 6);
    expect(logs[1]).toBeCloseTo((0.5 / 24) * -0.1, 6);
    expect(logs[2]).toBeCloseTo((1 / 24) * -0.02, 6);
  });
});

describe('bands that fit each series', () => {
  it('stay as they are where each side is missed as often as it should be', () => {
    const bands = new SeriesBands(H, hour, 288);
    // a permutation of 0.5 .. 99.5: a tenth below 10, a tenth above 90, two in a hundred beyond 2 and 98
    run(bands, 'cpu', [(step) => ((step * 37) % 100) + 0.5]);
    const { below, above, outerBelow, outerAbove } = bands.stretch('cpu', 0);
    for (const stretch of [below, above]) expect(Math.abs(Math.log(stretch))).toBeLessThan(0.1);
    for (const stretch of [outerBelow, outerAbove]) expect(Math.abs(Math.log(stretch))).toBeLessThan(0.5);
  });

  it('widen for the series that misses and narrow for the one that never does, though they share a metric', () => {
    const bands = new SeriesBands(H, hour, 288);
    run(bands, 'cpu', [(step) => (step % 3 === 0 ? 95 : 50), () => 50.1]);
    expect(bands.stretch('cpu', 0).above).toBeGreaterThan(1.5 * bands.stretch('cpu', 1).above);
    expect(bands.stretch('cpu', 0).below).toBeLessThan(1);
    expect(bands.stretch('memory', undefined)).toEqual({ below: 1, above: 1, outerBelow: 1, outerAbove: 1 });
  });

  it('let the upper side of the 96% band make up for zeros on a lower bound of 0, which no stretch can move', () => {
    const bands = new SeriesBands(H, hour, 288);
    const idle = Float32Array.from(served, (value, i) => (i < H ? 0 : value));
    // half of the steps are idle, the rest lies well inside
    run(bands, 'network', [(step) => (step % 2 === 0 ? 0 : 50)], 24 * 14, idle);
    expect(bands.pooled.logStretches('network')[3]).toBeGreaterThan(1);
    const busy = new SeriesBands(H, hour, 288);
    run(busy, 'network', [(step) => (step % 2 === 0 ? 40 : 50)], 24 * 14, idle);
    expect(busy.pooled.logStretches('network')[3]).toBeLessThan(-1);
  });

  it('learn nothing from what is made of old values after a gap', () => {
    const bands = new SeriesBands(H, hour, 288);
    run(bands, 'cpu', [() => 99.5], 48, served, true);
    expect(bands.stretch('cpu', 0)).toEqual({ below: 1, above: 1, outerBelow: 1, outerAbove: 1 });
  });

  it('lend a new series what its metric has learned', () => {
    const bands = new SeriesBands(H, hour, 288);
    run(bands, 'cpu', [(step) => (step % 3 === 0 ? 95 : 50)]);
    expect(bands.stretch('cpu', undefined).above).toBeGreaterThan(1.2);
  });
});
