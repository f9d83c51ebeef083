import type { Threshold } from '@fleetcast/contract';
import { breachOnsets } from '../series/breach-onsets.ts';

/** Of each direction the threshold that is reached first: whoever passes a further one has passed it. */
export function firstReached(thresholds: readonly Threshold[]): readonly Threshold[] {
  const above = thresholds.filter(({ direction }) => direction === 'above').sort((a, b) => a.value - b.value);
  const below = thresholds.filter(({ direction }) => direction === 'below').sort((a, b) => b.value - a.value);
  return [...above.slice(0, 1), ...below.slice(0, 1)];
}

/** Where breaches of a series began, by series/breach-onsets.ts. values[i] belongs to step fromStep + i. */
export function observedOnsets(values: Float32Array, fromStep: number, thresholds: readonly Threshold[], stepSeconds: number): ReadonlyArray<{ readonly threshold: Threshold; readonly step: number }> {
  return thresholds.flatMap((threshold) => breachOnsets(values, threshold, stepSeconds).map((at) => ({ threshold, step: fromStep + at })));
}
