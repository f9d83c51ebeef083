import type { SpeakerReason } from './fleet-forecast.ts';

/** Days of history before a model speaks, unless it was fine-tuned on less. */
const usualDaysNeeded = 8;
/** Largest missing share of the last 8 days, and of the last day, at which the model still speaks. */
const mostMissing = { window: 0.4, day: 0.6 };
/** What is known of a series' window. */
export interface WindowHealth {
  /** Share of the last 8 days that is missing, of what the window holds. */
  readonly missingShare: number;
  readonly missingShareOfDay: number;
  /** Share missing since the first observation, of the last 8 days. */
  readonly missingShareSinceFirst: number;
  readonly daysObserved: number;
}

/** Counts what was observed in a window that ends at the origin. */
export function windowHealth(window: Float32Array, daySteps: number): WindowHealth {
  const length = Math.min(window.length, usualDaysNeeded * daySteps);
  let first = 0;
  while (first < window.length && Number.isNaN(window[first])) first += 1;
  let missing = 0;
  let missingOfDay = 0;
  for (let i = window.length - length; i < window.length; i++) {
    if (!Number.isNaN(window[i])) continue;
    missing += 1;
    if (i >= window.length - daySteps) missingOfDay += 1;
  }
  const before = Math.max(0, first - (window.length - length));
  const missingShareSinceFirst = before < length ? (missing - before) / (length - before) : 1;
  return { missingShare: missing / length, missingShareOfDay: missingOfDay / daySteps, missingShareSinceFirst, daysObserved: (window.length - first) / daySteps };
}

/** Why the model cannot speak for a series, whatever its skill; null when it can. Checked in this order. */
export function reasonAgainstModel(
  health: WindowHealth,
  grid: { readonly stepSeconds: number; readonly horizonSteps: number; readonly fitsModel: boolean; readonly daysNeeded?: number },
  isConstant: boolean,
): SpeakerReason | null {
  const daysNeeded = grid.daysNeeded ?? usualDaysNeeded;
  const missing = health.daysObserved < usualDaysNeeded ? health.missingShareSinceFirst : health.missingShare;
  if (health.daysObserved === 0) return { kind: 'too-gappy', missingShare: 1 };
  if (isConstant) return { kind: 'constant' };
  if (health.daysObserved < daysNeeded) return { kind: 'learning', daysObserved: health.daysObserved, daysNeeded };
  if (!grid.fitsModel) return { kind: 'no-model-for-grid', stepSeconds: grid.stepSeconds, horizonSteps: grid.horizonSteps };
  if (missing > mostMissing.window || health.missingShareOfDay > mostMissing.day) {
    return { kind: 'too-gappy', missingShare: Math.max(missing, health.missingShareOfDay) };
  }
  return null;
}
