/**
 * What the features of one series are made from, kept between cycles: a step costs a few replacements instead of sorting
 * every window afresh. All is a function of the history up to `step` alone, so a state that advanced equals one that was
 * rebuilt (a test holds that).
 *
 * D steps a day, H horizon steps, Q quantiles, 7 days thinned to every `thinning`-th step. All values on the feature scale.
 */
import { quantileLevels } from '@fleetcast/contract';
import type { LocalTime } from '../series/same-local-time.ts';
import { quantileOfSorted, replaceSorted, sortFew } from '../series/sorted-values.ts';
import { walkBlocks, walkChanges, type FeatureGrid } from './feature-grid.ts';
import type { ScaledHistory } from './scaled-history.ts';

const Q = quantileLevels.length;
const median = quantileLevels.indexOf(0.5);
const sameTimeDays = 7;
/** 3 neighbours on each of 7 days. */
const sameTimeCount = 21;
/** After more steps than this at once, rebuilding is cheaper. */
const mostStepsToAdvance = 24;
/** Leads, as shares of the horizon in 16ths, at which past origins are judged. */
const judgedLeads = 16;
const rememberedOrigins = 32;

/** Losses of four floors at one past origin, on the feature scale: summed pinball of q10, q50, q90, or |error| for single values. */
export const judgedFloors = ['win24', 'same-time', 'last', 'lag24'] as const;
/** Past origins that count, in horizons before the newest whose outcome is known. */
const originsBack = { recent: [0, 1, 2], long: [5, 8, 11, 14] } as const;
const lossesPerOrigin = judgedFloors.length;

// Scratch shared by all states: nothing is allocated per series and step.
const sameTimeScratch = new Float32Array(sameTimeCount);
const changesScratch = new Float32Array(2 * walkChanges);
let dayScratch = new Float32Array(0);

export class SeriesState {
  readonly grid: FeatureGrid;
  /** Last step taken in; NaN before the first rebuild. */
  step = NaN;
  /** [D] the last day in order of time, and sorted. */
  readonly day: Float32Array;
  readonly daySorted: Float32Array;
  /** 8 days thinned, in order of time; and the last 7 of them sorted. */
  readonly thinned: Float32Array;
  readonly weekSorted: Float32Array;
  /** [H, Q] quantiles of the values at the same time of day; target step T stands in row T mod H. */
  readonly sameTime: Float32Array;
  /** [2, H] values of the nearest day and of six days before it (24 h and 7 d ago) at the time of target T, in column T mod H. */
  readonly lags: Float32Array;
  /** Value minus same-time median of the last steps, in slot T mod shiftSteps. */
  readonly shifts: Float32Array;
  /** Mean, standard deviation and mean absolute daily change over 7 days. */
  readonly weekMoments: Float32Array;
  /** [walkBlocks, Q] quantiles of past changes by lead. */
  readonly walk: Float32Array;
  /** Steps after a multiple of their strides at which this series' past changes are renewed, and its past origins judged. */
  private readonly walkPhase: number;
  private readonly judgedPhase: number;
  private walkOrigin = NaN;
  private readonly losses: Float32Array;
  /** Which origin each place of the losses belongs to, in strides. */
  private readonly lossOrigins: Float32Array;

  /** `phase` in [0, 1) says when, within their strides, slow figures are renewed: a fleet's series take turns. */
  constructor(grid: FeatureGrid, phase = 0) {
    this.grid = grid;
    this.walkPhase = Math.floor(phase * grid.walkStride);
    this.judgedPhase = Math.floor(phase * grid.judgedStride);
    const thinnedDay = Math.round(grid.daySteps / grid.thinning);
    // one piece of memory for all: a fleet has tens of thousands of states
    const lengths = [grid.daySteps, grid.daySteps, 8 * thinnedDay, 7 * thinnedDay, grid.horizonSteps * Q, 2 * grid.horizonSteps, grid.shiftSteps, 3, walkBlocks * Q, rememberedOrigins * lossesPerOrigin, rememberedOrigins];
    const memory = new Float32Array(lengths.reduce((a, b) => a + b, 0));
    let from = 0;
    const parts = lengths.map((length) => memory.subarray(from, (from += length)));
    [this.day, this.daySorted, this.thinned, this.weekSorted, this.sameTime, this.lags, this.shifts, this.weekMoments, this.walk, this.losses, this.lossOrigins] = parts;
    this.lossOrigins.fill(NaN);
    if (dayScratch.length < grid.daySteps) dayScratch = new Float32Array(grid.daySteps);
  }

