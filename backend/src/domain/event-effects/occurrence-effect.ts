import type { EventOccurrence } from '@fleetcast/contract';
import type { EventPiece } from '../features/series-events.ts';
import type { LocalTime } from '../series/same-local-time.ts';
import { expectedFactor, expectedShift, type EffectSums } from './effect-sums.ts';
import { phaseOf, touchedSteps } from './event-phases.ts';
import type { KindOfEffect } from './kind-of-effect.ts';
import { usualValue } from './usual-values.ts';

/** What was usual and what came in one phase, means over its steps, on the feature scale. */
export interface PhaseEffect {
  readonly phase: number;
  readonly usual: number;
  readonly came: number;
}

const minuteMs = 60_000;
/** The day's own level is taken from the hours before the event, and is gone after about this long. */
const levelMinutes = 120;
const levelLastsMinutes = 480;
const levelShare = 0.8;

/**
 * What an occurrence that is over did to a series. `free` is its history without other events, on the feature scale, NaN where
 * nothing is known, value i of step oldestStep + i. Null: too little is known.
 */
export function occurrenceEffect(free: Float32Array, oldestStep: number, local: LocalTime, occurrence: EventOccurrence, stepMs: number): readonly PhaseEffect[] | null {
  const { fromStep, toStep } = touchedSteps(occurrence, stepMs);
  const level = levelBefore(free, oldestStep, local, fromStep, Math.round((levelMinutes * minuteMs) / stepMs));
  const sums = new Map<number, { count: number; usual: number; came: number }>();
  for (let step = fromStep; step <= toStep; step++) {
    const came = free[step - oldestStep];
    if (came === undefined || Number.isNaN(came)) continue;
    const sameTime = usualValue(free, oldestStep, local, step, fromStep);
    if (Number.isNaN(sameTime)) continue;
    const usual = sameTime + level * Math.exp((-(step - fromStep) * stepMs) / (levelLastsMinutes * minuteMs));
    const phase = phaseOf(step, occurrence, stepMs);
    const sum = sums.get(phase) ?? { count: 0, usual: 0, came: 0 };
    sums.set(phase, { count: sum.count + 1, usual: sum.usual + usual, came: sum.came + came });
  }
  if (sums.size === 0) return null;
  return [...sums].map(([phase, { count, usual, came }]) => ({ phase, usual: usual / count, came: came / count }));
}

/** How far the steps before an event lay off their usual values. */
function levelBefore(free: Float32Array, oldestStep: number, local: LocalTime, fromStep: number, steps: number): number {
  let sum = 0;
  let count = 0;
  for (let step = fromStep - steps; step < fromStep; step++) {
    const off = (free[step - oldestStep] ?? NaN) - usualValue(free, oldestStep, local, step, fromStep - steps);
    if (Number.isNaN(off)) continue;
    sum += off;
    count += 1;
  }
  return count === 0 ? 0 : (levelShare * sum) / count;
}

/** What is expected of an occurrence. */
export function occurrencePiece(kind: KindOfEffect, series: EffectSums | undefined, tier: EffectSums, occurrence: EventOccurrence, stepMs: number): EventPiece {
  const { fromStep, toStep } = touchedSteps(occurrence, stepMs);
  const length = toStep - fromStep + 1;
  // In shared memory, so that handing it to another thread copies nothing.
  const column = () => new Float32Array(new SharedArrayBuffer(4 * length));
  const piece = { fromStep, factor: column().fill(1), shift: column(), spread: column() };
  for (let i = 0; i < length; i++) {
    const phase = phaseOf(fromStep + i, occurrence, stepMs);
    const choice = kind.choice(phase);
    if (choice === 'none') continue;
    if (choice === 'shift') piece.shift[i] = expectedShift(series, tier, phase);
    else piece.factor[i] = expectedFactor(series, tier, phase);
    piece.spread[i] = Math.sqrt((series ?? tier).variance(phase));
  }
  return piece;
}
