import { baseGrid, type ModelGrid, patchStepsOf } from './model-inputs.ts';

/** Everything that decides which parameters a network has, and what it computes from them. */
export interface NetworkDefinition {
  readonly grid: ModelGrid;
  /** D: channels of a token. */
  readonly width: number;
  readonly heads: number;
  readonly mixerGroups: number;
  /** Rows of the table that fine-tuning learns, one a series; row 0 stays zero and is every unseen series. 0: no table. */
  readonly embeddingRows: number;
}

export const baseDefinition: NetworkDefinition = { grid: baseGrid, width: 32, heads: 4, mixerGroups: 2, embeddingRows: 0 };

/** Patches of the past window and of the horizon, and how many steps each has. */
export function tokenCounts(grid: ModelGrid): { readonly past: number; readonly future: number; readonly patchSteps: number } {
  const patchSteps = patchStepsOf(grid);
  return { past: grid.pastSteps / patchSteps, future: grid.horizonSteps / patchSteps, patchSteps };
}
