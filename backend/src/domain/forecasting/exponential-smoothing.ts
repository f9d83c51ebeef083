export interface Smoothed {
  readonly level: number;
  /** Smoothing weight alpha that would have erred least. */
  readonly weight: number;
  /** Standard deviation of its errors one step ahead. */
  readonly deviation: number;
}

const weights = [0.05, 0.2, 0.5, 0.9] as const;

/**
 * Simple exponential smoothing, ETS(A,N,N) of Hyndman, Koehler, Ord and Snyder (2008): the level follows the values by the
 * weight, out of four, with the least squared error. Its h-step error has the variance deviation^2 * (1 + (h - 1) weight^2).
 */
export function smoothed(values: Float32Array): Smoothed {
  let best: Smoothed = { level: values[values.length - 1], weight: weights[0], deviation: Infinity };
  for (const weight of weights) {
    let level = values[0];
    let squares = 0;
    for (let i = 1; i < values.length; i++) {
      const error = values[i] - level;
      squares += error * error;
      level += weight * error;
    }
    const deviation = Math.sqrt(squares / Math.max(1, values.length - 1));
    if (deviation < best.deviation) best = { level, weight, deviation };
  }
  return best;
}
