import { describe, expect, it } from '@jest/globals';
import { CalibrationCounts } from './calibration-counts.ts';
import { atTheirWord, fitLogistic, onLogistic } from './logistic-curve.ts';

const cases = (count: number) => new Array<number>(41).fill(count);
const nothing = { cases: cases(0), breaches: cases(0) };

describe('a logistic curve', () => {
  it('follows what came: the worked example', () => {
    // 0.5 was stated 40 times and came 10 times: logit(0.5) = 0, so that the level a solves 40 s(a) + 5 a = 10
    const { level, slope } = fitLogistic([0.5], [40], [10], atTheirWord, 5);
    expect(40 / (1 + Math.exp(-level)) + 5 * level).toBeCloseTo(10, 8);
    expect(level).toBeCloseTo(-0.6836, 4);
    expect(slope).toBe(1);
    expect(onLogistic({ level, slope }, 0.5)).toBeCloseTo(0.33545, 4);
  });

  it('finds level and slope where many cases tell both', () => {
    const stated = [0.1, 0.3, 0.5, 0.7, 0.9];
    const truth = { level: -0.5, slope: 0.7 };
    const { level, slope } = fitLogistic(stated, stated.map(() => 10_000), stated.map((p) => 10_000 * onLogistic(truth, p)), atTheirWord, 5);
    expect(level).toBeCloseTo(-0.5, 2);
    expect(slope).toBeCloseTo(0.7, 2);
  });
});

describe('what came of stated probabilities', () => {
  it('moves a series by what came on it: the worked example', () => {
    const counts = new CalibrationCounts();
    // at their word 20 of 40 should have come; 30 did: (30 - 20) / (20 + 40 x 0.25) = 1/3 more in the logarithm of the odds
    counts.import({ byMetric: {}, final: nothing, own: { busy: { came: 30, said: 20, spread: 10, likely: 0, likelyCame: 0 } } });
    expect(counts.curves.offsets.busy).toBeCloseTo(1 / 3, 10);
    expect(counts.calibrated('cpu', 'busy', 0.5)).toBeCloseTo(1 / (1 + Math.exp(-1 / 3)), 6);
    expect(counts.calibrated('cpu', 'other', 0.5)).toBeCloseTo(0.5, 6);
  });

  it('corrects what that said by what came of it, across metrics', () => {
    const counts = new CalibrationCounts();
    // 700 of 1,000 cases came that had been said anything about: beside 300 at their word of 0.5
    counts.import({ byMetric: {}, final: { cases: cases(1000), breaches: cases(700) }, own: {} });
    for (const metric of ['cpu', 'latency']) expect(counts.calibrated(metric, 'a', 0.5)).toBeCloseTo((300 * 0.5 + 700) / 1300, 6);
  });

  it('leaves everything as stated after a restart before anything has come true, 0 and 1 too', () => {
    const counts = new CalibrationCounts();
    counts.import(new CalibrationCounts().export());
    for (const stated of [0, 0.005, 0.4, 1]) expect(counts.calibrated('cpu', 'a', stated)).toBeCloseTo(stated, 10);
  });

  it('holds a word for kept once 24 breaches were called likely and 8 in 10 of them came', () => {
    const counts = new CalibrationCounts();
    const live = (who: string, stated: number, cases: number, came: number) => {
      for (let n = 0; n < cases; n++) counts.add(counts.take('cpu', who, stated), n < came);
    };
    live('early', 0.9, 23, 23);
    live('kept', 0.9, 30, 24);
    live('broken', 0.9, 30, 23);
    live('cautious', 0.49, 100, 90);
    expect(['early', 'kept', 'broken', 'cautious', 'nobody'].map((who) => counts.keepsWord(who))).toEqual([false, true, false, false, false]);
    live('early', 0.9, 1, 1);
    expect(counts.keepsWord('early')).toBe(true);
    counts.forget(28);
    expect(counts.keepsWord('early')).toBe(false);
  });

  it('counts a case for as many hours as it stands for', () => {
    const [hourly, rare] = [new CalibrationCounts(), new CalibrationCounts()];
    for (let n = 0; n < 40; n++) for (let hour = 0; hour < 4; hour++) hourly.add(hourly.take('cpu', 'a', 0.75), n % 4 === 0);
    for (let n = 0; n < 40; n++) rare.add(rare.take('cpu', 'a', 0.75), n % 4 === 0, 4);
    expect(rare.export()).toEqual(hourly.export());
  });

  it('forgets whoever has not been heard of for long', () => {
    const counts = new CalibrationCounts();
    counts.add(counts.take('cpu', 'gone', 0.3), true);
    counts.forget(28 * 20);
    counts.fit();
    expect(counts.curves.offsets).toEqual({});
  });
});
