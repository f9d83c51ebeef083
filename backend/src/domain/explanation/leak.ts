/**
 * Is something leaking? Growth that is tied to uptime: it begins at a restart (a sudden fall), goes on by day and by night, and
 * is undone by the next restart. Judged on hourly medians, so that single steps and noise do not count.
 */
import { median } from '../series/order-statistics.ts';

export interface LeakSuspicion {
  readonly suspected: boolean;
  /** Step of the last restart, or the first step known when none was seen. */
  readonly sinceStep: number;
  readonly restartSeen: boolean;
  /** Slope by Theil and Sen since then, in the metric's unit a day. */
  readonly risePerDay: number;
  /** Level now less level after the restart. */
  readonly riseSince: number;
  /** Share of pairs of hours, a whole number of days apart, of which the later one is higher. */
  readonly risingShare: number;
}

const hourSeconds = 3600;
/** A fall of this share of the series' whole range within two hours, not made up for within three more, is a restart. */
const restartFall = 0.2;
const lastingHours = 3;
const leastRange = 4;
const leastHours = 36;
const leastRise = 2;
const leastRisingShare = 0.85;

/** Null with less than a day and a half since the last restart. `window` ends at originStep, NaN where nothing was observed. */
export function leakSuspicion(window: Float32Array, originStep: number, stepSeconds: number): LeakSuspicion | null {
  const hourSteps = Math.round(hourSeconds / stepSeconds);
  const hours = hourlyMedians(window, hourSteps);
  const known = hours.filter((value) => !Number.isNaN(value));
  if (known.length < leastHours) return null;
  const range = Math.max(...known) - Math.min(...known);
  let first = hours.findIndex((value) => !Number.isNaN(value));
  let restartSeen = false;
  for (let hour = first + 2; hour < hours.length; hour++) {
    const before = Math.max(hours[hour - 2], hours[hour - 1]);
    const fallen = before - hours[hour];
    const lasts = hours.slice(hour + 1, hour + 1 + lastingHours).every((value) => !(value > before - fallen / 2));
    if (range < leastRange || !(fallen >= restartFall * range) || !lasts) continue;
    first = hour;
    restartSeen = true;
  }
  const since = hours.slice(first);
  if (since.filter((value) => !Number.isNaN(value)).length < leastHours) return null;
  const slopes: number[] = [];
  let [rising, pairs] = [0, 0];
  for (let a = 0; a < since.length; a++) {
    // Whole days apart: the daily rhythm is the same on both sides.
    for (let b = a + 24; b < since.length; b += 24) {
      if (Number.isNaN(since[a]) || Number.isNaN(since[b])) continue;
      slopes.push((since[b] - since[a]) / ((b - a) / 24));
      pairs += 1;
      if (since[b] > since[a]) rising += 1;
    }
  }
  if (pairs === 0) return null;
  const risePerDay = median(slopes);
  const riseSince = (risePerDay * (since.length - 1)) / 24;
  const risingShare = rising / pairs;
  const sinceStep = originStep - (hours.length - first) * hourSteps + 1;
  return { suspected: risePerDay > 0 && riseSince >= leastRise && risingShare >= leastRisingShare, sinceStep, restartSeen, risePerDay, riseSince, risingShare };
}

/** The last hour ends at the origin; an hour with less than half its steps is missing. */
function hourlyMedians(window: Float32Array, hourSteps: number): number[] {
  const count = Math.floor(window.length / hourSteps);
  return Array.from({ length: count }, (_, hour) => {
    const from = window.length - (count - hour) * hourSteps;
    const observed = [...window.subarray(from, from + hourSteps)].filter((value) => !Number.isNaN(value));
    return observed.length < hourSteps / 2 ? NaN : median(observed);
  });
}
