/**
 * The smallest change of the past, among plausible ones, with which the served model would not expect the breach. Every change
 * takes values down (for a threshold from below: up) to a level that the series itself has shown within the last day, and every one is
 * put before the served model; nothing is claimed that was not run. H horizon steps.
 */
import type { Threshold } from '@fleetcast/contract';
import { medianPath, type SeriesBreach } from '../forecasting/fleet-forecast.ts';
import type { ServedCase } from '../forecasting/served-forecaster.ts';
import type { LocalTime } from '../series/same-local-time.ts';
import { quantileOfSorted } from '../series/sorted-values.ts';
import type { ForecastAsServed } from './ports.ts';

export type Change =
  /** No value since that step lies beyond the level it had in the hour before. */
  | { readonly kind: 'held-since'; readonly sinceStep: number; readonly level: number }
  /** No value of the last 24 hours lies beyond the level. */
  | { readonly kind: 'day-limited'; readonly level: number }
  /** On each of the last 7 days the hours that now lie ahead stayed within the level. */
  | { readonly kind: 'usual-peak-limited'; readonly level: number };

export type Counterfactual =
  /** No breach is expected, so none need be avoided. */
  | { readonly kind: 'not-needed'; readonly probability: number | null }
  | { readonly kind: 'none-found'; readonly threshold: Threshold; readonly probability: number; readonly tried: number; readonly leastProbability: number }
  | {
      readonly kind: 'found';
      readonly threshold: Threshold;
      readonly probability: number;
      readonly change: Change;
      /** Mean distance between the changed past and the real one where they differ, in the metric's unit, and for how many steps. */
      readonly meanChange: number;
      readonly changedSteps: number;
      readonly tried: number;
      /** What the served model says of the changed past. */
      readonly changedProbability: number;
      /** [H] */
      readonly changedMedian: Float32Array;
      /** [C] the changed past, NaN where it is the real one. */
      readonly changedPast: Float32Array;
    };

export interface CounterfactualTerms {
  readonly originStep: number;
  readonly stepSeconds: number;
  readonly horizonSteps: number;
  readonly local: LocalTime;
  /** A breach less likely than this is not expected. */
  readonly limit: number;
}

const heldHours = [1, 2, 3, 4, 6, 8, 12, 18, 24] as const;
const dayLevels = [0.98, 0.95, 0.9, 0.85, 0.8, 0.7, 0.6, 0.5] as const;
const peakLevels = [0.9, 0.8, 0.7, 0.6, 0.5] as const;
const hourSeconds = 3600;
const daySeconds = 86_400;

interface Variant {
  readonly change: Change;
  readonly values: Float32Array;
  readonly changedSteps: number;
  /** Sum of all distances. */
  readonly size: number;
}

/** `breaches` are those that the served model expects of the real past. */
export async function counterfactual(served: ServedCase, breaches: readonly SeriesBreach[], terms: CounterfactualTerms, forecast: ForecastAsServed): Promise<Counterfactual> {
  const expected = breaches.filter(({ probability }) => probability >= terms.limit);
  const worst = expected.find(({ severity }) => severity === 'critical') ?? expected[0];
  if (worst === undefined) return { kind: 'not-needed', probability: breaches.length === 0 ? null : Math.max(...breaches.map(({ probability }) => probability)) };
  const { threshold, probability } = worst;
  const thresholds = served.thresholds.filter((known) => known.threshold.value === threshold.value);
  const variants = changesOf(served.values, threshold, terms);
  if (variants.length === 0) return { kind: 'none-found', threshold, probability, tried: 0, leastProbability: probability };
  const answer = await forecast(variants.map(({ values }) => ({ ...served, values, thresholds })), terms.originStep);
  const chanceOf = (row: number) => answer.breaches[row][0].probability;
  const tried = variants.length;
  const avoiding = variants.flatMap((variant, row) => (chanceOf(row) < terms.limit ? [{ variant, row }] : []));
  if (avoiding.length === 0) return { kind: 'none-found', threshold, probability, tried, leastProbability: Math.min(...variants.map((_, row) => chanceOf(row))) };
  const { variant, row } = avoiding.reduce((smallest, one) => (one.variant.size < smallest.variant.size ? one : smallest));
  return {
    kind: 'found',
    threshold,
    probability,
    change: variant.change,
    meanChange: variant.size / variant.changedSteps,
    changedSteps: variant.changedSteps,
    tried,
    changedProbability: chanceOf(row),
    changedMedian: medianPath(answer, row).slice(),
    changedPast: variant.values.map((value, i) => (value === served.values[i] ? NaN : value)),
  };
}

function changesOf(values: Float32Array, { direction }: Threshold, { originStep, stepSeconds, horizonSteps, local }: CounterfactualTerms): readonly Variant[] {
  const sign = direction === 'above' ? 1 : -1;
  const oldestStep = originStep - values.length + 1;
  const daySteps = daySeconds / stepSeconds;
  const hourSteps = Math.round(hourSeconds / stepSeconds);
  const day = values.subarray(values.length - daySteps).filter((value) => !Number.isNaN(value)).sort();
  if (day.length === 0) return [];
  const dayLevel = (level: number) => quantileOfSorted(day, sign === 1 ? level : 1 - level);
  const limited = (change: Change, touches: (step: number) => boolean): Variant => {
    let [changedSteps, size] = [0, 0];
    const changed = values.map((value, i) => {
      if (Number.isNaN(value) || sign * value <= sign * change.level || !touches(oldestStep + i)) return value;
      changedSteps += 1;
      size += Math.abs(value - change.level);
      return change.level;
    });
    return { change, values: changed, changedSteps, size };
  };
  const held = heldHours.flatMap((hours): Variant[] => {
    const sinceStep = originStep - hours * hourSteps;
    const before = values.subarray(sinceStep - hourSteps + 1 - oldestStep, sinceStep - oldestStep + 1).filter((value) => !Number.isNaN(value)).sort();
    return before.length === 0 ? [] : [limited({ kind: 'held-since', sinceStep, level: quantileOfSorted(before, 0.5) }, (step) => step > sinceStep)];
  });
  const dayLimited = dayLevels.map((level) => limited({ kind: 'day-limited', level: dayLevel(level) }, (step) => step > originStep - daySteps));
  const ahead = new Set<number>();
  for (let target = originStep + 1; target <= originStep + horizonSteps; target++) for (const lag of local.lags(target).subarray(0, 7)) ahead.add(target - lag);
  const peakLimited = peakLevels.map((level) => limited({ kind: 'usual-peak-limited', level: dayLevel(level) }, (step) => ahead.has(step)));
  return [...held, ...dayLimited, ...peakLimited].filter(({ changedSteps }) => changedSteps > 0);
}
