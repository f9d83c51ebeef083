import type { Threshold } from '@fleetcast/contract';
import { describe, expect, it } from '@jest/globals';
import type { SeriesBreach } from '../forecasting/fleet-forecast.ts';
import { FleetWindows, type SeriesRow } from '../series/fleet-windows.ts';
import { BreachCalibration, breachOutcome } from './breach-calibration.ts';
import { isotonic } from './isotonic.ts';

const grid = { stepSeconds: 300, horizonSteps: 96 };
const threshold: Threshold = { value: 80, direction: 'above' };
const stated = (probability: number): readonly SeriesBreach[] => [{ threshold, severity: 'warning', probability, underWay: false, timeToBreach: null, keepsWord: false }];

describe('isotonic regression', () => {
  it('is the worked example: what falls is pooled, by weight', () => {
    expect(isotonic([0.1, 0.4, 0.2, 0.6], [1, 1, 3, 1])).toEqual([0.1, 0.25, 0.25, 0.6]);
    expect(isotonic([0.5, 0.4, 0.3], [1, 1, 1])).toEqual([0.39999999999999997, 0.39999999999999997, 0.39999999999999997]);
  });
});

describe('what came of a case', () => {
  const minutes = (level: number) => new Array<number>(12).fill(level);
  const outcome = (...values: number[]) => breachOutcome(Float32Array.from(values), threshold, 300);

  it('is a breach when 3 steps at or beyond begin after a quiet hour', () => {
    expect(outcome(...minutes(20), 30, 85, 90, 80, 30)).toBe(true);
    expect(outcome(...minutes(20), 30, 85, 90, 30, 30)).toBe(false);
  });

  it('is none when a breach was under way or too little was seen', () => {
    expect(outcome(...minutes(20).slice(1), 85, 85, 85, 85, 30, 30)).toBeNull();
    expect(outcome(...minutes(20), NaN, NaN, NaN, 30, 30)).toBeNull();
  });
});

const series = Array.from({ length: 40 }, (_, i): SeriesRow => ({ serverId: `s${i}`, metric: 'cpu', kind: 'percent' }));
const newcomer = (metric: string): SeriesRow => ({ serverId: 'new', metric, kind: 'percent' });

/** Hourly origins of a fleet in which `share` of the series breach within every horizon; all are given `said`. */
function live(calibration: BreachCalibration, hours: number, said: number, share: number): void {
  const windows = new FleetWindows(400, 100_000);
  series.forEach((one) => windows.ensureRow(one));
  windows.rows.forEach((_, row) => windows.write(row, 99_700, new Float32Array(301).fill(20)));
  for (let hour = 0; hour < hours; hour++) {
    calibration.resolve(windows);
    windows.rows.forEach((row) => calibration.remember(windows.originStep, row, stated(said)));
    const from = windows.originStep + 1;
    windows.advanceTo(windows.originStep + 12);
    // Who breaches does so every 6 hours for 15 minutes, long enough apart for quiet hours between.
    windows.rows.forEach((_, row) => windows.write(row, from, Float32Array.from({ length: 12 }, (_, i) => (row < share * 40 && hour % 6 === 3 && i < 3 ? 90 : 20))));
  }
}

describe('calibrated probabilities', () => {
  it('are as stated before anything has come true', () => {
    const calibration = new BreachCalibration(grid);
    for (const said of [0, 0.013, 0.3, 0.99, 1]) expect(calibration.calibrated(newcomer('cpu'), threshold, said)).toBeCloseTo(said, 10);
  });

  it('become what came of them, never falling, and pull other metrics along', () => {
    const calibration = new BreachCalibration(grid);
    live(calibration, 60, 0.8, 0.25);
    for (const metric of ['cpu', 'memory']) expect(Math.abs(calibration.calibrated(newcomer(metric), threshold, 0.8) - 0.25)).toBeLessThan(0.2);
    for (let said = 0; said < 1; said += 0.05) expect(calibration.calibrated(newcomer('cpu'), threshold, said + 0.05)).toBeGreaterThanOrEqual(calibration.calibrated(newcomer('cpu'), threshold, said));
  });

  it('tell series apart on which more and less came than of their metric, by threshold', () => {
    const calibration = new BreachCalibration(grid);
    live(calibration, 60, 0.8, 0.25);
    expect(calibration.calibrated(series[0], threshold, 0.8)).toBeGreaterThan(0.5);
    expect(calibration.calibrated(series[39], threshold, 0.8)).toBeLessThan(0.15);
    expect(calibration.calibrated(series[0], { ...threshold, value: 95 }, 0.8)).toBe(calibration.calibrated(newcomer('cpu'), threshold, 0.8));
  });

  it('know nothing of outcomes that are still to come', () => {
    const calibration = new BreachCalibration(grid);
    live(calibration, 8, 0.8, 0.25);
    expect(calibration.calibrated(series[0], threshold, 0.8)).toBeCloseTo(0.8, 10);
  });

  it('go on after a restart', () => {
    const calibration = new BreachCalibration(grid);
    live(calibration, 40, 0.8, 0.25);
    const resumed = new BreachCalibration(grid);
    resumed.import(calibration.export());
    expect(resumed.curves).toEqual(calibration.curves);
  });
});
