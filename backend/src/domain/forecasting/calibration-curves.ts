/**
 * What a stated breach probability has been worth: for every stated probability the share of breaches that came. A plain value,
 * so that another thread can say the same. Made by evaluation/breach-calibration.ts; docs/methods/breach-probability.md.
 */

/** Stated probabilities are told apart in this many equal steps. */
export const curveSteps = 40;

export interface CalibrationCurves {
  /** [curveSteps + 1] what came of 0, 1/40, ... 1, never falling; by metric. */
  readonly byMetric: Readonly<Record<string, readonly number[]>>;
  /** Of metrics about which nothing is known. */
  readonly pooled: readonly number[];
}

/** The probability as it has turned out, linear between the curve's points. */
export function calibrated(curves: CalibrationCurves, metric: string, stated: number): number {
  const curve = curves.byMetric[metric] ?? curves.pooled;
  const at = Math.max(0, Math.min(1, stated)) * curveSteps;
  const below = Math.min(curveSteps - 1, Math.floor(at));
  return curve[below] + (at - below) * (curve[below + 1] - curve[below]);
}
