import { describe, expect, it } from '@jest/globals';
import { expertNames } from '../forecasting/ports.ts';
import { FleetWindows } from '../series/fleet-windows.ts';
import { FleetTrial } from './fleet-trial.ts';

const leads = Int32Array.of(6, 96);
const first = 100_000;
const actual = 50;

/** Windows of `servers` cpus that are always 50, up to a step. */
function windowsTo(step: number, servers: number): FleetWindows {
  const windows = new FleetWindows(600, step, servers);
  for (let s = 0; s < servers; s++) windows.write(windows.ensureRow({ serverId: `s${s}`, metric: 'cpu', kind: 'percent' }), step - 599, new Float32Array(600).fill(actual));
  return windows;
}

/** Every expert says the median `off` beside what comes, with a band of +-`half`. */
function said(of: Readonly<Record<string, number>>, half: number): Float32Array {
  const values = new Float32Array(leads.length * expertNames.length * 3);
  for (let l = 0; l < leads.length; l++) expertNames.forEach((expert, e) => values.set([-half, 0, half].map((side) => actual + (of[expert] ?? 5) + side), (l * expertNames.length + e) * 3));
  return values;
}

const modelSaid = (off: number, half: number) => Float32Array.from({ length: leads.length * 3 }, (_, i) => actual + off + [-half, 0, half][i % 3]);

function tried(origins: number, shadowOff: number, servers = 10): FleetTrial {
  const trial = new FleetTrial(leads, 96);
  trial.begin('old', 'new');
  for (let origin = first; origin < first + 12 * origins; origin += 12) {
    const windows = windowsTo(origin, servers);
    trial.resolve(windows);
    for (const row of windows.rows) trial.remember(row, origin, said({}, 3), { champion: modelSaid(2, 3), challenger: modelSaid(shadowOff, 3) });
  }
  trial.resolve(windowsTo(first + 12 * origins + 96, servers));
  return trial;
}

describe('the trial of two models', () => {
  it('judges both on the same outcomes, and against the better floor', () => {
    const { judged, test, againstFloors, championFigures, shadowFigures, sinceStep } = tried(4, 1).figures();
    expect(judged).toBe(10 * 4 * leads.length);
    expect(sinceStep).toBe(first);
    // pinball of .1 .5 .9: champion off by 2 and inside its band, shadow off by 1, floors off by 5 and outside
    expect(test).toMatchObject({ unit: 'server', units: 10 });
    const losses = { champion: 0.1 * 1 + 0.5 * 2 + 0.1 * 5, shadow: 0.1 * 2 + 0.5 * 1 + 0.1 * 4, floors: 0.9 * 2 + 0.5 * 5 + 0.1 * 8 };
    expect(test!.lossRatio).toBeCloseTo(losses.shadow / losses.champion, 5);
    expect(test!.difference).toBeCloseTo((losses.shadow - losses.champion) / (losses.shadow + losses.champion), 5);
    expect(championFigures!.floorRatio).toBeCloseTo(losses.champion / losses.floors, 5);
    expect(shadowFigures!.floorRatio).toBeCloseTo(losses.shadow / losses.floors, 5);
    expect([championFigures!.coverage80, shadowFigures!.coverage80]).toEqual([1, 1]);
    expect(againstFloors!.high).toBeLessThan(0);
  });

  it('judges nothing before its outcome is known', () => {
    const trial = new FleetTrial(leads, 96);
    trial.begin('old', 'new');
    const windows = windowsTo(first, 2);
    for (const row of windows.rows) trial.remember(row, first, said({}, 3), { champion: modelSaid(5, 3), challenger: modelSaid(1, 3) });
    trial.resolve(windowsTo(first + 95, 2));
    expect(trial.figures().judged).toBe(0);
    trial.resolve(windowsTo(first + 96, 2));
    expect(trial.figures().judged).toBe(4);
  });

  it('leaves out forecasts that only one of them made', () => {
    const trial = new FleetTrial(leads, 96);
    trial.begin('old', 'new');
    const { rows } = windowsTo(first, 2);
    trial.remember(rows[0], first, said({}, 3), { champion: modelSaid(5, 3), challenger: modelSaid(1, 3) });
    trial.remember(rows[1], first, said({}, 3), { champion: modelSaid(5, 3), challenger: modelSaid(NaN, 3) });
    trial.resolve(windowsTo(first + 96, 2));
    expect(trial.figures().judged).toBe(leads.length);
  });

  it('judges of a very large fleet a sample of its servers, each with all of its metrics', () => {
    const trial = new FleetTrial(leads, 96);
    trial.begin('old', 'new');
    const metrics = ['cpu', 'memory', 'disk', 'network'];
    const windows = new FleetWindows(1, first, 10_000, 1);
    for (const metric of metrics) for (let s = 0; s < 2_500; s++) windows.ensureRow({ serverId: `s${s}`, metric, kind: 'percent' });
    trial.resolve(windows);
    for (const row of windows.rows) trial.remember(row, first, said({}, 3), { champion: modelSaid(2, 3), challenger: modelSaid(1, 3) });
    windows.advanceTo(first + 96);
    windows.rows.forEach((_, row) => windows.write(row, first + 96, Float32Array.of(actual)));
    trial.resolve(windows);
    const counts = metrics.map((metric) => trial.pairs().filter((pair) => pair.metric === metric).length);
    for (const count of counts) expect(Math.abs(count - 1_250)).toBeLessThan(125);
  });

  it('begins from nothing with another pair, and goes on with the same', () => {
    const trial = tried(4, 1);
    trial.begin('old', 'new');
    expect(trial.figures().judged).toBe(80);
    trial.begin('old', 'newer');
    expect(trial.figures()).toMatchObject({ shadow: 'newer', judged: 0, sinceStep: null, test: null });
  });

  it('lets what came true lately count more where sums fade', () => {
    const halfLifeSteps = 96;
    const trial = new FleetTrial(leads, 96, halfLifeSteps);
    trial.begin('old', 'new');
    const row = { serverId: 's0', metric: 'cpu', kind: 'percent' } as const;
    trial.remember(row, first, said({}, 3), { champion: modelSaid(2, 3), challenger: modelSaid(1, 3) });
    trial.resolve(windowsTo(first + 96, 1));
    trial.remember(row, first + 96, said({}, 3), { champion: modelSaid(1, 3), challenger: modelSaid(2, 3) });
    trial.resolve(windowsTo(first + 192, 1));
    // a lead's loss is 1.6 when off by 2, 1.1 when off by 1
    const [{ forecasts, championLoss, shadowLoss }] = trial.pairs();
    expect(forecasts).toBeCloseTo(leads.length * 1.5, 9);
    expect(championLoss).toBeCloseTo(leads.length * (0.5 * 1.6 + 1.1), 4);
    expect(shadowLoss).toBeCloseTo(leads.length * (0.5 * 1.1 + 1.6), 4);
  });

  it('is the same after it was stored and read', () => {
    const trial = tried(4, 1);
    const again = new FleetTrial(leads, 96);
    again.import(JSON.parse(JSON.stringify(trial.export())) as ReturnType<FleetTrial['export']>);
    expect(again.figures()).toEqual(trial.figures());
  });
});
