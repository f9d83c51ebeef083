/**
 * What became of a scenario once its change was really made: the band that was predicted with the change, beside what was
 * observed. What would have happened without the change is never seen; the forecast without it stands in.
 * docs/methods/what-if.md. H steps from the first one after the action.
 */
import type { ScenarioGrade, Spread } from '@fleetcast/contract';
import { busiestHalfHour } from './busiest-half-hour.ts';

/** [H] each, in the metric's unit. */
export interface PredictedBand {
  readonly q10: ArrayLike<number>;
  readonly q50: ArrayLike<number>;
  readonly q90: ArrayLike<number>;
}

export interface PredictedScenario {
  readonly before: PredictedBand;
  /** Null: the server would be gone. */
  readonly after: PredictedBand | null;
  readonly peakBefore: Spread;
  readonly peakAfter: Spread;
  /** [H] 1 at steps at which the change is judged. */
  readonly isJudged: Uint8Array;
  readonly stepSeconds: number;
}

const leastObserved = 0.7;
/** Of the mean width of the band without the change: a change of no more is taken for noise. */
const noiseShare = 0.25;

export type JudgedScenario = Omit<ScenarioGrade, 'gradedAt'>;

/** `observed` [H], NaN where nothing was seen; null where nothing is at hand any more. */
export function gradeScenario({ before, after, peakBefore, peakAfter, isJudged, stepSeconds }: PredictedScenario, observed: ArrayLike<number> | null): JudgedScenario {
  if (after === null) return cannotSay(0, 'The server was predicted to be gone, so nothing of it can be compared.');
  const steps = Array.from(isJudged, (judged, step) => ({ judged, step })).flatMap(({ judged, step }) => (judged === 1 ? [step] : []));
  const seen = observed === null ? [] : steps.filter((step) => Number.isFinite(observed[step]));
  const observedShare = steps.length === 0 ? 0 : seen.length / steps.length;
  if (observed === null || observedShare < leastObserved) {
    return cannotSay(observedShare, `Too little was observed to judge it: ${percent(observedShare)} of the steps, ${percent(leastObserved)} are needed.`);
  }
  const meanOver = (valueAt: (step: number) => number) => seen.reduce((sum, step) => sum + valueAt(step), 0) / seen.length;
  const peakObserved = busiestHalfHour(observed, isJudged, stepSeconds);
  const peakError = peakObserved - peakAfter.p50;
  const coverage80 = meanOver((step) => Number(observed[step] >= after.q10[step] && observed[step] <= after.q90[step]));
  const noise = noiseShare * meanOver((step) => before.q90[step] - before.q10[step]);
  const predictedChange = peakAfter.p50 - peakBefore.p50;
  const seenChange = peakObserved - peakBefore.p50;
  const isSmall = Math.min(Math.abs(predictedChange), Math.abs(seenChange)) <= noise;
  const direction = isSmall ? 'too-small' : Math.sign(predictedChange) === Math.sign(seenChange) ? 'right' : 'wrong';
  const isInBand = peakObserved >= peakAfter.p10 && peakObserved <= peakAfter.p90;
  const verdict = direction === 'wrong' ? 'wrong-way' : isInBand ? 'as-predicted' : 'beside';
  const figures = `busiest half hour ${rounded(peakObserved)}, predicted ${rounded(peakAfter.p50)} (${rounded(peakAfter.p10)} to ${rounded(peakAfter.p90)}); ${percent(coverage80)} of the steps lay in the 80% band`;
  return {
    verdict,
    observedShare,
    peakPredicted: peakAfter,
    peakObserved: rounded(peakObserved),
    peakError: rounded(peakError),
    coverage80,
    direction,
    meanErrorAfter: rounded(meanOver((step) => Math.abs(observed[step] - after.q50[step]))),
    meanErrorBefore: rounded(meanOver((step) => Math.abs(observed[step] - before.q50[step]))),
    text: `${verdictText[verdict]}: ${figures}.`,
  };
}

const verdictText = {
  'as-predicted': 'It came as predicted',
  beside: 'It came otherwise than predicted',
  'wrong-way': 'It went the other way than predicted',
} as const;

function cannotSay(observedShare: number, text: string): JudgedScenario {
  return {
    verdict: 'cannot-say', observedShare, peakPredicted: null, peakObserved: null, peakError: null, coverage80: null, direction: null, meanErrorAfter: null, meanErrorBefore: null, text,
  };
}

function percent(share: number): string {
  return `${Math.round(100 * share)}%`;
}

function rounded(value: number): number {
  return Number(value.toPrecision(4));
}
