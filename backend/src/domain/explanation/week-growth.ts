/** How far the last day lies above the same day a week earlier. */
export interface WeekGrowth {
  readonly lastDay: number;
  readonly weekBefore: number;
  /** (lastDay - weekBefore) / weekBefore; null when the week before was 0. */
  readonly growth: number | null;
  /** Beyond what one day differs from the next anyway. */
  readonly notable: boolean;
}

const leastObserved = 0.7;
const notableGrowth = 0.05;

/** Null with less than 8 days, or when either day has too many gaps. `window` ends at the origin, NaN where nothing was observed. */
export function weekGrowth(window: Float32Array, daySteps: number): WeekGrowth | null {
  const dayMean = (daysBack: number) => meanOf(window.subarray(Math.max(0, window.length - (daysBack + 1) * daySteps), Math.max(0, window.length - daysBack * daySteps)), daySteps);
  const lastDay = dayMean(0);
  const weekBefore = dayMean(7);
  if (lastDay === null || weekBefore === null) return null;
  const changes = Array.from({ length: 7 }, (_, day) => [dayMean(day), dayMean(day + 1)]).flatMap(([newer, older]) => (newer === null || older === null ? [] : [Math.abs(newer - older)]));
  const usualChange = changes.length === 0 ? 0 : changes.sort((a, b) => a - b)[Math.floor(changes.length / 2)];
  const change = lastDay - weekBefore;
  const growth = weekBefore === 0 ? null : change / weekBefore;
  return { lastDay, weekBefore, growth, notable: growth !== null && Math.abs(growth) >= notableGrowth && Math.abs(change) > usualChange };
}

function meanOf(values: Float32Array, daySteps: number): number | null {
  const observed = values.filter((value) => !Number.isNaN(value));
  return observed.length < leastObserved * daySteps ? null : observed.reduce((sum, value) => sum + value, 0) / observed.length;
}