  /** Whether advancing to `step` is possible and worth it. */
  canAdvanceTo(step: number): boolean {
    return step >= this.step && step - this.step <= mostStepsToAdvance;
  }

  /** Makes the state from nothing but the history up to `step`. */
  rebuild(history: ScaledHistory, local: LocalTime, step: number): void {
    const { daySteps, horizonSteps, shiftSteps, thinning } = this.grid;
    this.step = step;
    for (let i = 0; i < daySteps; i++) this.day[i] = history.at(step - daySteps + 1 + i);
    this.daySorted.set(this.day);
    this.daySorted.sort();
    const newestThinned = Math.floor(step / thinning) * thinning;
    const count = this.thinned.length;
    for (let i = 0; i < count; i++) this.thinned[i] = history.at(newestThinned - (count - 1 - i) * thinning);
    this.weekSorted.set(this.thinned.subarray(count - this.weekSorted.length));
    this.weekSorted.sort();
    this.measureWeek();
    for (let target = step + 1; target <= step + horizonSteps; target++) this.lookBackFrom(target, history, local);
    for (let past = step - shiftSteps + 1; past <= step; past++) {
      this.gatherSameTime(past, history, local);
      this.shifts[past % shiftSteps] = history.at(past) - sameTimeScratch[(sameTimeCount - 1) / 2];
    }
    this.walkOrigin = NaN;
    this.lossOrigins.fill(NaN);
  }

  /** Takes in the steps up to `step` one by one. */
  advanceTo(history: ScaledHistory, local: LocalTime, step: number): void {
    while (this.step < step) this.takeIn(this.step + 1, history, local);
  }

  private takeIn(step: number, history: ScaledHistory, local: LocalTime): void {
    const { horizonSteps, shiftSteps, thinning } = this.grid;
    const value = history.at(step);
    replaceSorted(this.daySorted, this.day[0], value);
    this.day.copyWithin(0, 1);
    this.day[this.day.length - 1] = value;
    if (step % thinning === 0) {
      replaceSorted(this.weekSorted, this.thinned[this.thinned.length - this.weekSorted.length], value);
      this.thinned.copyWithin(0, 1);
      this.thinned[this.thinned.length - 1] = value;
      this.measureWeek();
    }
    this.shifts[step % shiftSteps] = value - this.sameTime[(step % horizonSteps) * Q + median];
    this.lookBackFrom(step + horizonSteps, history, local);
    this.step = step;
  }

  /** Mean of the last steps' difference to their same-time medians: has the level moved today? */
  recentShift(): number {
    let sum = 0;
    for (let i = 0; i < this.shifts.length; i++) sum += this.shifts[i];
    return sum / this.shifts.length;
  }

  /** The newest step from which past changes are counted: it moves on every `walkStride` steps. */
  newestWalkOrigin(): number {
    return newestOrigin(this.step - this.grid.horizonSteps, this.grid.walkStride, this.walkPhase);
  }

  /** Brings the quantiles of past changes up to date. */
  renewWalk(history: ScaledHistory): void {
    const { horizonSteps, walkBlockSteps, walkStride } = this.grid;
    const newest = this.newestWalkOrigin();
    if (newest === this.walkOrigin) return;
    this.walkOrigin = newest;
    const early = Math.max(1, Math.round(walkBlockSteps / 4));
    const late = Math.max(early, Math.round((3 * walkBlockSteps) / 4));
    for (let block = 0; block < walkBlocks; block++) {
      const before = block * walkBlockSteps;
      for (let j = 0; j < walkChanges; j++) {
        const from = newest - j * walkStride;
        const start = history.at(from);
        changesScratch[2 * j] = history.at(from + Math.min(before + early, horizonSteps)) - start;
        changesScratch[2 * j + 1] = history.at(from + Math.min(before + late, horizonSteps)) - start;
      }
      changesScratch.sort();
      for (let q = 0; q < Q; q++) this.walk[block * Q + q] = quantileOfSorted(changesScratch, quantileLevels[q]);
    }
  }

  /**
   * Trailing losses of a judged floor: the mean over past origins, all of whose outcomes are known. `recent` are three
   * origins a horizon apart; `long` four more, three horizons apart, reaching five days back.
   */
  trailingLoss(floor: (typeof judgedFloors)[number], span: 'recent' | 'long', history: ScaledHistory, local: LocalTime): number {
    const { horizonSteps, judgedStride } = this.grid;
    const newest = newestOrigin(this.step - horizonSteps, judgedStride, this.judgedPhase);
    const back = originsBack[span];
    let sum = 0;
    for (let i = 0; i < back.length; i++) sum += this.lossAt(newest - back[i] * 2 * judgedStride, judgedFloors.indexOf(floor), history, local);
    return sum / back.length;
  }

