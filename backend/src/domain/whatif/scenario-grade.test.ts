import { describe, expect, it } from '@jest/globals';
import { gradeScenario, type PredictedScenario } from './scenario-grade.ts';

const steps = 12;
const flat = (value: number) => new Array<number>(steps).fill(value);
const band = (middle: number) => ({ q10: flat(middle - 5), q50: flat(middle), q90: flat(middle + 5) });
const around = (middle: number) => ({ p10: middle - 5, p50: middle, p90: middle + 5 });
const predicted: PredictedScenario = { before: band(80), after: band(60), peakBefore: around(80), peakAfter: around(60), isJudged: new Uint8Array(steps).fill(1), stepSeconds: 300 };

describe('the grade of a scenario that was done', () => {
  it('is as predicted when the peak lies in its band, with the figures of docs/methods/what-if.md', () => {
    const observed = [58, 58, 62, 62, 62, 62, 62, 62, 58, 58, 66, 66];
    expect(gradeScenario(predicted, observed)).toEqual({
      verdict: 'as-predicted',
      observedShare: 1,
      peakPredicted: { p10: 55, p50: 60, p90: 65 },
      peakObserved: 62,
      peakError: 2,
      coverage80: 10 / 12,
      direction: 'right',
      meanErrorAfter: 2.667,
      meanErrorBefore: 18.67,
      text: 'It came as predicted: busiest half hour 62, predicted 60 (55 to 65); 83% of the steps lay in the 80% band.',
    });
  });

  it('is beside when less came than was promised', () => {
    expect(gradeScenario(predicted, flat(72))).toMatchObject({ verdict: 'beside', direction: 'right', peakError: 12, coverage80: 0 });
  });

  it('is the wrong way when it went up instead of down', () => {
    expect(gradeScenario(predicted, flat(90))).toMatchObject({ verdict: 'wrong-way', direction: 'wrong' });
  });

  it('does not judge the direction of a change that is no more than noise', () => {
    expect(gradeScenario(predicted, flat(79))).toMatchObject({ direction: 'too-small', verdict: 'beside' });
  });

  it('judges only the steps while the change holds', () => {
    const isJudged = new Uint8Array(steps).fill(1, 6);
    expect(gradeScenario({ ...predicted, isJudged }, [...flat(99).slice(6), ...flat(60).slice(6)])).toMatchObject({ verdict: 'as-predicted', observedShare: 1, peakObserved: 60, coverage80: 1 });
  });

  it('cannot say where too little was observed, nothing is at hand, or the server was to be gone', () => {
    const gaps = flat(60).map((value, step) => (step < 4 ? NaN : value));
    expect(gradeScenario(predicted, gaps)).toMatchObject({ verdict: 'cannot-say', observedShare: 8 / 12, peakError: null, text: 'Too little was observed to judge it: 67% of the steps, 70% are needed.' });
    expect(gradeScenario(predicted, null)).toMatchObject({ verdict: 'cannot-say', observedShare: 0 });
    expect(gradeScenario({ ...predicted, after: null }, flat(60)).verdict).toBe('cannot-say');
  });
});
