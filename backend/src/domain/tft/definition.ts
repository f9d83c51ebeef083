import { baseGrid, type ModelGrid, patchSteps } from './model-inputs.ts';

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

/** Patches of the past window and of the horizon; a grid that does not divide into patches is a broken promise of the caller. */
export function tokenCounts(grid: ModelGrid): { readonly past: number; readonly future: number } {
  if (grid.pastSteps % patchSteps !== 0 || grid.horizonSteps % patchSteps !== 0) {
    throw new Error(`a grid of ${grid.pastSteps} past and ${grid.horizonSteps} horizon steps does not divide into patches of ${patchSteps}`);
  }
  return { past: grid.pastSteps / patchSteps, future: grid.horizonSteps / patchSteps };
}
