/** One forecast whose cause is known, explained, and whether the explanation names it. */
import { medianIndex, quantileLevels } from '@fleetcast/contract';
import type { ExplainedGroup } from '@fleetcast/backend/src/domain/explanation/explain.ts';
import { groupOfSteps, timeGroups, type TimeGroup } from '@fleetcast/backend/src/domain/explanation/time-groups.ts';
import type { ServedCase } from '@fleetcast/backend/src/domain/forecasting/served-forecaster.ts';
import { daySteps } from '../grid/product-grid.ts';
import { mostCorrelated } from './correlated-part.ts';
import { curveAreas, type CurveAreas } from './deletion-curves.ts';
import type { Cause, KnownCause } from './known-causes.ts';
import { contextSteps, explainer, forecast, grid, local, served } from './service.ts';

const H = grid.horizonSteps;
/** Parts in which the cause stands nearly as densely as in the densest count as true too: a nightly job is in every night. */
const nearlyAsDense = 0.8;
const randomOrders = 2;

export interface Judged {
  readonly cause: Cause | 'known event';
  /** Any of these may come first. */
  readonly truth: readonly ExplainedGroup[];
  readonly first: ExplainedGroup;
  readonly firstByOcclusion: ExplainedGroup;
  readonly firstByCorrelation: ExplainedGroup;
  /** Parts that there are to choose from. */
  readonly parts: number;
  readonly byModel: boolean;
  readonly residualShare: number;
  readonly agreement: number | null;
  /** Null where the cause lies ahead, where no past can be deleted. */
  readonly curves: { readonly attributed: CurveAreas; readonly random: CurveAreas } | null;
}

export interface Question {
  readonly case: ServedCase;
  readonly originStep: number;
  /** 0: the first step after the origin. */
  readonly stepAhead: number;
}

/** The step at which the medians of two forecasts lie furthest apart, and by how much; both [rows, Q, H]. */
export function furthestApart(a: Float32Array, b: Float32Array, row: number): { readonly stepAhead: number; readonly distance: number } {
  const from = (row * quantileLevels.length + medianIndex) * H;
  const distanceAt = (h: number) => Math.abs(a[from + h] - b[from + h]);
  let stepAhead = 0;
  for (let h = 1; h < H; h++) if (distanceAt(h) > distanceAt(stepAhead)) stepAhead = h;
  return { stepAhead, distance: distanceAt(stepAhead) };
}

/** A cause in the past. `random` orders half hours for the curves that a good account must beat. */
export async function judgePast(question: Question, known: KnownCause, random: () => number): Promise<Judged> {
  const { originStep, stepAhead } = question;
  const groups = groupOfSteps({ stepSeconds: grid.stepSeconds, originStep, oldestStep: originStep - contextSteps + 1, targetStep: originStep + 1 + stepAhead }, local);
  return judge(question, known.cause, trueGroups(known, groups), random);
}

/** Known events that are to come. */
export function judgeComing(question: Question): Promise<Judged> {
  return judge(question, 'known event', ['events'], null);
}

async function judge(question: Question, cause: Judged['cause'], truth: readonly ExplainedGroup[], random: (() => number) | null): Promise<Judged> {
  const { originStep, stepAhead } = question;
  const explanation = await explainer.explain(question.case, served, { originStep, askedStep: stepAhead, breachLimit: 0.3 });
  const { groups } = explanation;
  const total = groups.reduce((sum, { effect }) => sum + Math.abs(effect), 0);
  return {
    cause,
    truth,
    first: groups[0].group,
    firstByOcclusion: groups.toSorted((a, b) => Math.abs(b.occluded ?? 0) - Math.abs(a.occluded ?? 0))[0].group,
    firstByCorrelation: mostCorrelated(question.case, originStep),
    parts: groups.length,
    byModel: explanation.speaker.kind === 'model',
    residualShare: total > 0 ? Math.abs(explanation.residual) / total : 0,
    agreement: explanation.agreement.rankCorrelation,
    curves: random === null ? null : await curvesOf(question, explanation, random),
  };
}

async function curvesOf({ case: asked, originStep, stepAhead }: Question, { forecast: end, effects }: { readonly forecast: number; readonly effects: Float64Array }, random: () => number): Promise<NonNullable<Judged['curves']>> {
  const level = middle(asked.values.subarray(-daySteps));
  const areas = (weights: Float64Array) => curveAreas(asked, weights, level, { start: level, forecast: end }, { originStep, quantileOffset: medianIndex * H + stepAhead }, forecast);
  const randoms: CurveAreas[] = [];
  for (let order = 0; order < randomOrders; order++) randoms.push(await areas(Float64Array.from({ length: contextSteps }, random)));
  const mean = (of: (one: CurveAreas) => number) => randoms.reduce((sum, one) => sum + of(one), 0) / randoms.length;
  return { attributed: await areas(effects), random: { deletion: mean(({ deletion }) => deletion), insertion: mean(({ insertion }) => insertion) } };
}

/** Where the cause stands: parts by their mean distance between the past with it and without it. */
function trueGroups({ past, pastWithout }: KnownCause, groups: Uint8Array): readonly TimeGroup[] {
  const density = timeGroups.map((_, g) => {
    let [sum, steps] = [0, 0];
    groups.forEach((group, i) => {
      if (group !== g || Number.isNaN(past[i]) || Number.isNaN(pastWithout[i])) return;
      sum += Math.abs(past[i] - pastWithout[i]);
      steps += 1;
    });
    return steps === 0 ? 0 : sum / steps;
  });
  const most = Math.max(...density);
  return timeGroups.filter((_, g) => density[g] >= nearlyAsDense * most);
}

function middle(values: Float32Array): number {
  const sorted = values.filter((value) => !Number.isNaN(value)).sort();
  return sorted[Math.floor(sorted.length / 2)];
}
