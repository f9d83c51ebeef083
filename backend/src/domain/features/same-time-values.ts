import type { LocalTime } from '../series/same-local-time.ts';
import { sortFew } from '../series/sorted-values.ts';
import type { FeatureGrid } from './feature-grid.ts';
import type { ScaledHistory } from './scaled-history.ts';

export const sameTimeDays = 7;
/** One step either side on each of 7 days. */
export const sameTimeCount = 3 * sameTimeDays;
// Shared by all series: nothing is allocated per series and step.
const scratch = new Float32Array(sameTimeCount);

/** The values at the target's local time of day, one step either side, over 7 days, sorted; on the feature scale, valid until the next call. */
export function sameTimeValues(target: number, history: ScaledHistory, local: LocalTime, { nearestDay }: FeatureGrid): Float32Array {
  const lags = local.lags(target);
  for (let day = 0; day < sameTimeDays; day++) {
    const step = target - lags[day + nearestDay - 1];
    scratch[3 * day] = history.at(step - 1);
    scratch[3 * day + 1] = history.at(step);
    scratch[3 * day + 2] = history.at(step + 1);
  }
  sortFew(scratch, sameTimeCount);
  return scratch;
}
