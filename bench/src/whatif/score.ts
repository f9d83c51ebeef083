/** How answers of one kind did. */
import { median } from '@fleetcast/backend/src/domain/series/order-statistics.ts';
import type { CaseKind } from './cases.ts';
import type { Judgement } from './judge.ts';

export interface KindScore {
  readonly kind: CaseKind;
  readonly cases: number;
  readonly medianEffect: number;
  readonly medianError: number;
  readonly errorShare: number;
  /** Among cases whose true effect is 3 points or more. */
  readonly direction: number;
  readonly coverage: number;
  readonly errorNoChange: number;
  readonly errorEdited: number;
  /** Median of said minus true, in the direction of the truth. */
  readonly bias: number;
}

const clearEffect = 3;

export function scoreOf(kind: CaseKind, judgements: readonly Judgement[]): KindScore {
  const errors = (said: (one: Judgement) => number) => median(judgements.map((one) => Math.abs(said(one) - one.truth)));
  const medianEffect = median(judgements.map(({ truth }) => Math.abs(truth)));
  const medianError = errors(({ answer }) => answer.p50);
  const clear = judgements.filter(({ truth }) => Math.abs(truth) >= clearEffect);
  return {
    kind,
    cases: judgements.length,
    medianEffect,
    medianError,
    errorShare: medianError / medianEffect,
    direction: share(clear, ({ truth, answer }) => Math.sign(answer.p50) === Math.sign(truth)),
    coverage: share(judgements, ({ truth, answer }) => truth >= answer.p10 && truth <= answer.p90),
    errorNoChange: medianEffect,
    errorEdited: errors(({ edited }) => edited),
    bias: median(judgements.map(({ truth, answer }) => Math.sign(truth) * (answer.p50 - truth))),
  };
}

function share<T>(all: readonly T[], holds: (one: T) => boolean): number {
  return all.length === 0 ? NaN : all.filter(holds).length / all.length;
}
