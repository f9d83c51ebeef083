/**
 * What a stated breach probability has been worth: what came of it on its metric, how much more or less came of the series' own threshold,
 * and what came of that again. A plain value, so that another thread can say the same. Made by evaluation/calibration-counts.ts;
 * docs/methods/breach-probability.md.
 */

import type { Threshold } from '@fleetcast/contract';
import { seriesKey, type SeriesRow } from '../series/fleet-windows.ts';

/** Stated probabilities are told apart in this many equal steps. */
export const curveSteps = 40;
/** Odds of less than this and more than its inverse are not told apart. */
const leastChance = 1e-4;

export interface CalibrationCurves {
  /** [curveSteps + 1] what came of 0, 1/40, ... 1, never falling; by metric. */
  readonly byMetric: Readonly<Record<string, readonly number[]>>;
  /** Of metrics about which nothing is known. */
  readonly pooled: readonly number[];
  /** By what the logarithm of the odds of a series' threshold, or a tier's, lies off its metric's; 0 where left out. */
  readonly offsets: Readonly<Record<string, number>>;
  /** [curveSteps + 1] what came of what these said. */
  readonly final: readonly number[];
}

/** Of whom a breach probability is stated. */
export function breachKey({ serverId, metric }: SeriesRow, { direction, value }: Threshold): string {
  return `${seriesKey(serverId, metric)}\n${direction} ${value}`;
}

/** The probability as it has turned out, of one that was stated of `who`, which has this metric. */
export function calibrated(curves: CalibrationCurves, metric: string, who: string, stated: number): number {
  return onCurve(curves.final, offsetBy(ofMetric(curves, metric, stated), curves.offsets[who] ?? 0));
}

/** What came of it on its metric. */
export function ofMetric({ byMetric, pooled }: Pick<CalibrationCurves, 'byMetric' | 'pooled'>, metric: string, stated: number): number {
  return onCurve(byMetric[metric] ?? pooled, stated);
}

/** Moves the logarithm of the odds. */
export function offsetBy(probability: number, offset: number): number {
  if (offset === 0) return probability;
  const odds = Math.exp(offset) * (Math.max(leastChance, probability) / Math.max(leastChance, 1 - probability));
  return odds / (1 + odds);
}

/** Linear between a curve's points. */
function onCurve(curve: readonly number[], probability: number): number {
  const at = Math.max(0, Math.min(1, probability)) * curveSteps;
  const below = Math.min(curveSteps - 1, Math.floor(at));
  return curve[below] + (at - below) * (curve[below + 1] - curve[below]);
}
