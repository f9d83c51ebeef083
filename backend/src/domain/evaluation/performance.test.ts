import { describe, expect, it } from '@jest/globals';
import { DaySums } from './day-sums.ts';
import type { LedgerSpeaker } from './ledger-entries.ts';
import { addServed, addSpeaker, calibrationOf, figuresOf, nothingJudged, speakersOf, type Judged } from './performance.ts';

const served: LedgerSpeaker = { kind: 'served', name: 'served' };
const yesterday: LedgerSpeaker = { kind: 'floor', name: 'seasonal-naive-24h' };
const win24: LedgerSpeaker = { kind: 'floor', name: 'win24' };
const speakers = [served, yesterday, win24];

interface Case {
  readonly actual: number;
  /** q02 .. q98 of what was served. */
  readonly said: readonly number[];
  /** q10, q50, q90 of each floor. */
  readonly floors: readonly [readonly number[], readonly number[]];
}

function judged(cases: readonly Case[], lead = 2): Judged {
  const sums = new DaySums();
  for (const { actual, said, floors } of cases) {
    sums.addServed(5, lead, actual, Float32Array.from(said), 0);
    sums.addCompared(5, 0, lead, actual, Float32Array.of(said[1], said[3], said[5]), 0);
    floors.forEach((floor, f) => sums.addCompared(5, 1 + f, lead, actual, Float32Array.from(floor), 0));
  }
  const all = nothingJudged();
  for (const row of sums.servedRows()) addServed(all, row.sums);
  for (const row of sums.speakerRows()) addSpeaker(all, speakers[row.speakerId], row.sums);
  return all;
}

/** The worked example of docs/methods/performance.md, often enough that figures are stated. */
const example: Case = { actual: 10, said: [6, 8, 8.5, 9, 10.5, 11, 12], floors: [[14, 14, 14], [14, 15, 17]] };
const often = (one: Case) => Array.from({ length: 40 }, () => one);

describe('figures of judged forecasts', () => {
  it('are those of the worked example', () => {
    const figures = figuresOf(judged(often(example)), 'percent');
    expect(figures).toMatchObject({ forecasts: 40, coverage80: 1, coverage96: 1, meanAbsoluteError: 1, meanLevel: 10 });
    // served (.1 x 2 + .5 x 1 + .1 x 1) / 3, the better floor (.9 + .5 + .1) x 4 / 3
    expect(figures.skill).toBeCloseTo(1 - 0.8 / 6, 6);
    expect(figures.accuracy).toBeCloseTo(0.9, 6);
  });

  it('compare every speaker with the best floor and with yesterday', () => {
    const figures = speakersOf(judged(often(example)));
    expect(figures.map(({ speaker }) => speaker.name)).toEqual(['served', 'seasonal-naive-24h', 'win24']);
    expect(figures[0].lossRatio).toBeCloseTo(0.8 / 6, 6);
    expect(figures[0].maeRatio).toBeCloseTo(1 / 4, 6);
    expect(figures[1]).toMatchObject({ lossRatio: 1, maeRatio: 1, forecasts: 40 });
    expect(figures[2].lossRatio).toBeCloseTo((0.9 * 4 + 0.5 * 5 + 0.1 * 7) / 6, 6);
  });

  it('count an actual that equals a quantile half below it', () => {
    const calibration = calibrationOf(judged(often({ ...example, actual: 9 })))!;
    expect(calibration.map(({ observed }) => observed)).toEqual([0, 0, 0, 0.5, 1, 1, 1]);
    expect(figuresOf(judged(often({ ...example, actual: 11 })), 'percent').coverage80).toBe(0.5);
  });

  it('hold for one lead, and say nothing of another', () => {
    const all = judged(often(example), 3);
    expect(figuresOf(all, 'percent', 3).forecasts).toBe(40);
    expect(figuresOf(all, 'percent', 1)).toMatchObject({ forecasts: 0, skill: null, accuracy: null, coverage80: null });
  });

  it('say nothing before 30 forecasts have come true', () => {
    const few = judged(often(example).slice(0, 29));
    expect(figuresOf(few, 'percent')).toMatchObject({ forecasts: 29, skill: null, accuracy: null });
    expect(calibrationOf(few)).toBeNull();
    expect(speakersOf(few)[0].lossRatio).toBeNull();
  });

  it('have no accuracy where the level is near zero: below 5 percent points, or below what the best floor errs by', () => {
    const low: Case = { actual: 4, said: [1, 2, 2.5, 3, 3.5, 4, 5], floors: [[4, 4, 4], [5, 5, 5]] };
    expect(figuresOf(judged(often(low)), 'percent').accuracy).toBeNull();
    expect(figuresOf(judged(often(low)), 'unbounded').accuracy).toBeCloseTo(0.75, 6);
    const noisy: Case = { ...low, floors: [[9, 9, 9], [10, 10, 10]] };
    expect(figuresOf(judged(often(noisy)), 'unbounded').accuracy).toBeNull();
  });

  it('scale with the unit: skill, accuracy and coverage do not change', () => {
    const inKilo = figuresOf(judged(often(example)), 'unbounded');
    const thousand = (values: readonly number[]) => values.map((value) => 1000 * value);
    const inUnits = figuresOf(judged(often({ actual: 10_000, said: thousand(example.said), floors: [thousand(example.floors[0]), thousand(example.floors[1])] })), 'unbounded');
    expect(inUnits.skill).toBeCloseTo(inKilo.skill!, 5);
    expect(inUnits.accuracy).toBeCloseTo(inKilo.accuracy!, 5);
    expect(inUnits.coverage80).toBe(inKilo.coverage80);
  });

  it('leave out what nobody forecast and what never came', () => {
    const sums = new DaySums();
    sums.addServed(1, 0, NaN, Float32Array.from(example.said), 0);
    sums.addServed(1, 0, 10, new Float32Array(7).fill(NaN), 0);
    sums.addCompared(1, 0, 0, 10, Float32Array.of(NaN, NaN, NaN), 0);
    expect([...sums.servedRows()].length + [...sums.speakerRows()].length).toBe(0);
  });
});
