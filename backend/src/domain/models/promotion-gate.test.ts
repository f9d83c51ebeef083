import { describe, expect, it } from '@jest/globals';
import type { TrialFigures } from './trial-figures.ts';
import { type HeldOutFigures, judgeTrial, judgeWatch, passGate } from './promotion-gate.ts';

const good: HeldOutFigures = { judged: 500, candidate: { floorRatio: 0.85, coverage80: 0.79 }, parent: { floorRatio: 0.9, coverage80: 0.8 }, lossRatio: 0.95, forgetting: null };

describe('the gate', () => {
  it('lets through what beats champion and floors with honest bands', () => {
    expect(passGate(good).outcome).toBe('go');
    expect(passGate({ ...good, parent: null, lossRatio: null }).outcome).toBe('go');
  });

  it.each<[string, Partial<HeldOutFigures>, string]>([
    ['is worse than the champion', { lossRatio: 1.01 }, 'loss beside the champion is 1.01, limit 1'],
    ['is worse than the floors', { candidate: { floorRatio: 1.2, coverage80: 0.8 } }, 'loss beside the better simple forecast is 1.2'],
    ['has bands that hold too little', { candidate: { floorRatio: 0.8, coverage80: 0.6 } }, 'off by is 0.2, limit 0.07'],
    ['has been judged on next to nothing', { judged: 12 }, 'held-out forecasts is 12'],
    ['could not be judged', { candidate: null, lossRatio: null }, 'is unknown'],
    ['forgets old patterns', { forgetting: 1.2 }, 'loss on old patterns beside before is 1.2, limit 1.05'],
  ])('refuses what %s', (_what, changes, words) => {
    expect(passGate({ ...good, ...changes })).toMatchObject({ outcome: 'refused', reason: expect.stringContaining(words) });
  });

  it('forgives bands that are hardly farther off than the champion’s', () => {
    expect(passGate({ ...good, candidate: { floorRatio: 0.8, coverage80: 0.69 }, parent: { floorRatio: 0.9, coverage80: 0.7 } }).outcome).toBe('go');
  });
});

const hour = 3_600_000;
const trial = (changes: Partial<TrialFigures> & { readonly low?: number; readonly high?: number }): TrialFigures => {
  const { low = -0.1, high = -0.02 } = changes;
  return {
    champion: 'old', shadow: 'new', sinceStep: 1, judged: 900, championFigures: { floorRatio: 0.9, coverage80: 0.8 }, shadowFigures: { floorRatio: 0.85, coverage80: 0.8 },
    test: { unit: 'server', units: 20, difference: (low + high) / 2, low, high, lossRatio: Math.exp(low + high) }, againstFloors: null, drift: { statistic: null, blocks: 0, alarmed: false }, driftBesideShadow: { statistic: null, blocks: 0, alarmed: false }, ...changes,
  };
};
const terms = (hours: number, cost: { championMs: number; shadowMs: number; shadowBytes: number } | null = null) => ({ elapsedMs: hours * hour, setMs: 24 * hour, cost });

describe('the trial in the shadow', () => {
  it('goes on for the set time even when the challenger looks better', () => {
    expect(judgeTrial(trial({}), terms(23)).outcome).toBe('wait');
    expect(judgeTrial(trial({}), terms(24)).outcome).toBe('go');
  });

  it('ends at once when the challenger is worse beyond chance', () => {
    expect(judgeTrial(trial({ low: 0.01, high: 0.1 }), terms(9))).toMatchObject({ outcome: 'refused', reason: expect.stringContaining('beyond chance') });
  });

  it('goes on while it is undecided, and ends without a promotion', () => {
    const undecided = trial({ low: -0.05, high: 0.01 });
    expect(judgeTrial(undecided, terms(30)).outcome).toBe('wait');
    expect(judgeTrial(undecided, terms(72))).toMatchObject({ outcome: 'refused', reason: expect.stringContaining('undecided') });
  });

  it.each([
    ['slower than it may be', { championMs: 100, shadowMs: 170, shadowBytes: 1 }, 'time of a batch'],
    ['larger than it may be', { championMs: 100, shadowMs: 100, shadowBytes: 2 ** 28 }, 'memory it adds'],
  ])('promotes nothing that is %s', (_what, cost, words) => {
    expect(judgeTrial(trial({}), terms(80, cost))).toMatchObject({ outcome: 'refused', reason: expect.stringContaining(words) });
  });
});

describe('the watch over a new champion', () => {
  it('gives the word back when the former champion is better beyond chance', () => {
    expect(judgeWatch(trial({ low: -0.1, high: -0.01 }), terms(10)).outcome).toBe('refused');
  });

  it('gives the word back to a former champion that looks better once the floors are better beyond chance', () => {
    const besideFloors = (low: number) => ({ low: -0.1, high: 0.02, againstFloors: { unit: 'server' as const, units: 20, difference: 0.05, low, high: 0.1, lossRatio: 1.1 } });
    expect(judgeWatch(trial(besideFloors(0.01)), terms(10))).toMatchObject({ outcome: 'refused', reason: expect.stringContaining('+10.0% beside theirs') });
    // a loss that is 10 % above the floors' may be chance, and a former champion that looks worse is no refuge
    expect(judgeWatch(trial(besideFloors(-0.01)), terms(10)).outcome).toBe('wait');
    expect(judgeWatch(trial({ ...besideFloors(0.01), low: -0.02, high: 0.1 }), terms(10)).outcome).toBe('wait');
  });

  it('ends after the set time when nothing was seen', () => {
    expect(judgeWatch(trial({ low: 0.01, high: 0.1 }), terms(24)).outcome).toBe('go');
    expect(judgeWatch(trial({ judged: 3 }), terms(24)).outcome).toBe('wait');
    expect(judgeWatch(trial({ judged: 3 }), terms(80)).outcome).toBe('go');
  });
});
