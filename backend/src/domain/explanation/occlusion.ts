/**
 * The second opinion: a part of the past is levelled to the median of the last day, the served model is run on that past, and what
 * the forecast changes by is what the part was worth. It shares nothing with gradients but the groups.
 */
import { medianIndex, quantileLevels } from '@fleetcast/contract';
import type { ServedCase } from '../forecasting/served-forecaster.ts';
import type { ForecastAsServed } from './ports.ts';
import { timeGroups, type TimeGroup } from './time-groups.ts';

export interface Occlusion {
  readonly group: TimeGroup;
  /** Served median minus the one without this part, in the metric's unit. */
  readonly effect: number;
}

/** Groups without a single observed step are left out. `groups` [C] indexes timeGroups; `level` is in the metric's unit. */
export async function occlusions(served: ServedCase, groups: Uint8Array, level: number, originStep: number, stepAhead: number, forecast: ForecastAsServed): Promise<{ readonly served: number; readonly effects: readonly Occlusion[] }> {
  const present = timeGroups.filter((_, g) => served.values.some((value, i) => groups[i] === g && !Number.isNaN(value)));
  const levelled = present.map((group): ServedCase => {
    const g = timeGroups.indexOf(group);
    return { ...served, thresholds: [], values: served.values.map((value, i) => (groups[i] === g && !Number.isNaN(value) ? level : value)) };
  });
  const { quantiles, horizonSteps } = await forecast([served, ...levelled], originStep);
  const median = (row: number) => quantiles[(row * quantileLevels.length + medianIndex) * horizonSteps + stepAhead];
  return { served: median(0), effects: present.map((group, i) => ({ group, effect: median(0) - median(i + 1) })) };
}
