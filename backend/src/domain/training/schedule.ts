/**
 * The learning rate over the steps of a training: warm-up, a level stretch, then a linear decay to nothing over the last
 * `decayShare` of the steps (Hägele et al. 2024, "Scaling laws and compute-optimal training beyond fixed training durations").
 * Until the decay begins the rate does not depend on how many steps there will be. So a training that must end by a
 * time can decide when to start the decay as it goes, and the same number of steps given beforehand repeats it exactly.
 */
export interface Schedule {
  readonly peakRate: number;
  readonly warmUpSteps: number;
  readonly decayShare: number;
}

/** Rate at `step` (counted from 1) of a training of `totalSteps`; null: not yet known, the level stretch goes on. */
export function rateAt({ peakRate, warmUpSteps, decayShare }: Schedule, step: number, totalSteps: number | null): number {
  const warm = Math.min(1, step / warmUpSteps);
  if (totalSteps === null) return peakRate * warm;
  const left = (totalSteps - step + 1) / (decayShare * totalSteps);
  return peakRate * warm * Math.min(1, left);
}

/** How many steps in all make `levelSteps` the end of the level stretch: none of them would have had a lower rate. */
export function totalStepsAfter({ decayShare }: Schedule, levelSteps: number): number {
  return Math.ceil(levelSteps / (1 - decayShare));
}
