import type { Threshold } from '@fleetcast/contract';

/** A breach is at least this many steps in a row at or beyond the threshold. */
export const breachSteps = 3;

/** A breach begins anew only after this long without a value at or beyond the threshold, half of it observed. */
export const quietMinutes = 60;
const leastObservedShare = 0.5;

export function quietStepsOf(stepSeconds: number): number {
  return Math.max(1, Math.round((quietMinutes * 60) / stepSeconds));
}

export function isBeyond(value: number, { value: limit, direction }: Threshold): boolean {
  return direction === 'above' ? value >= limit : value <= limit;
}

/**
 * Where breaches begin in `values`: the first step at or beyond the threshold after 60 minutes without one, that lasts for
 * `lastingSteps`. Missing steps (NaN) are not beyond, but an hour of which less than half was observed is not known to have
 * been quiet, and neither is what lies before `values` begins: a breach already under way never counts.
 */
export function breachOnsets(values: Float32Array, threshold: Threshold, stepSeconds: number, lastingSteps = breachSteps): number[] {
  const quietSteps = quietStepsOf(stepSeconds);
  const onsets: number[] = [];
  let lastBeyond = -1;
  for (let i = 0; i < values.length; i++) {
    if (!isBeyond(values[i], threshold)) continue;
    const quiet = i - 1 - lastBeyond >= quietSteps && observedShare(values, i - quietSteps, i) >= leastObservedShare;
    if (quiet && lasts(values, i, lastingSteps, threshold)) onsets.push(i);
    lastBeyond = i;
  }
  return onsets;
}

function observedShare(values: Float32Array, from: number, to: number): number {
  let observed = 0;
  for (let i = from; i < to; i++) if (!Number.isNaN(values[i])) observed += 1;
  return observed / (to - from);
}

function lasts(values: Float32Array, from: number, steps: number, threshold: Threshold): boolean {
  for (let i = from; i < from + steps; i++) if (i >= values.length || !isBeyond(values[i], threshold)) return false;
  return true;
}
