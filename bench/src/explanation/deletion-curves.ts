/**
 * Deletion and insertion (Petsiuk, Das and Saenko 2018) on the served model: half hours of the past are levelled to the median of
 * the last day, or put back into a past that is level throughout, in the order of an account of what matters. A good order makes
 * the forecast fall to its start early, and rise from it early. C context steps.
 */
import type { ServedCase } from '@fleetcast/backend/src/domain/forecasting/served-forecaster.ts';
import type { ForecastAsServed } from '@fleetcast/backend/src/domain/explanation/ports.ts';

const pieceSteps = 6;
/** How many half hours are changed at each point of a curve. */
const counts = [1, 2, 4, 8, 16, 32, 64, 128] as const;

export interface CurveAreas {
  /** Mean share of the forecast's way that is left while deleting: less is better. */
  readonly deletion: number;
  /** Mean share of the way that is there while inserting: more is better. */
  readonly insertion: number;
}

/** `weights` [C]: what each step is worth; pieces come in the order of their sums, without sign. `level` and both ends are in the metric's unit. */
export async function curveAreas(served: ServedCase, weights: ArrayLike<number>, level: number, ends: { readonly start: number; readonly forecast: number }, at: { readonly originStep: number; readonly quantileOffset: number }, forecast: ForecastAsServed): Promise<CurveAreas> {
  const pieces = Array.from({ length: Math.floor(served.values.length / pieceSteps) }, (_, piece) => {
    const from = served.values.length - (piece + 1) * pieceSteps;
    let worth = 0;
    for (let i = from; i < from + pieceSteps; i++) worth += weights[i];
    return { from, worth: Math.abs(worth) };
  }).sort((a, b) => b.worth - a.worth);
  const changed = (count: number, isLevel: boolean): ServedCase => {
    const values = isLevel ? served.values.map((value) => (Number.isNaN(value) ? value : level)) : served.values.slice();
    for (const { from } of pieces.slice(0, count)) {
      for (let i = from; i < from + pieceSteps; i++) if (!Number.isNaN(values[i])) values[i] = isLevel ? served.values[i] : level;
    }
    return { ...served, values, thresholds: [] };
  };
  const cases = [...counts.map((count) => changed(count, false)), ...counts.map((count) => changed(count, true))];
  const { quantiles } = await forecast(cases, at.originStep);
  const size = quantiles.length / cases.length;
  const way = ends.forecast - ends.start;
  const shareOf = (row: number) => Math.max(-1, Math.min(2, (quantiles[row * size + at.quantileOffset] - ends.start) / way));
  const mean = (from: number) => counts.reduce<number>((sum, _, i) => sum + shareOf(from + i), 0) / counts.length;
  return { deletion: mean(0), insertion: mean(counts.length) };
}
