import { describe, expect, it } from '@jest/globals';
import { measuredOutcome, type MeasuredPath, type NextAction } from './outcome.ts';

const steps = 96;
const path = (expected: number, actual: (step: number) => number): MeasuredPath => ({
  expected: { median: new Array<number>(steps).fill(expected), width: new Array<number>(steps).fill(20) },
  actual: Array.from({ length: steps }, (_, step) => actual(step)),
});
const judged = (actual: (step: number) => number, peerActual: (step: number) => number = () => 50, next: NextAction | null = null) =>
  measuredOutcome({ own: path(75, actual), peers: [path(50, peerActual), path(50, peerActual)], threshold: { value: 80, direction: 'above' }, probability: 0.8, title: 'Add a server', next });

describe('the outcome of an action', () => {
  it('is avoided when no breach came and the load went down against the forecast and the peers', () => {
    expect(judged(() => 60)).toMatchObject({ verdict: 'avoided', effect: -15, doubt: 10, success: 1, weight: 0.8, text: 'The breach did not come and the load went down (-15 against the forecast without it, 0 of its 2 peers taken off).' });
  });

  it('is no proof when everybody went down as much', () => {
    expect(judged(() => 60, () => 35)).toMatchObject({ verdict: 'no-breach-no-relief', effect: 0, success: 0.25 });
  });

  it('is a failure when the breach came all the same, or when it went worse than expected', () => {
    expect(judged((step) => (step > 40 && step < 44 ? 85 : 72))).toMatchObject({ verdict: 'breached', success: 0 });
    expect(judged((step) => (step % 3 === 0 ? 79 : 92))).toMatchObject({ verdict: 'worse', success: 0 });
  });

  it('does not count a breach of two steps, nor one before the action can show', () => {
    expect(judged((step) => (step === 50 || step === 51 || step < 3 ? 85 : 60)).verdict).toBe('avoided');
  });

  it('is not enough when more had to be done against the same metric, half a success where it showed, judged until then', () => {
    const next = (step: number, isForSame: boolean) => ({ step, isForSame, title: 'Add two' });
    expect(judged((step) => (step < 30 ? 76 : 50), undefined, next(30, true))).toMatchObject({ verdict: 'not-enough', effect: 1, success: 0, weight: 0.8, text: expect.stringMatching(/^It was not enough: “Add two” was needed too/) });
    expect(judged((step) => (step < 30 ? 60 : 90), undefined, next(30, true))).toMatchObject({ verdict: 'not-enough', effect: -15, success: 0.5 });
    expect(judged(() => 76, undefined, next(8, true))).toMatchObject({ verdict: 'not-enough', effect: null, success: 0 });
    expect(judged((step) => (step < 30 ? 60 : 90), undefined, next(30, false))).toMatchObject({ verdict: 'avoided', effect: -15 });
    expect(judged(() => 60, undefined, next(8, false))).toMatchObject({ verdict: 'unknown', success: null });
  });

  it('is unknown when less than 70% was observed', () => {
    expect(judged((step) => (step % 2 === 0 ? 60 : NaN))).toMatchObject({ verdict: 'unknown', success: null, weight: 0 });
  });
});
