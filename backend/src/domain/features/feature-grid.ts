/** The spans that features look at, in steps of one grid. */
export interface FeatureGrid {
  readonly stepSeconds: number;
  readonly horizonSteps: number;
  readonly daySteps: number;
  readonly weekSteps: number;
  /** Steps of the short window of 3 h. */
  readonly shortSteps: number;
  /** Steps over which the recent shift is averaged. */
  readonly shiftSteps: number;
  /** Every how many steps a value enters the 7-day window. */
  readonly thinning: number;
  /** Leads share one distribution of past changes in blocks of this many steps. */
  readonly walkBlockSteps: number;
  /** Past changes start this many steps apart. */
  readonly walkStride: number;
  /** The nearest day whose "same time" is known for every step of the horizon: 1, more when the horizon passes a day. */
  readonly nearestDay: number;
  /** Origins at multiples of this are judged for the trailing losses of the floors. */
  readonly judgedStride: number;
}

export const walkBlocks = 8;
/** How many past changes per lead make the distribution of the random walk; two leads a block. */
export const walkChanges = 40;

/** The grid must divide the day evenly, so that "the same time yesterday" is a step. */
export function featureGrid(stepSeconds: number, horizonSteps: number): FeatureGrid {
  const daySteps = 86_400 / stepSeconds;
  if (!Number.isInteger(daySteps) || daySteps < 24) throw new Error(`a step of ${stepSeconds} s does not divide the day: take e.g. 60, 300 or 900 s`);
  if (horizonSteps < walkBlocks) throw new Error(`a horizon of ${horizonSteps} steps is too short: at least ${walkBlocks}`);
  const nearestDay = 1 + Math.floor((horizonSteps + daySteps / 12) / daySteps); // a twelfth: two hours of clock change
  if (nearestDay > 7) throw new Error(`a horizon of ${horizonSteps} steps of ${stepSeconds} s passes a week`);
  let thinning = Math.max(1, Math.floor(daySteps / 72));
  while (daySteps % thinning !== 0) thinning -= 1;
  return {
    stepSeconds,
    horizonSteps,
    daySteps,
    weekSteps: 7 * daySteps,
    shortSteps: Math.max(6, Math.round(daySteps / 8)),
    shiftSteps: 6,
    thinning,
    nearestDay,
    walkBlockSteps: Math.ceil(horizonSteps / walkBlocks),
    walkStride: Math.max(1, Math.round(daySteps / 24)),
    judgedStride: Math.max(2, Math.round(horizonSteps / 2)),
  };
}

/** The newest step up to `step` that lies `phase` after a multiple of `stride`. */
export function newestOrigin(step: number, stride: number, phase: number): number {
  return Math.floor((step - phase) / stride) * stride + phase;
}
