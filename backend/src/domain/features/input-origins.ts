/**
 * Which past steps the network's inputs are made of, so that what is known about an input (a contribution) can be handed on to the
 * steps behind it. Every value that features take from the history is a weighted sum: input = gain * clip(sum of weight * (value -
 * c) / s), where a value is that of one step, or a quantile of many. A quantile is held where it is by all the values at or beyond
 * it, seen from the centre c: on seven days with a peak at one hour, the median of that hour is high because of each of them. So
 * they share it equally.
 * C context steps, P steps a patch, F future patches, H horizon steps, Q quantiles; one series (a batch of one).
 */
import { quantileLevels } from '@fleetcast/contract';
import { flatWindows, historyStatics, patchStepsOf, scaledLimit, type InputName, type ModelGrid } from '../tft/model-inputs.ts';
import { walkBlocks, walkChanges } from './feature-grid.ts';
import type { PreparedSeries } from './feature-store.ts';
import { staticShrink, type RowScale } from './input-rows.ts';
import { sameTimeDays } from './same-time-values.ts';

const Q = quantileLevels.length;
const static_ = (name: (typeof historyStatics)[number]) => historyStatics.indexOf(name);
const levelIndex = (level: number) => quantileLevels.findIndex((known) => known === level);

/** Statics that repeat a quantile of a flat window: window, level. */
const flatStatics = [
  ['win24-q10', 'win24', 0.1], ['win24-q90', 'win24', 0.9], ['win24-q25', 'win24', 0.25], ['win24-q75', 'win24', 0.75],
  ['win3h-q10', 'win3h', 0.1], ['win3h-q50', 'win3h', 0.5], ['win3h-q90', 'win3h', 0.9],
  ['win7d-q10', 'win7d', 0.1], ['win7d-q50', 'win7d', 0.5], ['win7d-q90', 'win7d', 0.9],
] as const;
const sameTimeStatics = [['same-time-q10', 0.1], ['same-time-q50', 0.5], ['same-time-q90', 0.9]] as const;

/** Statics taken from the history; the others (level, scale, track record of the naive forecasts, kind) describe the series as a whole. */
export const tracedStatics: readonly number[] = [
  ...flatStatics.map(([name]) => static_(name)), ...sameTimeStatics.map(([name]) => static_(name)),
  static_('mean7d'), static_('last'), static_('win24-min'), static_('win24-max'), static_('recent-shift'),
];

/** One value of a weighted sum: on the feature scale, and the steps that share what it contributes. */
interface OriginPart {
  readonly weight: number;
  readonly value: number;
  readonly holders: readonly number[];
}

/** A weighted sum of past values. */
export type Origins = readonly OriginPart[];

/** Called for every part of every traced input; an input of several parts is their sum. */
export type OriginVisitor = (input: InputName, index: number, gain: number, origins: Origins) => void;

export class InputOrigins {
  private readonly prepared: PreparedSeries;
  private readonly grid: ModelGrid;
  private readonly centre: number;
  private readonly changesByBlock = new Map<number, readonly StepValue[]>();

  constructor(prepared: PreparedSeries, grid: ModelGrid, { centre }: Pick<RowScale, 'centre'>) {
    this.prepared = prepared;
    this.grid = grid;
    this.centre = centre;
  }

  /** The value of one step. */
  step(step: number): Origins {
    return [{ weight: 1, value: this.prepared.history.at(step), holders: [step] }];
  }

  /** Quantile of the values at the target's time of day over 7 days. */
  sameTime(lead: number, level: number): Origins {
    return this.quantile(this.sortedSameTime(this.prepared.state.step + lead), level);
  }

  /** The value `days` (1 or 7) before the target. */
  lag(lead: number, days: 1 | 7): Origins {
    const { state, local } = this.prepared;
    const target = state.step + lead;
    const nearest = state.grid.nearestDay;
    return this.step(target - local.lags(target)[days === 1 ? nearest - 1 : nearest + sameTimeDays - 2]);
  }

  /** The last value plus a quantile of past changes at that lead. */
  walk(lead: number, level: number): Origins {
    const { state } = this.prepared;
    const block = Math.min(Math.floor((lead - 1) / state.grid.walkBlockSteps), walkBlocks - 1);
    return [...this.step(state.step), ...this.walkChange(block, level)];
  }

  /** Quantile of a flat window. */
  flat(window: (typeof flatWindows)[number], level: number): Origins {
    return this.quantile(this.sortedWindow(window), level);
  }

  /** Visits every input that is taken from the history, with where it is from. */
  visit(visitor: OriginVisitor): void {
    const { state } = this.prepared;
    const { pastSteps, horizonSteps: H } = this.grid;
    const P = patchStepsOf(this.grid);
    for (let i = 0; i < pastSteps; i++) visitor('past', i, 1, this.step(state.step - pastSteps + 1 + i));
    const meanShare = staticShrink / H;
    for (let h = 0; h < H; h++) {
      visitor('lags', h, 1, this.lag(h + 1, 1));
      visitor('lags', H + h, 1, this.lag(h + 1, 7));
      const sorted = this.sortedSameTime(state.step + 1 + h);
      quantileLevels.forEach((level, q) => visitor('sameTime', q * H + h, 1, this.quantile(sorted, level)));
      for (const [name, level] of sameTimeStatics) visitor('statics', static_(name), meanShare, this.quantile(sorted, level));
    }
    for (let patch = 0; patch < H / P; patch++) quantileLevels.forEach((level, q) => visitor('walk', patch * Q + q, 1, this.walk(patch * P + 1, level)));
    this.visitWindows(visitor);
    const shift = this.recentShift();
    visitor('recent', 0, 1, this.step(state.step));
    visitor('recent', 1, 1, shift);
    visitor('statics', static_('last'), staticShrink, this.step(state.step));
    visitor('statics', static_('recent-shift'), staticShrink, shift);
  }

