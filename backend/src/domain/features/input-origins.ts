/**
 * Which past steps the network's inputs are made of. Once it is settled which values an order statistic fell on, every value
 * that features take from the history is a weighted sum of it: input = gain * clip(sum of weight * (x(step) - c) / s). So what
 * is known about an input (a gradient) can be handed on to the steps behind it.
 * C context steps, P steps a patch, F future patches, H horizon steps, Q quantiles; one series (a batch of one).
 */
import { quantileLevels } from '@fleetcast/contract';
import { flatWindows, historyStatics, patchStepsOf, scaledLimit, type InputName, type ModelGrid } from '../tft/model-inputs.ts';
import { walkBlocks, walkChanges } from './feature-grid.ts';
import type { PreparedSeries } from './feature-store.ts';
import { staticShrink, type RowScale } from './input-rows.ts';

const Q = quantileLevels.length;
const sameTimeDays = 7;
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

/** A weighted sum of past values. */
export interface Origins {
  readonly steps: readonly number[];
  readonly weights: readonly number[];
}

/** Called for every part of every traced input; an input of several parts is their sum. */
export type OriginVisitor = (input: InputName, index: number, gain: number, origins: Origins) => void;

export class InputOrigins {
  private readonly prepared: PreparedSeries;
  private readonly grid: ModelGrid;

  constructor(prepared: PreparedSeries, grid: ModelGrid) {
    this.prepared = prepared;
    this.grid = grid;
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
    return one(target - local.lags(target)[days === 1 ? nearest - 1 : nearest + sameTimeDays - 2]);
  }

  /** The last value plus a quantile of past changes at that lead. */
  walk(lead: number, level: number): Origins {
    const { state } = this.prepared;
    const block = Math.min(Math.floor((lead - 1) / state.grid.walkBlockSteps), walkBlocks - 1);
    return plus(one(state.step), this.walkChange(block, level));
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
    for (let i = 0; i < pastSteps; i++) visitor('past', i, 1, one(state.step - pastSteps + 1 + i));
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
    visitor('recent', 0, 1, one(state.step));
    visitor('recent', 1, 1, shift);
    visitor('statics', static_('last'), staticShrink, one(state.step));
    visitor('statics', static_('recent-shift'), staticShrink, shift);
  }

  private visitWindows(visitor: OriginVisitor): void {
    const sorted = new Map(flatWindows.map((window) => [window, this.sortedWindow(window)] as const));
    flatWindows.forEach((window, w) => quantileLevels.forEach((level, q) => visitor('flat', w * Q + q, 1, this.quantile(sorted.get(window)!, level))));
    for (const [name, window, level] of flatStatics) visitor('statics', static_(name), staticShrink, this.quantile(sorted.get(window)!, quantileLevels[levelIndex(level)]));
    const day = sorted.get('win24')!;
    visitor('statics', static_('win24-min'), staticShrink, one(day[0]));
    visitor('statics', static_('win24-max'), staticShrink, one(day[day.length - 1]));
    const week = sorted.get('win7d')!;
    visitor('statics', static_('mean7d'), staticShrink, { steps: week, weights: week.map(() => 1 / week.length) });
  }

  /** Mean of the last steps' differences to their same-time medians. */
  private recentShift(): Origins {
    const { state } = this.prepared;
    const { shiftSteps } = state.grid;
    let sum: Origins = { steps: [], weights: [] };
    for (let step = state.step - shiftSteps + 1; step <= state.step; step++) {
      const median = this.quantile(this.sortedSameTime(step), 0.5);
      sum = plus(plus(sum, scaled(one(step), 1 / shiftSteps)), scaled(median, -1 / shiftSteps));
    }
    return sum;
  }

  private walkChange(block: number, level: number): Origins {
    const { state, history } = this.prepared;
    const { horizonSteps, walkBlockSteps, walkStride } = state.grid;
    const newest = Math.floor((state.step - horizonSteps) / walkStride) * walkStride;
    const early = Math.max(1, Math.round(walkBlockSteps / 4));
    const late = Math.max(early, Math.round((3 * walkBlockSteps) / 4));
    const changes: { readonly from: number; readonly to: number; readonly change: number }[] = [];
    for (let j = 0; j < walkChanges; j++) {
      const from = newest - j * walkStride;
      for (const after of [early, late]) {
        const to = from + Math.min(block * walkBlockSteps + after, horizonSteps);
        changes.push({ from, to, change: Math.fround(history.at(to) - history.at(from)) });
      }
    }
    changes.sort((a, b) => a.change - b.change);
    const { below, share } = position(changes.length, level);
    const ofOne = (at: number, weight: number): Origins => ({ steps: [changes[at].to, changes[at].from], weights: [weight, -weight] });
    return share === 0 ? ofOne(below, 1) : plus(ofOne(below, 1 - share), ofOne(below + 1, share));
  }

  /** Steps of a flat window by their values. */
  private sortedWindow(window: (typeof flatWindows)[number]): number[] {
    const { state } = this.prepared;
    const { daySteps, shortSteps, thinning } = state.grid;
    if (window === 'win7d') {
      const newest = Math.floor(state.step / thinning) * thinning;
      return this.byValue(Array.from({ length: state.weekSorted.length }, (_, i) => newest - i * thinning));
    }
    return this.byValue(Array.from({ length: window === 'win24' ? daySteps : shortSteps }, (_, i) => state.step - i));
  }

  private sortedSameTime(target: number): number[] {
    const { state, local } = this.prepared;
    const lags = local.lags(target);
    const steps: number[] = [];
    for (let day = 0; day < sameTimeDays; day++) {
      const step = target - lags[day + state.grid.nearestDay - 1];
      steps.push(step - 1, step, step + 1);
    }
    return this.byValue(steps);
  }

  /** Among equal values the newer step comes first: which one is named makes no difference to any sum. */
  private byValue(steps: number[]): number[] {
    const { history } = this.prepared;
    return steps.map((step) => ({ step, value: history.at(step) })).sort((a, b) => a.value - b.value || b.step - a.step).map(({ step }) => step);
  }

  private quantile(sorted: readonly number[], level: number): Origins {
    const { below, share } = position(sorted.length, level);
    return share === 0 ? one(sorted[below]) : { steps: [sorted[below], sorted[below + 1]], weights: [1 - share, share] };
  }
}

/** Value of a sum on the network's scale, before gain and clipping. */
export function scaledValue({ steps, weights }: Origins, at: (step: number) => number, { centre, spread }: RowScale): number {
  let sum = 0;
  for (let k = 0; k < steps.length; k++) sum += (weights[k] * (at(steps[k]) - centre)) / spread;
  return sum;
}

/** What a sum is shrunk by where the network's clipping cuts it. */
export function clippedShare(value: number): number {
  return Math.abs(value) > scaledLimit ? scaledLimit / Math.abs(value) : 1;
}

/** Place of a quantile among sorted values (Hyndman and Fan's type 7, as in sorted-values.ts). */
function position(count: number, level: number): { readonly below: number; readonly share: number } {
  const at = (count - 1) * level;
  const below = Math.floor(at);
  return { below, share: below + 1 < count ? at - below : 0 };
}

function one(step: number): Origins {
  return { steps: [step], weights: [1] };
}

function plus(a: Origins, b: Origins): Origins {
  return { steps: [...a.steps, ...b.steps], weights: [...a.weights, ...b.weights] };
}

function scaled({ steps, weights }: Origins, by: number): Origins {
  return { steps, weights: weights.map((weight) => weight * by) };
}
