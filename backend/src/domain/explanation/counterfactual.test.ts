import { quantileLevels } from '@fleetcast/contract';
import { describe, expect, it } from '@jest/globals';
import type { FleetForecast } from '../forecasting/fleet-forecast.ts';
import { championAlone } from '../forecasting/model-parts.ts';
import type { ServedCase } from '../forecasting/served-forecaster.ts';
import { LocalTime } from '../series/same-local-time.ts';
import { counterfactual } from './counterfactual.ts';
import type { ForecastAsServed } from './ports.ts';

const day = 288;
const horizonSteps = 96;
const originStep = 5_900_000;
const terms = { originStep, stepSeconds: 300, horizonSteps, local: new LocalTime('UTC', 300_000), limit: 0.3 };
const threshold = { value: 80, direction: 'above' } as const;
const expected = [{ threshold, severity: 'critical' as const, probability: 0.9, underWay: false, timeToBreach: null, keepsWord: false }];

/** Two days at 20 %, but for 60 % in the last two hours. */
const served: ServedCase = {
  series: { serverId: 'a', metric: 'cpu', kind: 'percent' },
  values: Float32Array.from({ length: 2 * day }, (_, i) => (i >= 2 * day - 24 ? 60 : 20)),
  decision: { reason: { kind: 'too-gappy', missingShare: 0.5 }, voice: { kind: 'floor', floor: 'win24' } },
  thresholds: [{ threshold, severity: 'critical' }],
};

const median = new Float32Array(horizonSteps).fill(85);

/** A model to which only the mean of the last two hours matters; `asked` collects how much was put before it at a time. */
function modelWith(chanceAt: (mean: number) => number, asked: number[]): ForecastAsServed {
  return (cases) => {
    asked.push(cases.length);
    const means = cases.map(({ values }) => values.subarray(-24).reduce((sum, value) => sum + value, 0) / 24);
    const S = cases.length;
    const answer: FleetForecast = {
      originStep, horizonSteps, seriesCount: S, quantiles: Float32Array.from({ length: S * quantileLevels.length * horizonSteps }, (_, i) => means[Math.floor(i / (quantileLevels.length * horizonSteps))]),
      speakers: [], models: championAlone(null), speakerIndex: new Uint8Array(S), decisions: [], missingShare: new Float32Array(S), daysObserved: new Float32Array(S),
      breaches: means.map((mean) => [{ ...expected[0], probability: chanceAt(mean) }]), skills: [], events: [], calibration: null,
    };
    return Promise.resolve(answer);
  };
}

describe('what would have avoided a breach', () => {
  it('is the smallest change that the model says would, and no larger one is put before it', async () => {
    const asked: number[] = [];
    const found = await counterfactual(served, { median, breaches: expected }, terms, modelWith((mean) => (mean < 50 ? 0.1 : 0.8), asked));
    // Only changes since then reach below 60: the others leave the last two hours as they are.
    expect(found).toMatchObject({ kind: 'found', change: { kind: 'held-since', sinceStep: originStep - 24, level: 20 }, meanChange: 40, changedSteps: 24, probability: 0.9, changedProbability: 0.1 });
    if (found.kind !== 'found') return;
    expect(found.changedMedian).toEqual(new Float32Array(horizonSteps).fill(20));
    expect(found.changedPast.filter((value) => !Number.isNaN(value))).toEqual(new Float32Array(24).fill(20));
    expect(asked.reduce((sum, count) => sum + count, 0)).toBe(found.tried);
  });

  it('may be that an event which is known to come does not take place', async () => {
    const shift = new Float32Array(12);
    const events = { revision: 1, pieces: [{ fromStep: originStep + 1, factor: shift.map(() => 1), shift: shift.map(() => 25), spread: shift.map(() => 2) }] };
    const knowing: ForecastAsServed = (cases, step) => modelWith(() => (cases[0].events?.pieces.length === 0 ? 0.05 : 0.8), [])(cases, step);
    const flat = { ...served, values: new Float32Array(2 * day).fill(20), events };
    const found = await counterfactual(flat, { median, breaches: expected }, terms, knowing);
    expect(found).toMatchObject({ kind: 'found', change: { kind: 'events-called-off' }, meanChange: 25, changedSteps: 12, tried: 1, changedProbability: 0.05 });
  });

  it('is told not to have been found, with how many were tried and how near the best came', async () => {
    const asked: number[] = [];
    const none = await counterfactual(served, { median, breaches: expected }, terms, modelWith((mean) => (mean < 50 ? 0.4 : 0.8), asked));
    expect(none).toEqual({ kind: 'none-found', threshold, probability: 0.9, tried: asked.reduce((sum, count) => sum + count, 0), leastProbability: 0.4 });
    expect(Math.max(...asked)).toBeLessThanOrEqual(8);
  });

  it('is not looked for where no breach is expected, nor found where nothing can be changed', async () => {
    const asked: number[] = [];
    const model = modelWith(() => 0.8, asked);
    expect(await counterfactual(served, { median, breaches: [{ ...expected[0], probability: 0.2 }] }, terms, model)).toEqual({ kind: 'not-needed', probability: 0.2 });
    expect(await counterfactual(served, { median, breaches: [] }, terms, model)).toEqual({ kind: 'not-needed', probability: null });
    const flat = { ...served, values: new Float32Array(2 * day).fill(20) };
    expect(await counterfactual(flat, { median, breaches: expected }, terms, model)).toEqual({ kind: 'none-found', threshold, probability: 0.9, tried: 0, leastProbability: 0.9 });
    expect(asked).toEqual([]);
  });
});
