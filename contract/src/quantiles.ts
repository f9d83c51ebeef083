/** Quantile levels of every forecast, lowest first; the API names them q02 ... q98. */
export const quantileLevels = [0.02, 0.1, 0.25, 0.5, 0.75, 0.9, 0.98] as const;

export const quantileNames = ['q02', 'q10', 'q25', 'q50', 'q75', 'q90', 'q98'] as const;
export type QuantileName = (typeof quantileNames)[number];

/** Index of the median in quantileLevels. */
export const medianIndex = 3;
