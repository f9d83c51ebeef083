import { describe, expect, it } from '@jest/globals';
import type { DriftFigures } from './error-drift.ts';
import type { TrialFigures } from './trial-figures.ts';
import { judgeRegression } from './regression.ts';

const calm: DriftFigures = { statistic: 1.2, blocks: 40, alarmed: false };
const alarmed: DriftFigures = { statistic: 6.8, blocks: 40, alarmed: true };
/** The former champion's loss, relative to the new one's: the mean difference with one-sided 95 % bounds of 0.02 on either side. */
const figures = (difference: number, changes: Partial<TrialFigures> = {}): TrialFigures => ({
  champion: 'new', shadow: 'old', sinceStep: 1, judged: 9_000, championFigures: null, shadowFigures: null, againstFloors: null, drift: calm, driftBesideShadow: calm,
  test: { unit: 'server', units: 40, difference, low: difference - 0.02, high: difference + 0.02, lossRatio: (1 + difference) / (1 - difference) }, ...changes,
});

describe('a champion whose watch is over', () => {
  it.each<[string, Partial<TrialFigures>]>([
    ['beside the simple forecasts', { drift: alarmed }],
    ['beside the one before it', { driftBesideShadow: alarmed }],
  ])('gives the word back once it got worse %s and the one before is better beyond chance', (_beside, changes) => {
    const { outcome, reason, figures: shown } = judgeRegression(figures(-0.05, changes));
    expect(outcome).toBe('refused');
    expect(reason).toContain('its loss is -9.5% beside it');
    expect(shown.filter(({ passed }) => !passed)).toHaveLength(2);
  });

  it.each<[string, TrialFigures, string]>([
    ['nothing has changed', figures(0.03), 'is as good as it was'],
    ['it got worse, and so would the one before have', figures(-0.01, { drift: alarmed }), 'a training is the remedy'],
    ['the one before looks better, though it is as good as it was', figures(-0.05), 'only where it is clearly better'],
    ['too little has come true', figures(-0.05, { drift: alarmed, judged: 59 }), 'Too little'],
    ['there is nothing to compare', figures(0, { drift: alarmed, test: null }), 'Too little'],
  ])('keeps the word while %s', (_when, trial, words) => {
    expect(judgeRegression(trial)).toMatchObject({ outcome: 'wait', reason: expect.stringContaining(words) });
  });
});