  private visitWindows(visitor: OriginVisitor): void {
    const sorted = new Map(flatWindows.map((window) => [window, this.sortedWindow(window)] as const));
    flatWindows.forEach((window, w) => quantileLevels.forEach((level, q) => visitor('flat', w * Q + q, 1, this.quantile(sorted.get(window)!, level))));
    for (const [name, window, level] of flatStatics) visitor('statics', static_(name), staticShrink, this.quantile(sorted.get(window)!, quantileLevels[levelIndex(level)]));
    const day = sorted.get('win24')!;
    visitor('statics', static_('win24-min'), staticShrink, this.step(day[0].step));
    visitor('statics', static_('win24-max'), staticShrink, this.step(day[day.length - 1].step));
    const week = sorted.get('win7d')!;
    visitor('statics', static_('mean7d'), staticShrink, week.map(({ step, value }) => ({ weight: 1 / week.length, value, holders: [step] })));
  }

  /** Mean of the last steps' differences to their same-time medians. */
  private recentShift(): Origins {
    const { state } = this.prepared;
    const { shiftSteps } = state.grid;
    const shift: OriginPart[] = [];
    for (let step = state.step - shiftSteps + 1; step <= state.step; step++) {
      shift.push(...this.step(step).map((part) => ({ ...part, weight: 1 / shiftSteps })));
      shift.push(...this.quantile(this.sortedSameTime(step), 0.5).map((part) => ({ ...part, weight: -1 / shiftSteps })));
    }
    return shift;
  }

  /** A quantile of past changes at a lead. What a change contributes is its later step's: that is when it showed. */
  private walkChange(block: number, level: number): Origins {
    let changes = this.changesByBlock.get(block);
    if (changes === undefined) this.changesByBlock.set(block, (changes = this.changesOf(block)));
    return changeQuantile(changes, level, this.centre);
  }

  private changesOf(block: number): readonly StepValue[] {
    const { state, history } = this.prepared;
    const { horizonSteps, walkBlockSteps, walkStride } = state.grid;
    const newest = state.newestWalkOrigin();
    const early = Math.max(1, Math.round(walkBlockSteps / 4));
    const late = Math.max(early, Math.round((3 * walkBlockSteps) / 4));
    const changes: StepValue[] = [];
    for (let j = 0; j < walkChanges; j++) {
      const from = newest - j * walkStride;
      for (const after of [early, late]) {
        const step = from + Math.min(block * walkBlockSteps + after, horizonSteps);
        changes.push({ step, value: Math.fround(history.at(step) - history.at(from)) });
      }
    }
    return changes.sort(risingValues);
  }

  /** Steps of a flat window by their values. */
  private sortedWindow(window: (typeof flatWindows)[number]): StepValue[] {
    const { state } = this.prepared;
    const { daySteps, shortSteps, thinning } = state.grid;
    if (window === 'win7d') {
      const newest = Math.floor(state.step / thinning) * thinning;
      return this.byValue(Array.from({ length: state.weekSorted.length }, (_, i) => newest - i * thinning));
    }
    return this.byValue(Array.from({ length: window === 'win24' ? daySteps : shortSteps }, (_, i) => state.step - i));
  }

  private sortedSameTime(target: number): StepValue[] {
    const { state, local } = this.prepared;
    const lags = local.lags(target);
    const steps: number[] = [];
    for (let day = 0; day < sameTimeDays; day++) {
      const step = target - lags[day + state.grid.nearestDay - 1];
      steps.push(step - 1, step, step + 1);
    }
    return this.byValue(steps);
  }

  private byValue(steps: number[]): StepValue[] {
    const { history } = this.prepared;
    return steps.map((step) => ({ step, value: history.at(step) })).sort(risingValues);
  }

  private quantile(sorted: readonly StepValue[], level: number): Origins {
    const value = valueAt(sorted, level);
    return [{ weight: 1, value, holders: holdersOf(sorted, value, this.centre) }];
  }
}

interface StepValue {
  readonly step: number;
  readonly value: number;
}

const risingValues = (a: StepValue, b: StepValue) => a.value - b.value;

/**
 * Quantile of changes, as a part of a sum that already holds a value: a change counts from 0, not from the centre, so its value is
 * told as centre + change.
 */
export function changeQuantile(changes: readonly StepValue[], level: number, centre: number): Origins {
  const sorted = [...changes].sort(risingValues);
  const change = valueAt(sorted, level);
  return [{ weight: 1, value: centre + change, holders: holdersOf(sorted, change, 0) }];
}

/** Type 7 of Hyndman and Fan, as in sorted-values.ts. */
function valueAt(sorted: readonly StepValue[], level: number): number {
  const at = (sorted.length - 1) * level;
  const below = Math.floor(at);
  const value = sorted[below].value;
  return below + 1 < sorted.length ? value + (at - below) * (sorted[below + 1].value - value) : value;
}

function holdersOf(sorted: readonly StepValue[], value: number, centre: number): readonly number[] {
  return sorted.filter((one) => (value >= centre ? one.value >= value : one.value <= value)).map(({ step }) => step);
}

/** Value of a sum on the network's scale, before gain and clipping. */
export function scaledValue(origins: Origins, { centre, spread }: RowScale): number {
  let sum = 0;
  for (const { weight, value } of origins) sum += (weight * (value - centre)) / spread;
  return sum;
}

/** What a sum is shrunk by where the network's clipping cuts it. */
export function clippedShare(value: number): number {
  return Math.abs(value) > scaledLimit ? scaledLimit / Math.abs(value) : 1;
}
