/** What was usual at a step, from the days before an event alone. */
import type { LocalTime } from '../series/same-local-time.ts';

const lookBackDays = 7;
const leastValues = 5;
const scratch = new Float32Array(3 * lookBackDays);

/**
 * Median of the values at the same time of day, one step either side, over the 7 days before `step`, of those that lie before
 * `beforeStep`; NaN with too few. `free` is on the feature scale, value i of step oldestStep + i, NaN where nothing is known.
 */
export function usualValue(free: Float32Array, oldestStep: number, local: LocalTime, step: number, beforeStep: number): number {
  const lags = local.lags(step);
  let count = 0;
  for (let day = 0, looked = 0; looked < lookBackDays && day < lags.length; day++) {
    const same = step - lags[day];
    if (same + 1 >= beforeStep) continue;
    looked += 1;
    for (let near = same - 1; near <= same + 1; near++) {
      const value = free[near - oldestStep];
      if (value !== undefined && !Number.isNaN(value)) scratch[count++] = value;
    }
  }
  if (count < leastValues) return NaN;
  const values = scratch.subarray(0, count).sort();
  return count % 2 === 1 ? values[(count - 1) / 2] : (values[count / 2 - 1] + values[count / 2]) / 2;
}
