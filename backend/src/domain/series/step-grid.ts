/**
 * The one grid. Step i is the aggregate over ((i - 1) * stepMs, i * stepMs] and is stamped i * stepMs (UTC epoch),
 * so nothing later than a step's stamp is inside it.
 */
export interface StepGrid {
  readonly stepMs: number;
}

/** Index of the step that a sample stamped `timeMs` belongs to. */
export function stepOfSample(grid: StepGrid, timeMs: number): number {
  return Math.ceil(timeMs / grid.stepMs);
}

/** The last step that is closed and settled at `nowMs`: its end plus the settling delay has passed. */
export function lastSettledStep(grid: StepGrid, nowMs: number, settleMs: number): number {
  return Math.floor((nowMs - settleMs) / grid.stepMs);
}

export function stampOfStep(grid: StepGrid, step: number): number {
  return step * grid.stepMs;
}
