/** Loss of forecasting `forecast` for the quantile `level` when `actual` came (Koenker and Bassett 1978), in the unit of both. */
export function pinball(level: number, actual: number, forecast: number): number {
  const error = actual - forecast;
  return error >= 0 ? level * error : (level - 1) * error;
}

/** 1 inside a band, 0 outside, one half on a bound: a series that repeats its values would otherwise reward bands of no width. */
export function insideBand(actual: number, lower: number, upper: number): number {
  if (actual === lower || actual === upper) return 0.5;
  return actual > lower && actual < upper ? 1 : 0;
}

/**
 * Interval score of a central band that is meant to hold `share` of the actuals (Gneiting and Raftery 2007): its width plus
 * what lies outside, weighted by 2 / (1 - share). Lower is better.
 */
export function intervalScore(share: number, actual: number, lower: number, upper: number): number {
  const outside = Math.max(0, lower - actual) + Math.max(0, actual - upper);
  return upper - lower + (2 / (1 - share)) * outside;
}
