/**
 * What enters the network, and in which layout. One definition that features fill, the graph reads and tests check.
 *
 * Dimension letters: B series in the batch, P steps a patch, T past patches, F future patches, H = F * P horizon steps,
 * Q quantiles, W flat windows (last 24 h, last 3 h, last 7 d), N statics.
 * Token-major layout [tokens * B, width] (row = token * B + series), so that linear layers and the causal mixer are plain Gemms.
 * All values but times and statics are scaled by (x - c) / s and clipped to +-20 (docs/methods/model.md). c, s, the cap, the
 * cube root and its inverse are the features' business; the network never sees a metric's unit. No input may be NaN.
 */
import { quantileLevels } from '@fleetcast/contract';

/** Longest patch: half an hour on the base grid. */
const mostPatchSteps = 6;
export const quantileCount = quantileLevels.length;
/** Scaled inputs and candidates are clipped to +- this. */
export const scaledLimit = 20;

/** Grid the network is built for; another grid is another model. */
export interface ModelGrid {
  readonly stepSeconds: number;
  /** Steps of the past window: one day of 5-minute steps is 288. */
  readonly pastSteps: number;
  readonly horizonSteps: number;
}

/** P: the largest number up to 6 that divides both the past window and the horizon, e.g. 4 for 96 and 32 steps of 15 minutes. */
export function patchStepsOf({ pastSteps, horizonSteps }: ModelGrid): number {
  let patch = mostPatchSteps;
  while (pastSteps % patch !== 0 || horizonSteps % patch !== 0) patch -= 1;
  return patch;
}

export const baseGrid: ModelGrid = { stepSeconds: 300, pastSteps: 288, horizonSteps: 96 };

/** Steps of each of the six time waves, in the order of a time patch: sin and cos of the day, of half a day, of the week. */
const timeWaves = ['sin-day', 'cos-day', 'sin-half-day', 'cos-half-day', 'sin-week', 'cos-week'] as const;
export const timeWaveCount = timeWaves.length;

/** Names of the flat windows whose quantiles are candidates, in the order of the input `flat`. */
export const flatWindows = ['win24', 'win3h', 'win7d'] as const;

/** Candidates that the network mixes, in the order of its mixture weights. */
export const candidateNames = ['last', ...flatWindows, 'random-walk', 'lag24', 'lag7d', 'same-time', 'same-time-adjusted'] as const;
export const candidateCount = candidateNames.length;

/** Statics that describe the series' recent past, in order. z(x) = .3 * clip((x - c) / s); ln(x) = natural log of x + 1e-4. */
export const historyStatics = [
  'level', // c / ref: 20 for bounded kinds, 5 for cube-rooted ones
  'ln-scale', // ln s
  'ln-sd24', // ln sd24 - ln s
  'ln-sd7d', // ln sd7d - ln s
  'mean7d', // z(mean of 7 days)
  'ln-daily-change', // ln mean|x(t) - x(t - 24 h)| over 7 d - ln s
  'last', // z(last value)
  'win24-q10', // z(...), as all quantiles below
  'win24-q90',
  'win24-q25',
  'win24-q75',
  'win24-min',
  'win24-max',
  'win3h-q10',
  'win3h-q50',
  'win3h-q90',
  'win7d-q10',
  'win7d-q50',
  'win7d-q90',
  'same-time-q10', // .3 * mean over the horizon of the scaled same-time quantile
  'same-time-q50',
  'same-time-q90',
  'recent-shift', // .3 * scaled mean of (x - same-time median) over the last 6 steps
  'loss-win24', // .5 ln(loss + .02): summed pinball of q10 q50 q90 in scaled units, mean over 3 past origins 8 h apart
  'loss-same-time',
  'loss-last', // |x - last|, same origins
  'loss-lag24', // |x - lag 24 h|, same origins
  'five-day-contest', // ln((win24 loss + .01) / (same-time loss + .01)) over origins of five days
  'five-day-best', // .5 ln(min(win24 loss, same-time loss) + .02) over origins of five days
] as const;

/** One-hot of the metric's kind, in order; all zero is an unknown kind, which training also shows to the network. */
export const kindStatics = ['percent', 'unbounded', 'saturation', 'latency'] as const;

export const staticNames = [...historyStatics, ...kindStatics] as const;
export const staticCount = staticNames.length;

/** Columns of the input `recent`: scaled last value, scaled recent shift (mean of the last 6 of x - same-time median). */
const recentNames = ['last', 'shift'] as const;

export type InputName = 'past' | 'pastTime' | 'lags' | 'sameTime' | 'walk' | 'futureTime' | 'flat' | 'recent' | 'statics';

export interface InputShape {
  readonly name: InputName;
  readonly dims: readonly number[];
}

/** Shapes of all inputs for a batch of B series. */
export function inputShapes(grid: ModelGrid, batch: number): readonly InputShape[] {
  const patchSteps = patchStepsOf(grid);
  const past = grid.pastSteps / patchSteps;
  const future = grid.horizonSteps / patchSteps;
  return [
    { name: 'past', dims: [past * batch, patchSteps] },
    // the time waves at the middle of each patch (step 3 of 0..5, step 2 of 0..3)
    { name: 'pastTime', dims: [past * batch, timeWaveCount] },
    // lag 24 h, lag 7 d at the target's time
    { name: 'lags', dims: [2, future * batch, patchSteps] },
    // quantiles of the values at the same time of day over the last 7 days
    { name: 'sameTime', dims: [quantileCount, future * batch, patchSteps] },
    // last value + quantile of past changes at that lead (one value a patch)
    { name: 'walk', dims: [future * batch, quantileCount] },
    { name: 'futureTime', dims: [future * batch, timeWaveCount] },
    { name: 'flat', dims: [flatWindows.length, batch, quantileCount] },
    { name: 'recent', dims: [batch, recentNames.length] },
    { name: 'statics', dims: [batch, staticCount] },
  ];
}

/** One flat array per input, shaped as inputShapes says. */
export type ModelInputs = Readonly<Record<InputName, Float32Array>>;

/** Zeroed buffers, to be filled again for every batch. */
export function allocateInputs(grid: ModelGrid, batch: number): ModelInputs {
  const buffers = inputShapes(grid, batch).map(({ name, dims }) => [name, new Float32Array(dims.reduce((a, b) => a * b, 1))] as const);
  return Object.fromEntries(buffers) as Record<InputName, Float32Array>;
}
