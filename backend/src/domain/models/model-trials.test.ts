import { describe, expect, it } from '@jest/globals';
import { byPart } from '../forecasting/model-parts.ts';
import { expertNames } from '../forecasting/ports.ts';
import { FleetWindows } from '../series/fleet-windows.ts';
import { ModelTrials, type StoredTrials } from './model-trials.ts';

const leads = Int32Array.of(6, 96);
const grid = { stepSeconds: 300, horizonSteps: 96 };
const first = 100_000;
const actual = 50;
const servers = 10;

/** Windows of cpus that are always 50, up to a step. */
function windowsTo(step: number): FleetWindows {
  const windows = new FleetWindows(600, step, servers);
  for (let s = 0; s < servers; s++) windows.write(windows.ensureRow({ serverId: `s${s}`, metric: 'cpu', kind: 'percent' }), step - 599, new Float32Array(600).fill(actual));
  return windows;
}

const saidOff = (off: number) => Float32Array.from({ length: leads.length * 3 }, (_, i) => actual + off + [-3, 0, 3][i % 3]);
/** Every expert is 5 off. */
const said = Float32Array.from({ length: leads.length * expertNames.length * 3 }, (_, i) => actual + 5 + [-3, 0, 3][i % 3]);

/** So many hours in which the models are so far off; NaN: silent. */
function lived(trials: ModelTrials, fromStep: number, hours: number, off: { readonly champion: number; readonly challenger?: number; readonly reserve?: number }): number {
  const step = fromStep + 12 * hours;
  for (let origin = fromStep; origin < step; origin += 12) {
    const windows = windowsTo(origin);
    trials.resolve(windows);
    for (const row of windows.rows) trials.remember(row, origin, said, byPart((part) => saidOff(off[part] ?? NaN)), trials.wordOn(row, 'unknown')?.part ?? 'champion');
  }
  trials.resolve(windowsTo(step + 96));
  return step + 96;
}

const row = { serverId: 's3', metric: 'cpu', kind: 'percent' } as const;

describe('the trials of a champion', () => {
  it('compare it with challenger and reserve at once, on the same outcomes', () => {
    const trials = new ModelTrials(leads, grid);
    trials.begin('now', 'next', 'before');
    lived(trials, first, 12, { champion: 4, challenger: 3, reserve: 5 });
    expect(trials.figures()).toMatchObject({ champion: 'now', shadow: 'next', judged: 240 });
    expect(trials.figures().test!.high).toBeLessThan(0);
    expect(trials.reserveFigures()).toMatchObject({ champion: 'now', shadow: 'before' });
    expect(trials.reserveFigures()!.test!.low).toBeGreaterThan(0);
    expect(trials.wordOn(row, 'unknown')).toBeNull();
  });

  it('leave the word to the reserve where it is clearly better, and let a challenger beat whoever has it', () => {
    const trials = new ModelTrials(leads, grid);
    trials.begin('now', 'next', 'before');
    const step = lived(trials, first, 72, { champion: 6, challenger: 5, reserve: 4 });
    expect(trials.wordOn(row, 'unknown')).toMatchObject({ part: 'reserve' });
    expect(trials.reservedGroups()).toMatchObject([{ metric: 'cpu', profile: 'unknown' }, { metric: 'cpu', profile: null }]);
    trials.begin('now', 'younger', 'before');
    lived(trials, step, 12, { champion: 6, challenger: 5, reserve: 4 });
    // better than the champion, worse than the reserve that speaks
    expect(trials.figures().test!.low).toBeGreaterThan(0);
  });

  it('hand a word that was plainly lost in the trial to nobody: the former champion has it from the start', () => {
    const trials = new ModelTrials(leads, grid);
    trials.begin('before', 'now', null);
    lived(trials, first, 72, { champion: 4, challenger: 6 });
    trials.begin('now', null, 'before');
    expect(trials.wordOn(row, 'unknown')).toMatchObject({ part: 'reserve', evidence: 'profile' });
    expect(trials.reserveFigures()).toMatchObject({ judged: 0, test: null });
  });

  it('say nothing of a former champion where an even older one had the word in the trial', () => {
    const trials = new ModelTrials(leads, grid);
    trials.begin('before', 'now', 'oldest');
    // the oldest is best: the trial of both others is lost against it
    lived(trials, first, 96, { champion: 6, challenger: 5, reserve: 4 });
    expect(trials.wordOn(row, 'unknown')).toMatchObject({ part: 'reserve' });
    trials.begin('now', null, 'before');
    expect(trials.wordOn(row, 'unknown')).toBeNull();
  });

  it('forget slowly: a former champion that was worse for days and is better now is seen within days', () => {
    const trials = new ModelTrials(leads, grid);
    trials.begin('now', null, 'before');
    const step = lived(trials, first, 5 * 24, { champion: 4, reserve: 5 });
    expect(trials.reserveFigures()!.test!.low).toBeGreaterThan(0);
    lived(trials, step, 5 * 24, { champion: 6, reserve: 5 });
    const { test, driftBesideShadow, drift } = trials.reserveFigures()!;
    expect(test!.high).toBeLessThan(0);
    expect([drift.alarmed, driftBesideShadow.alarmed]).toEqual([true, true]);
  });

  it('are the same after they were stored and read, and begin anew with another pair', () => {
    const trials = new ModelTrials(leads, grid);
    trials.begin('now', 'next', 'before');
    lived(trials, first, 72, { champion: 6, challenger: 5, reserve: 4 });
    const again = new ModelTrials(leads, grid);
    again.import(JSON.parse(JSON.stringify(trials.export())) as StoredTrials);
    again.begin('now', 'next', 'before');
    expect(again.figures()).toEqual(trials.figures());
    expect(again.reserveFigures()).toEqual(trials.reserveFigures());
    expect(again.wordOn(row, 'unknown')).toEqual(trials.wordOn(row, 'unknown'));
    again.begin('before', null, null);
    expect(again.reserveFigures()).toBeNull();
    expect(again.wordOn(row, 'unknown')).toBeNull();
    expect(again.figures()).toMatchObject({ champion: 'before', shadow: null, judged: 0, drift: { blocks: 0 } });
  });

  it('read on what a file of an earlier version holds', () => {
    const before = new ModelTrials(leads, grid);
    before.begin('now', 'next', null);
    lived(before, first, 12, { champion: 4, challenger: 3 });
    const { reserve: _, word: __, driftBesideShadow: ___, ...old } = JSON.parse(JSON.stringify(before.export())) as StoredTrials;
    const again = new ModelTrials(leads, grid);
    again.import(old);
    again.begin('now', 'next', null);
    expect(again.figures()).toMatchObject({ judged: 240, shadow: 'next' });
  });
});
