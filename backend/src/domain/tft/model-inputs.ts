/**
 * What enters the network, and in which layout. One definition that features fill, the graph reads and tests check.
 *
 * Dimension letters: B series in the batch, P = 6 steps a patch, T past patches, F future patches, Q quantiles,
 * W flat windows (last 24 h, last 3 h, last 7 d), N statics.
 * Token-major layout [tokens * B, width], so that linear layers and the causal mixer are plain Gemms.
 * All values but times and statics are scaled by (x - c) / s and clipped to +-20 (docs/methods/forecast.md).
 */
import { quantileLevels } from '@fleetcast/contract';

export const patchSteps = 6;
export const quantileCount = quantileLevels.length;

/** Grid the network is built for; another grid is another model. */
export interface ModelGrid {
  readonly stepSeconds: number;
  /** Steps of the past window: one day of 5-minute steps is 288. */
  readonly pastSteps: number;
  readonly horizonSteps: number;
}

export const baseGrid: ModelGrid = { stepSeconds: 300, pastSteps: 288, horizonSteps: 96 };

/** Names of the flat windows whose quantiles are candidates. */
export const flatWindows = ['win24', 'win3h', 'win7d'] as const;

/** Candidates that the network mixes, in the order of its mixture weights. */
export const candidateNames = ['last', 'lag24', 'lag7d', 'win24', 'same-time', 'win3h', 'win7d', 'same-time-adjusted', 'random-walk'] as const;
export const candidateCount = candidateNames.length;

export interface InputShape {
  readonly name: 'past' | 'pastTime' | 'lags' | 'sameTime' | 'walk' | 'futureTime' | 'flat' | 'recent' | 'statics';
  readonly dims: readonly number[];
}

/** Shapes of all inputs for a batch of B series. `statics` is how many per-series statics the features make. */
export function inputShapes(grid: ModelGrid, batch: number, statics: number): readonly InputShape[] {
  const past = grid.pastSteps / patchSteps;
  const future = grid.horizonSteps / patchSteps;
  return [
    { name: 'past', dims: [past * batch, patchSteps] },
    { name: 'pastTime', dims: [past * batch, patchSteps] },
    // lag 24 h, lag 7 d at the target's time
    { name: 'lags', dims: [2, future * batch, patchSteps] },
    // quantiles of the values at the same time of day over the last 7 days
    { name: 'sameTime', dims: [quantileCount, future * batch, patchSteps] },
    // last value + quantile of past changes at that lead (one value a patch)
    { name: 'walk', dims: [future * batch, quantileCount] },
    { name: 'futureTime', dims: [future * batch, patchSteps] },
    { name: 'flat', dims: [flatWindows.length, batch, quantileCount] },
    // last value, recent shift (mean of the last 6 of x - same-time median)
    { name: 'recent', dims: [batch, 2] },
    { name: 'statics', dims: [batch, statics] },
  ];
}
