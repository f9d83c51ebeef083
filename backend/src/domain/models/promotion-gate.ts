import type { DecisionFigure } from '@fleetcast/contract';
import type { TrialFigures, VoiceFigures } from './trial-figures.ts';
import { forgettingLimit, gateLimits, trialLimits } from './lifecycle-limits.ts';

/** How a new version did on held-out time later than all it was trained on, beside its parent on the same windows. */
export interface HeldOutFigures {
  readonly judged: number;
  readonly candidate: VoiceFigures | null;
  /** Null: there is no parent that could speak. */
  readonly parent: VoiceFigures | null;
  /** Candidate's loss beside the parent's; null without a parent. */
  readonly lossRatio: number | null;
  /** Of a light update: loss on older windows beside the loss before it; null: there were none, or it is no update. */
  readonly forgetting: number | null;
}

export interface Verdict {
  readonly outcome: 'go' | 'wait' | 'refused';
  readonly reason: string;
  readonly figures: readonly DecisionFigure[];
}

const most = (name: string, value: number | null, limit: number): DecisionFigure => ({ name, value, limit, passed: value !== null && value <= limit });
const least = (name: string, value: number | null, limit: number): DecisionFigure => ({ name, value, limit, passed: value !== null && value >= limit });
const shown = (name: string, value: number | null): DecisionFigure => ({ name, value, limit: null, passed: true });

/** Only a version that beats its parent and the floors on held-out time, with honest bands, goes any further. */
export function passGate({ judged, candidate, parent, lossRatio, forgetting }: HeldOutFigures): Verdict {
  const figures = [
    least('held-out forecasts', judged, gateLimits.judged),
    most('loss beside the better simple forecast', candidate?.floorRatio ?? null, gateLimits.floorRatio),
    ...(parent === null ? [] : [most('loss beside the champion', lossRatio, gateLimits.championRatio)]),
    coverageFigure('coverage of the 80% band, off by', candidate, parent, gateLimits),
    shown('coverage of the 80% band', candidate?.coverage80 ?? null),
    ...(forgetting === null ? [] : [most('loss on old patterns beside before', forgetting, forgettingLimit)]),
  ];
  const failed = figures.filter(({ passed }) => !passed);
  if (failed.length === 0) return { outcome: 'go', reason: 'It beats the champion and the simple forecasts on held-out time, with honest bands.', figures };
  return { outcome: 'refused', reason: `Not passed on held-out time: ${failed.map(inWords).join('; ')}.`, figures };
}

export interface TrialTerms {
  readonly elapsedMs: number;
  readonly setMs: number;
  readonly cost: { readonly championMs: number; readonly shadowMs: number; readonly shadowBytes: number } | null;
}

/**
 * Whether the challenger in the shadow takes the word. Clearly worse ends the trial at once; otherwise the set time passes, and then
 * it must be better beyond chance, with honest bands and without costing more than it may. A trial that stays undecided ends.
 */
export function judgeTrial(trial: TrialFigures, { elapsedMs, setMs, cost }: TrialTerms): Verdict {
  const { test, judged, championFigures, shadowFigures } = trial;
  const figures = [
    least('compared forecasts', judged, trialLimits.judged),
    most('difference of loss, at most (95%)', test?.high ?? null, 0),
    shown('difference of loss', test?.difference ?? null),
    shown('loss beside the champion', test?.lossRatio ?? null),
    most('loss beside the better simple forecast', shadowFigures?.floorRatio ?? null, gateLimits.floorRatio),
    coverageFigure('coverage of the 80% band, off by', shadowFigures, championFigures, trialLimits),
    ...(cost === null ? [] : [most('time of a batch beside the champion', cost.shadowMs / cost.championMs, trialLimits.latencyRatio), most('memory it adds, bytes', cost.shadowBytes, trialLimits.moreBytes)]),
  ];
  const enough = judged >= trialLimits.judged;
  if (enough && test !== null && test.low > 0) return { outcome: 'refused', reason: `In the shadow it is worse than the champion beyond chance (by ${percent(test.lossRatio - 1)} on average).`, figures };
  if (elapsedMs < setMs) return { outcome: 'wait', reason: `The trial has run for ${hours(elapsedMs)} of ${hours(setMs)}.`, figures };
  const failed = figures.filter(({ passed }) => !passed);
  if (failed.length === 0) return { outcome: 'go', reason: `In the shadow it was better than the champion beyond chance (loss ${percent(test!.lossRatio - 1)}).`, figures };
  if (elapsedMs < trialLimits.mostTimes * setMs) return { outcome: 'wait', reason: `The set time has passed; still open: ${failed.map(inWords).join('; ')}.`, figures };
  return { outcome: 'refused', reason: `The trial ends undecided after ${hours(elapsedMs)}: ${failed.map(inWords).join('; ')}.`, figures };
}

/**
 * Whether a new champion must give the word back to the former one: when that is better beyond chance, or looks better at all while even
 * the floors are better than the new one beyond chance.
 */
export function judgeWatch(trial: TrialFigures, { elapsedMs, setMs }: TrialTerms): Verdict {
  const { test, againstFloors, judged, championFigures } = trial;
  const figures = [
    least('compared forecasts', judged, trialLimits.judged),
    // here the shadow is the former champion: above 0 it is worse, as it should be
    least('difference of the former champion, at least (95%)', test?.high ?? null, 0),
    shown('difference of the former champion', test?.difference ?? null),
    most('difference to the better simple forecast, at least (95%)', againstFloors?.low ?? null, 0),
    shown('loss beside the better simple forecast', championFigures?.floorRatio ?? null),
  ];
  const floorsAreBetter = againstFloors !== null && againstFloors.low > 0;
  if (judged < trialLimits.judged || test === null) return { outcome: elapsedMs >= trialLimits.mostTimes * setMs ? 'go' : 'wait', reason: 'Too little has come true yet to compare the new champion with the former one.', figures };
  if (test.high < 0) return { outcome: 'refused', reason: `The former champion is better beyond chance (its loss is ${percent(test.lossRatio - 1)} beside the new one's).`, figures };
  if (floorsAreBetter && test.difference < 0) return { outcome: 'refused', reason: `The simple forecasts are better than the new champion beyond chance (its loss is ${percent(againstFloors.lossRatio - 1)} beside theirs), and the former champion looks better too.`, figures };
  if (elapsedMs < setMs) return { outcome: 'wait', reason: `The watch has run for ${hours(elapsedMs)} of ${hours(setMs)} without a regression.`, figures };
  return { outcome: 'go', reason: 'No regression against the former champion was seen.', figures };
}

/** Off from .8 by no more than is allowed, or hardly farther than the other one. */
function coverageFigure(name: string, own: VoiceFigures | null, other: VoiceFigures | null, limits: { readonly coverage: number; readonly coverageMore: number }): DecisionFigure {
  const off = (voice: VoiceFigures) => Math.abs(voice.coverage80 - 0.8);
  return most(name, own === null ? null : off(own), Math.max(limits.coverage, other === null ? 0 : off(other) + limits.coverageMore));
}

function inWords({ name, value, limit }: DecisionFigure): string {
  return `${name} is ${value === null ? 'unknown' : Number(value.toPrecision(3))}, limit ${limit === null ? 'none' : Number(limit.toPrecision(3))}`;
}

function percent(share: number): string {
  return `${share > 0 ? '+' : ''}${(100 * share).toFixed(1)}%`;
}

function hours(ms: number): string {
  return `${Math.round(ms / 360_000) / 10} h`;
}
