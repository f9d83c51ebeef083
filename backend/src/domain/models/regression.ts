/**
 * Whether a champion whose watch is long over gives the word back to the one before it. Two tests must agree: a sequential one, that it got
 * worse than it was (Page's sum, which may be looked at every hour), and the paired one, that the one before is better now beyond chance.
 */
import { driftFigure } from './error-drift.ts';
import type { TrialFigures } from './trial-figures.ts';
import { trialLimits } from './lifecycle-limits.ts';
import type { Verdict } from './promotion-gate.ts';

/** Of champion (`trial.champion`) and reserve (`trial.shadow`) on what came true lately. */
export function judgeRegression({ champion, shadow, judged, test, drift, driftBesideShadow }: TrialFigures): Verdict {
  const figures = [
    { name: 'compared forecasts', value: judged, limit: trialLimits.judged, passed: judged >= trialLimits.judged },
    driftFigure(drift),
    { ...driftFigure(driftBesideShadow), name: 'error drift beside the former champion (sum of deviations)' },
    { name: 'difference of the former champion, at least (95%)', value: test?.high ?? null, limit: 0, passed: test === null || test.high >= 0 },
    { name: 'difference of the former champion', value: test?.difference ?? null, limit: null, passed: true },
    { name: 'loss of the former champion beside the new one', value: test?.lossRatio ?? null, limit: null, passed: true },
  ];
  const wait = (reason: string): Verdict => ({ outcome: 'wait', reason, figures });
  if (test === null || judged < trialLimits.judged) return wait(`Too little has come true lately to compare ${champion} with ${shadow}.`);
  const isWorse = drift.alarmed || driftBesideShadow.alarmed;
  const isBeaten = test.high < 0;
  if (isWorse && isBeaten) {
    const beside = driftBesideShadow.alarmed ? shadow : 'the simple forecasts';
    return { outcome: 'refused', reason: `${champion} has become worse beside ${beside} than it was, and ${shadow} is better beyond chance (its loss is ${(100 * (test.lossRatio - 1)).toFixed(1)}% beside it).`, figures };
  }
  if (isWorse) return wait(`${champion} has become worse than it was, but ${shadow} is no better beyond chance: a training is the remedy.`);
  if (isBeaten) return wait(`${shadow} is better lately beyond chance, but ${champion} is as good as it was: ${shadow} has the word only where it is clearly better.`);
  return wait(`${champion} is as good as it was, and ${shadow} is no better.`);
}
