/**
 * What became of an action: what happened, against the forecast made without it, less what happened to servers on which
 * nothing was done. docs/methods/recommendation.md.
 */
import type { ActionOutcome, Threshold } from '@fleetcast/contract';
import { breachSteps, isBeyond } from '../series/breach-onsets.ts';
import { median } from '../series/order-statistics.ts';

/** What was expected of one series when the action was taken. n steps from the origin on. */
export interface ExpectedPath {
  /** [n] */
  readonly median: ArrayLike<number>;
  /** [n] q90 - q10. */
  readonly width: ArrayLike<number>;
}

export interface MeasuredPath {
  readonly expected: ExpectedPath;
  /** [n] NaN where nothing was observed. */
  readonly actual: ArrayLike<number>;
}

export interface TakenAction {
  readonly own: MeasuredPath;
  /** Servers of the same tier or profile, to which nothing was done. */
  readonly peers: readonly MeasuredPath[];
  readonly threshold: Threshold;
  /** Of the breach, when the action was taken. */
  readonly probability: number;
  readonly title: string;
  /** What else was done to the server afterwards; null: nothing. */
  readonly next: NextAction | null;
}

/** From here on what happens is not the action's doing alone. */
export interface NextAction {
  /** Steps after the origin. */
  readonly step: number;
  readonly title: string;
  /** Against the same metric: the one before was not enough. */
  readonly isForSame: boolean;
}

/** An action takes a while to show. */
const settleSteps = 3;
const leastObserved = 0.7;
/** What is seen for less than an hour tells nothing. */
const leastSteps = 12;
/** Of the band's mean width: what is no more than this is taken for noise. */
const noiseShare = 0.5;

/** An action that works would have shown: one that does not show has probably done nothing, while the breach stayed away by itself. */
const unseenSuccess = 0.25;
/** It showed, but somebody had to do more. */
const helpedSuccess = 0.5;

export type MeasuredOutcome = Omit<ActionOutcome, 'measuredAt'>;

export function measuredOutcome({ own, peers, threshold, probability, title, next }: TakenAction): MeasuredOutcome {
  const steps = Math.min(own.actual.length, own.expected.median.length, next?.step ?? Infinity);
  const change = meanChange(own, steps);
  if (change === null && next?.isForSame !== true) return { verdict: 'unknown', effect: null, doubt: null, success: null, weight: 0, text: `Too little was observed after "${title}" to judge it${next === null ? '' : `: “${next.title}” came soon after`}.` };
  const peerChanges = peers.map((peer) => meanChange(peer, steps)).filter((one) => one !== null);
  const common = peerChanges.length === 0 ? 0 : median(peerChanges);
  const effect = (change ?? 0) - common;
  const doubt = noiseShare * meanOf(own.expected.width);
  const relief = threshold.direction === 'above' ? -effect : effect;
  const figures = change === null ? 'too soon to see an effect' : `${signed(effect)} against the forecast without it${peers.length > 0 ? `, ${signed(common)} of its ${peers.length} peers taken off` : ''}`;
  const told = (verdict: MeasuredOutcome['verdict'], success: number, text: string): MeasuredOutcome => ({ verdict, effect: change === null ? null : rounded(effect), doubt: rounded(doubt), success, weight: probability, text: `${text} (${figures}).` });
  if (relief < -doubt) return told('worse', 0, 'It went worse than was forecast without the action');
  if (isBreached(own.actual, steps, threshold)) return told('breached', 0, 'The breach came all the same');
  if (next?.isForSame === true) return told('not-enough', relief > doubt ? helpedSuccess : 0, `It was not enough: “${next.title}” was needed too`);
  if (relief > doubt) return told('avoided', 1, 'The breach did not come and the load went down');
  return told('no-breach-no-relief', unseenSuccess, 'The breach did not come, but nothing shows that the action is why');
}

/** Mean of actual less expected once the action can show; null when too little was observed. */
function meanChange({ expected, actual }: MeasuredPath, steps: number): number | null {
  let [sum, n] = [0, 0];
  for (let step = settleSteps; step < steps; step++) {
    if (Number.isNaN(actual[step])) continue;
    sum += actual[step] - expected.median[step];
    n++;
  }
  return n < leastObserved * Math.max(leastSteps, steps - settleSteps) ? null : sum / n;
}

function isBreached(actual: ArrayLike<number>, steps: number, threshold: Threshold): boolean {
  let run = 0;
  for (let step = settleSteps; step < steps; step++) {
    run = isBeyond(actual[step], threshold) ? run + 1 : 0;
    if (run === breachSteps) return true;
  }
  return false;
}

function meanOf(values: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i];
  return values.length === 0 ? 0 : sum / values.length;
}

function rounded(value: number): number {
  return Number(value.toPrecision(4));
}

function signed(value: number): string {
  return `${value > 0 ? '+' : ''}${rounded(value)}`;
}
