/**
 * The smallest change of the past or of what is known to come, among plausible ones, with which the served model would not expect
 * the breach. Changes of the past take values down (for a threshold from below: up) to a level that the series itself has shown
 * within the last day; events that are to come may not take place. Every change is put before the served model; nothing is
 * claimed that was not run. C context steps, H horizon steps.
 */
import type { Threshold } from '@fleetcast/contract';
import { withoutEvents } from '../features/series-events.ts';
import { scaleOf } from '../features/scaling.ts';
import { medianPath, type SeriesBreach } from '../forecasting/fleet-forecast.ts';
import type { ServedCase } from '../forecasting/served-forecaster.ts';
import type { LocalTime } from '../series/same-local-time.ts';
import { quantileOfSorted } from '../series/sorted-values.ts';
import { eventsUntil } from './occlusion.ts';
import type { ForecastAsServed } from './ports.ts';

export type Change =
  /** No value since that step lies beyond the level it had in the hour before. */
  | { readonly kind: 'held-since'; readonly sinceStep: number; readonly level: number }
  /** No value of the last 24 hours lies beyond the level. */
  | { readonly kind: 'day-limited'; readonly level: number }
  /** On each of the last 7 days the hours that now lie ahead stayed within the level. */
  | { readonly kind: 'usual-peak-limited'; readonly level: number }
  /** No event that is known to come takes place. */
  | { readonly kind: 'events-called-off' };

export type Counterfactual =
  /** No breach is expected, so none need be avoided. */
  | { readonly kind: 'not-needed'; readonly probability: number | null }
  | { readonly kind: 'none-found'; readonly threshold: Threshold; readonly probability: number; readonly tried: number; readonly leastProbability: number }
  | {
      readonly kind: 'found';
      readonly threshold: Threshold;
      readonly probability: number;
      readonly change: Change;
      /**
       * Mean distance between what is changed and what is real where they differ, in the metric's unit, and for how many steps: of the
       * past, or of what the events lay onto the forecast.
       */
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
/** What goes through the network at once. */
const triedAtOnce = 8;
const hourSeconds = 3600;
const daySeconds = 86_400;

interface Variant {
  readonly change: Change;
  readonly changed: ServedCase;
  readonly changedSteps: number;
  /** Sum of all distances. */
  readonly size: number;
}

/** What is served of the real past: its median [H], and the breaches that it expects. */
export interface ServedForecast {
  readonly median: Float32Array;
  readonly breaches: readonly SeriesBreach[];
}

export async function counterfactual(served: ServedCase, { median, breaches }: ServedForecast, terms: CounterfactualTerms, forecast: ForecastAsServed): Promise<Counterfactual> {
  const expected = breaches.filter(({ probability }) => probability >= terms.limit);
  const worst = expected.find(({ severity }) => severity === 'critical') ?? expected[0];
  if (worst === undefined) return { kind: 'not-needed', probability: breaches.length === 0 ? null : Math.max(...breaches.map(({ probability }) => probability)) };
  const { threshold, probability } = worst;
  const thresholds = served.thresholds.filter((known) => known.threshold.value === threshold.value);
  const variants = [...changesOfPast({ ...served, thresholds }, threshold, terms), ...eventsCalledOff({ ...served, thresholds }, median, terms)].sort((a, b) => a.size - b.size);
  // The smallest first, a batch at a time: the first that avoids the breach is the smallest that does.
  let tried = 0;
  let leastProbability = probability;
  while (tried < variants.length) {
    const batch = variants.slice(tried, tried + triedAtOnce);
    const answer = await forecast(batch.map(({ changed }) => changed), terms.originStep);
    tried += batch.length;
    const chances = batch.map((_, row) => answer.breaches[row][0].probability);
    const row = chances.findIndex((chance) => chance < terms.limit);
    if (row >= 0) {
      const { change, size, changedSteps, changed } = batch[row];
      const changedPast = changed.values.map((value, i) => (value === served.values[i] ? NaN : value));
      return { kind: 'found', threshold, probability, change, meanChange: size / changedSteps, changedSteps, tried, changedProbability: chances[row], changedMedian: medianPath(answer, row).slice(), changedPast };
    }
    leastProbability = Math.min(leastProbability, ...chances);
  }
  return { kind: 'none-found', threshold, probability, tried, leastProbability };
}

function changesOfPast(served: ServedCase, { direction }: Threshold, { originStep, stepSeconds, horizonSteps, local }: CounterfactualTerms): readonly Variant[] {
  const { values } = served;
  const sign = direction === 'above' ? 1 : -1;
  const oldestStep = originStep - values.length + 1;
  const daySteps = daySeconds / stepSeconds;
  const hourSteps = Math.round(hourSeconds / stepSeconds);
  const day = values.subarray(values.length - daySteps).filter((value) => !Number.isNaN(value)).sort();
  if (day.length === 0) return [];
  const dayLevel = (level: number) => quantileOfSorted(day, sign === 1 ? level : 1 - level);
  const limited = (change: Extract<Change, { level: number }>, touches: (step: number) => boolean): Variant => {
    let [changedSteps, size] = [0, 0];
    const changed = values.map((value, i) => {
      if (Number.isNaN(value) || sign * value <= sign * change.level || !touches(oldestStep + i)) return value;
      changedSteps += 1;
      size += Math.abs(value - change.level);
      return change.level;
    });
    return { change, changed: { ...served, values: changed }, changedSteps, size };
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

/** As large as what the events lay onto the median; nothing where none touches the horizon. */
function eventsCalledOff(served: ServedCase, median: Float32Array, { originStep }: CounterfactualTerms): readonly Variant[] {
  const { events, series } = served;
  if (events === null || events === undefined) return [];
  const without = withoutEvents(median, originStep + 1, events, scaleOf(series.kind), new Float32Array(median.length));
  const distances = median.map((value, h) => Math.abs(value - without[h])).filter((distance) => distance > 0);
  if (distances.length === 0) return [];
  const change: Change = { kind: 'events-called-off' };
  return [{ change, changed: { ...served, events: eventsUntil(events, originStep) }, changedSteps: distances.length, size: distances.reduce((sum, distance) => sum + distance, 0) }];
}
