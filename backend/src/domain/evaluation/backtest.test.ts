import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { LongSeries } from '../series/long-series.ts';
import { backtest, type BacktestPlan } from './backtest.ts';
import { bootstrapIntervals } from './bootstrap.ts';
import { bestFloorOf, pooled } from './pooled-figures.ts';
import { Scoreboard } from './scoreboard.ts';
import { seriesShares } from './series-shares.ts';
import { YardstickFloors } from './yardstick-floors.ts';

const halfHour = 1800;
const day = 48;
const H = 16;
const first = 1_000_000;
const plan: BacktestPlan = { stepSeconds: halfHour, horizonSteps: H, fromStep: first + 20 * day, toStep: first + 21 * day, strideSteps: 8, speaker: 'served', model: null };
const run = { signal: new AbortController().signal };

function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => (state = (Math.imul(state, 1664525) + 1013904223) >>> 0) / 2 ** 32;
}

function noisyWave(seed: number, steps: number, metric = 'cpu_pct'): LongSeries {
  const random = seeded(seed);
  const values = Float32Array.from({ length: steps }, (_, i) => (random() < 0.03 ? NaN : 50 + 20 * Math.sin((2 * Math.PI * i) / day) + 5 * random()));
  return { serverId: `s${seed}`, metric, kind: 'percent', firstStep: first, values };
}

async function collect(series: readonly LongSeries[], how: BacktestPlan = plan) {
  const forecasts = [];
  for await (const forecast of backtest(series, how, run)) forecasts.push(forecast);
  return forecasts;
}

describe('a backtest', () => {
  it('forecasts every series at every origin of the stride, both ends included', async () => {
    const forecasts = await collect([noisyWave(1, 22 * day), noisyWave(2, 22 * day)]);
    expect(forecasts.map(({ originStep }) => originStep - plan.fromStep)).toEqual([0, 8, 16, 24, 32, 40, 48]);
    expect(forecasts[0].quantiles).toHaveLength(2 * 7 * H);
  });

  it('knows nothing of what comes after an origin, gates and bands included', async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 1e6 }), fc.integer({ min: 0, max: day }), async (seed, cut) => {
        const series = noisyWave(seed, 22 * day);
        const known = 20 * day + cut;
        const spoilt = { ...series, values: series.values.map((value, i) => (i > known ? 1000 * ((seed + i) % 7) : value)) };
        const [one, two] = [await collect([series]), await collect([spoilt])];
        one.forEach((forecast, i) => {
          if (forecast.originStep - first <= known) expect([...two[i].quantiles]).toEqual([...forecast.quantiles]);
        });
      }),
      { seed: 3, numRuns: 5 },
    );
  });

  it('also speaks for a series that begins late, is constant, or was never observed', async () => {
    const late = { ...noisyWave(3, day), firstStep: first + 20 * day + 4 };
    const constant = { ...noisyWave(4, 22 * day), values: new Float32Array(22 * day).fill(7.7) };
    const never = { ...noisyWave(5, 22 * day), values: new Float32Array(22 * day).fill(NaN) };
    const forecasts = await collect([late, constant, never]);
    for (const forecast of forecasts) {
      expect(forecast.quantiles.every((value) => Number.isFinite(value))).toBe(true);
      expect(forecast.decisions.map(({ reason }) => reason.kind).slice(1)).toEqual(['constant', 'too-gappy']);
    }
    expect(forecasts[0].quantiles[7 * H]).toBe(Math.fround(7.7));
  });
});

describe('the yardstick floors', () => {
  it('are as worked by hand on a ramp of 0, 1, 2, ... : win24 of the last 48 values, same time a day and more ago', () => {
    const ramp: LongSeries = { ...noisyWave(1, 1), values: Float32Array.from({ length: 20 * day }, (_, i) => i) };
    const floors = new YardstickFloors(day, H);
    const origin = 10 * day;
    floors.forecast(ramp, first + origin);
    expect(floors.at('win24', 1, 5)).toBeCloseTo(origin - 23.5, 6); // median of origin-47 .. origin
    expect(floors.at('win24', 0, 5)).toBeCloseTo(origin - 47 + 4.7, 4);
    expect(floors.at('same-time', 1, 0)).toBe(origin + 1 - 4 * day); // the middle one of 21
    expect(floors.at('last-value', 1, 0)).toBeCloseTo(origin + 2, 6); // residuals are taken half an hour into each hour of lead
    expect(floors.at('seasonal-naive-24h', 1, 3)).toBeCloseTo(origin + 4, 6);
  });

  it('do not look past the origin', () => {
    const series = noisyWave(8, 20 * day);
    const spoilt = { ...series, values: series.values.map((value, i) => (i > 12 * day ? 1e6 : value)) };
    const [one, two] = [new YardstickFloors(day, H), new YardstickFloors(day, H)];
    one.forecast(series, first + 12 * day);
    two.forecast(spoilt, first + 12 * day);
    expect([...two.values]).toEqual([...one.values]);
  });
});

