import type { ServedCase } from '../../domain/forecasting/served-forecaster.ts';

/** The past as it was some steps ago, of the same length. */
export function withoutLast<T extends ServedCase>(series: T, steps: number): T {
  if (steps === 0) return series;
  const values = new Float32Array(series.values.length).fill(NaN);
  values.set(series.values.subarray(0, series.values.length - steps), steps);
  return { ...series, values };
}
