/** The clockwork of the simulated quarter: a grid of 5 minutes, a cycle every 2 hours, one of four judged, so that no outcome is judged twice. */
import { daySteps, horizonSteps } from '../grid/product-grid.ts';

export const cycleSteps = 24;
const judgedEverySteps = 96;

export interface QuarterSpan {
  /** First step of the quarter. */
  readonly quarterStep: number;
  readonly lastStep: number;
}

export interface CycleOrigin {
  readonly step: number;
  /** From 0. */
  readonly week: number;
  readonly isJudged: boolean;
}

/** Every cycle whose whole horizon lies within the quarter. */
export function cycleOrigins({ quarterStep, lastStep }: QuarterSpan): CycleOrigin[] {
  const origins: CycleOrigin[] = [];
  for (let step = quarterStep + cycleSteps - 1; step + horizonSteps <= lastStep; step += cycleSteps) {
    origins.push({ step, week: Math.floor((step - quarterStep) / (7 * daySteps)), isJudged: (step + 1 - quarterStep) % judgedEverySteps === 0 });
  }
  return origins;
}
