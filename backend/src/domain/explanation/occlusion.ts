/**
 * The second opinion: a part of the past is levelled to the median of the last day, the served model is run on that past, and what
 * the forecast changes by is what the part was worth. It shares nothing with gradients but the groups.
 */
import { medianIndex, quantileLevels } from '@fleetcast/contract';
import type { SeriesEvents } from '../features/series-events.ts';
import type { ServedCase } from '../forecasting/served-forecaster.ts';
import type { ForecastAsServed } from './ports.ts';
import { timeGroups, type TimeGroup } from './time-groups.ts';

export interface Occlusion {
  readonly group: TimeGroup;
  /** Served median minus the one without this part, in the metric's unit. */
  readonly effect: number;
}

export interface OccludedForecasts {
  readonly effects: readonly Occlusion[];
  /** The median that would be served if no event were known to come; null when none is known anyway. */
  readonly withoutComingEvents: number | null;
}

/** The forecast to be taken apart: its median at the step, in the metric's unit. */
export interface OccludedMoment {
  readonly originStep: number;
  readonly stepAhead: number;
  readonly median: number;
}

/** Groups without a single observed step are left out. `groups` [C] indexes timeGroups; `level` is in the metric's unit. */
export async function occlusions(served: ServedCase, groups: Uint8Array, level: number, { originStep, stepAhead, median }: OccludedMoment, forecast: ForecastAsServed): Promise<OccludedForecasts> {
  const present = timeGroups.filter((_, g) => served.values.some((value, i) => groups[i] === g && !Number.isNaN(value)));
  const levelled = present.map((group): ServedCase => {
    const g = timeGroups.indexOf(group);
    return { ...served, thresholds: [], values: served.values.map((value, i) => (groups[i] === g && !Number.isNaN(value) ? level : value)) };
  });
  const events = served.events ?? null;
  const unaware = events === null ? [] : [{ ...served, thresholds: [], events: eventsUntil(events, originStep) }];
  const changed = [...levelled, ...unaware];
  if (changed.length === 0) return { effects: [], withoutComingEvents: null };
  const { quantiles, horizonSteps } = await forecast(changed, originStep);
  const medianWithout = (row: number) => quantiles[(row * quantileLevels.length + medianIndex) * horizonSteps + stepAhead];
  return {
    effects: present.map((group, i) => ({ group, effect: median - medianWithout(i) })),
    withoutComingEvents: events === null ? null : medianWithout(present.length),
  };
}

/** What events have done up to the origin, and nothing after it: nobody knows of any to come. */
export function eventsUntil({ revision, pieces }: SeriesEvents, originStep: number): SeriesEvents {
  const past = pieces.flatMap(({ fromStep, factor, shift, spread }) => {
    const steps = Math.min(factor.length, originStep - fromStep + 1);
    return steps <= 0 ? [] : [{ fromStep, factor: factor.subarray(0, steps), shift: shift.subarray(0, steps), spread: spread.subarray(0, steps) }];
  });
  return { revision, pieces: past };
}