describe('the scoreboard', () => {
  it('scores by hand: a forecast of q10 8, q50 10, q90 13 where always 12 and 9 come in turn', () => {
    const values = Float32Array.from({ length: 20 * day }, (_, i) => (i % 2 === 0 ? 12 : 9));
    const series: LongSeries = { ...noisyWave(1, 1), values };
    const board = new Scoreboard([series], day, H);
    const quantiles = Float32Array.from({ length: 7 * H }, (_, i) => [7, 8, 9, 10, 11, 13, 14][Math.floor(i / H)]);
    board.judge(0, first + 10 * day, quantiles, 0, true);
    const figures = pooled(board.scores, 'win24');
    // on 12: .1*4 + .5*2 + .1*1 = 1.5; on 9: .1*1 + .5*1 + .1*4 = 1.0; wQL = 2 * 2.5 / (3 * 21)
    expect(figures.wql).toBeCloseTo((2 * 2.5) / (3 * 21), 6);
    expect(figures.coverage).toBe(1);
    expect(figures.coverage96).toBe(1);
    expect(figures.intervalScore).toBeCloseTo(5, 6);
    expect(figures.intervalScoreRatio).toBeCloseTo(5 / 3, 6); // win24 says 9 to 12, and an actual on the bound is not outside
    expect(figures.maeRatio).toBe(Infinity); // the naive forecast repeats the day exactly
    expect(figures.modelWindowShare).toBe(1);
    expect(bestFloorOf(board.scores)).toBe('seasonal-naive-24h');
  });

  it('leaves out thin windows and missing actuals, and reports constants apart', () => {
    const constant: LongSeries = { ...noisyWave(1, 1), values: new Float32Array(20 * day).fill(3) };
    const thin: LongSeries = { ...noisyWave(1, 1), values: Float32Array.from({ length: 20 * day }, (_, i) => (i % 2 === 0 ? 1 : NaN)) };
    const board = new Scoreboard([constant, thin], day, H);
    const quantiles = new Float32Array(7 * H).fill(3);
    board.judge(0, first + 10 * day, quantiles, 0, false);
    board.judge(1, first + 10 * day, quantiles, 0, false);
    expect(board.scores.map(({ windows }) => windows)).toEqual([1, 0]);
    expect(board.scores[0].constantWindows).toBe(1);
    expect(board.scores[0].bandSteps).toBe(0);
  });
});

describe('shares of series', () => {
  it('count who won, who is clearly worse and whose bands hold, and leave out what nobody can win', () => {
    const score = (loss: number, floor: number, inside: number, insideOuter: number) => ({ ...new Scoreboard([noisyWave(1, 1)], day, H).scores[0], steps: 1000, loss, floorLoss: Float64Array.of(floor, 99), bandSteps: 1000, inside, insideOuter });
    const scores = [score(9, 10, 800, 960), score(10.2, 10, 735, 960), score(11, 10, 720, 880), score(0, 0, 500, 960), score(9.9, 10, 860, 990)];
    expect(seriesShares(scores, () => 0)).toEqual({ won: 2 / 4, clearlyWorse: 1 / 4, wellCovered80: 3 / 5, wellCovered96: 4 / 5 });
  });
});

describe('the bootstrap', () => {
  it('covers the mean of known draws and is narrow for equal servers', () => {
    const mean = (list: readonly number[]) => ({ mean: list.reduce((a, b) => a + b, 0) / list.length });
    const wide = bootstrapIntervals([1, 2, 3, 4, 5, 6, 7, 8, 9, 10], mean, seeded(1)).mean;
    expect(wide.low).toBeLessThan(5.5);
    expect(wide.high).toBeGreaterThan(5.5);
    expect(wide.high - wide.low).toBeGreaterThan(1.5);
    expect(bootstrapIntervals([2, 2, 2], mean, seeded(1))).toEqual({ mean: { low: 2, high: 2 } });
  });

  it('leaves out draws in which a figure means nothing', () => {
    const ratio = (list: readonly number[]) => ({ ratio: 1 / list.reduce((a, b) => a + b, 0), count: list.length });
    const { ratio: { low, high }, count } = bootstrapIntervals([0, 1], ratio, seeded(1));
    expect([low, high, count.low, count.high]).toEqual([0.5, 1, 2, 2]);
  });
});
