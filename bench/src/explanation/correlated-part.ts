/** The yardstick of a simpler mind: what the series' last days correlate with most. */
import type { ServedCase } from '@fleetcast/backend/src/domain/forecasting/served-forecaster.ts';
import { correlation } from '@fleetcast/backend/src/domain/explanation/agreement.ts';
import type { ExplainedGroup } from '@fleetcast/backend/src/domain/explanation/explain.ts';
import { daySteps } from '../grid/product-grid.ts';

const comparedDays = 5;
/** At which distance each part of the past lies. */
const lagsOf: ReadonlyArray<readonly [ExplainedGroup, readonly number[]]> = [
  ['recent', [12]],
  ['yesterday', [daySteps]],
  ['other-days', [2, 3, 4, 5, 6].map((days) => days * daySteps)],
  ['last-week', [7 * daySteps]],
  ['day', [daySteps / 2]],
];

/** The part at whose distance in time the series is most like itself, or known events where it most follows their times. */
export function mostCorrelated({ values, events }: ServedCase, originStep: number): ExplainedGroup {
  const length = comparedDays * daySteps;
  const last = Array.from(values.subarray(-length));
  const alike = (other: readonly number[]) => Math.abs(correlation(last, other) ?? 0);
  const found = lagsOf.map(([group, lags]) => ({ group, alike: mean(lags.map((lag) => alike(Array.from(values.subarray(values.length - length - lag, values.length - lag))))) }));
  if (events) {
    const takesPlace = Array.from({ length }, (_, i) => Number(events.pieces.some(({ fromStep, factor }) => originStep - length + 1 + i >= fromStep && originStep - length + 1 + i < fromStep + factor.length)));
    found.push({ group: 'events', alike: alike(takesPlace) });
  }
  return found.reduce((best, one) => (one.alike > best.alike ? one : best)).group;
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
