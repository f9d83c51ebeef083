import type { Intervention } from '@fleetcast/contract';
import { isDemand, type PlannedChange, type StepSpan } from './planned-change.ts';
import type { WhatIfFleet } from './what-if-fleet.ts';

type EditedInput = Extract<Intervention, { kind: 'edit-input' }>;

/** A stretch of a curve that stays on one side of 1, with the level of it that lies furthest from 1. */
export interface CurvePiece extends StepSpan {
  readonly extreme: number;
}

/** [H] factor at each step of the horizon: straight between points, held at the outer ones. */
export function curveFactors({ points }: EditedInput, { originStep, stepSeconds, horizonSteps }: WhatIfFleet): Float64Array {
  const times = points.map(({ at }) => Date.parse(at) / (stepSeconds * 1000) - originStep - 1);
  return Float64Array.from({ length: horizonSteps }, (_, h) => {
    const next = times.findIndex((time) => time >= h);
    if (next === 0 || times.length === 1) return points[0].factor;
    if (next < 0) return points[points.length - 1].factor;
    const share = (h - times[next - 1]) / (times[next] - times[next - 1]);
    return points[next - 1].factor + share * (points[next].factor - points[next - 1].factor);
  });
}

/** Pieces above and below 1, in order of time; where the factor is 1 nothing changes. */
export function curvePieces(factors: Float64Array, originStep: number): readonly CurvePiece[] {
  const highest = Math.max(...factors);
  const lowest = Math.min(...factors);
  const pieces: CurvePiece[] = [];
  let from = 0;
  for (let h = 1; h <= factors.length; h++) {
    if (h < factors.length && Math.sign(factors[h] - 1) === Math.sign(factors[from] - 1)) continue;
    if (factors[from] !== 1) pieces.push({ fromStep: originStep + 1 + from, toStep: originStep + h, extreme: factors[from] > 1 ? highest : lowest });
    from = h;
  }
  return pieces;
}

/** The one curve of demand among the changes, if any. */
export function demandCurve(changes: readonly PlannedChange[]): { readonly change: PlannedChange; readonly input: EditedInput } | null {
  for (const change of changes) {
    const { intervention } = change;
    if (intervention.kind === 'edit-input' && isDemand(intervention.input)) return { change, input: intervention };
  }
  return null;
}