  private lossAt(origin: number, floor: number, history: ScaledHistory, local: LocalTime): number {
    const stride = (origin - this.judgedPhase) / this.grid.judgedStride;
    const slot = stride % rememberedOrigins;
    if (this.lossOrigins[slot] !== stride) {
      this.lossOrigins[slot] = stride;
      this.judge(origin, slot * lossesPerOrigin, history, local);
    }
    return this.losses[slot * lossesPerOrigin + floor];
  }

  private judge(origin: number, into: number, history: ScaledHistory, local: LocalTime): void {
    const { daySteps, horizonSteps } = this.grid;
    const window = dayScratch.length === daySteps ? dayScratch : dayScratch.subarray(0, daySteps);
    for (let i = 0; i < daySteps; i++) window[i] = history.at(origin - daySteps + 1 + i);
    window.sort();
    const low = quantileOfSorted(window, 0.1);
    const middle = quantileOfSorted(window, 0.5);
    const high = quantileOfSorted(window, 0.9);
    const last = history.at(origin);
    let win24 = 0;
    let sameTime = 0;
    let lastValue = 0;
    let lag24 = 0;
    for (let i = 0; i < judgedLeads; i++) {
      const target = origin + Math.ceil(((i + 0.5) * horizonSteps) / judgedLeads);
      const actual = history.at(target);
      win24 += bandLoss(actual, low, middle, high);
      this.gatherSameTime(target, history, local);
      sameTime += bandLoss(actual, sameTimeScratch[2], sameTimeScratch[10], sameTimeScratch[18]);
      lastValue += Math.abs(actual - last);
      lag24 += Math.abs(actual - history.at(target - local.lags(target)[this.grid.nearestDay - 1]));
    }
    this.losses[into] = win24 / judgedLeads;
    this.losses[into + 1] = sameTime / judgedLeads;
    this.losses[into + 2] = lastValue / judgedLeads;
    this.losses[into + 3] = lag24 / judgedLeads;
  }

  private lookBackFrom(target: number, history: ScaledHistory, local: LocalTime): void {
    const column = target % this.grid.horizonSteps;
    this.gatherSameTime(target, history, local);
    for (let q = 0; q < Q; q++) this.sameTime[column * Q + q] = quantileOfSorted(sameTimeScratch, quantileLevels[q]);
    const lags = local.lags(target);
    this.lags[column] = history.at(target - lags[this.grid.nearestDay - 1]);
    this.lags[this.grid.horizonSteps + column] = history.at(target - lags[this.grid.nearestDay + sameTimeDays - 2]);
  }

  /** Fills the scratch with the sorted values at the target's time of day, one step either side, over 7 days. */
  private gatherSameTime(target: number, history: ScaledHistory, local: LocalTime): void {
    const lags = local.lags(target);
    for (let day = 0; day < sameTimeDays; day++) {
      const step = target - lags[day + this.grid.nearestDay - 1];
      sameTimeScratch[3 * day] = history.at(step - 1);
      sameTimeScratch[3 * day + 1] = history.at(step);
      sameTimeScratch[3 * day + 2] = history.at(step + 1);
    }
    sortFew(sameTimeScratch, sameTimeCount);
  }

  private measureWeek(): void {
    const { thinned } = this;
    const first = thinned.length - this.weekSorted.length;
    let sum = 0;
    let squares = 0;
    let change = 0;
    for (let i = first; i < thinned.length; i++) {
      sum += thinned[i];
      squares += thinned[i] * thinned[i];
      change += Math.abs(thinned[i] - thinned[i - first]);
    }
    const count = this.weekSorted.length;
    const mean = sum / count;
    this.weekMoments[0] = mean;
    this.weekMoments[1] = Math.sqrt(Math.max(0, squares / count - mean * mean));
    this.weekMoments[2] = change / count;
  }
}

/** The newest step up to `step` that lies `phase` after a multiple of `stride`. */
function newestOrigin(step: number, stride: number, phase: number): number {
  return Math.floor((step - phase) / stride) * stride + phase;
}

/** Summed pinball losses of q10, q50 and q90. */
function bandLoss(actual: number, low: number, middle: number, high: number): number {
  return Math.abs(actual - middle) * 0.5 + Math.max(0.1 * (actual - low), 0.9 * (low - actual)) + Math.max(0.9 * (actual - high), 0.1 * (high - actual));
}
