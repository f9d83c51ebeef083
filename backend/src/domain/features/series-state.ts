/**
 * What the features of one series are made from, kept between cycles: a step costs a few replacements instead of sorting
 * every window afresh. All is a function of the history up to `step` alone, so a state that advanced equals one that was
 * rebuilt (a test holds that).
 *
 * D steps a day, H horizon steps, Q quantiles, 7 days thinned to every `thinning`-th step. All values on the feature scale.
 */
import { quantileLevels } from '@fleetcast/contract';
import type { LocalTime } from '../series/same-local-time.ts';
import { quantileOfSorted, replaceSorted } from '../series/sorted-values.ts';
import { walkBlocks, type FeatureGrid } from './feature-grid.ts';
import { PastChanges } from './past-changes.ts';
import { sameTimeCount, sameTimeDays, sameTimeValues } from './same-time-values.ts';
import type { ScaledHistory } from './scaled-history.ts';
import { lossesPerOrigin, rememberedOrigins, TrailingLosses, type JudgedFloor, type TrailingSpan } from './trailing-losses.ts';

const Q = quantileLevels.length;
const median = quantileLevels.indexOf(0.5);
/** After more steps than this at once, rebuilding is cheaper. */
const mostStepsToAdvance = 24;

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
  private readonly changes: PastChanges;
  private readonly losses: TrailingLosses;

  /** `phase` in [0, 1) says when, within their strides, slow figures are renewed: a fleet's series take turns. */
  constructor(grid: FeatureGrid, phase = 0) {
    this.grid = grid;
    const thinnedDay = Math.round(grid.daySteps / grid.thinning);
    // one piece of memory for all: a fleet has tens of thousands of states
    const lengths = [grid.daySteps, grid.daySteps, 8 * thinnedDay, 7 * thinnedDay, grid.horizonSteps * Q, 2 * grid.horizonSteps, grid.shiftSteps, 3, walkBlocks * Q, rememberedOrigins * lossesPerOrigin, rememberedOrigins];
    const memory = new Float32Array(lengths.reduce((a, b) => a + b, 0));
    let from = 0;
    const parts = lengths.map((length) => memory.subarray(from, (from += length)));
    [this.day, this.daySorted, this.thinned, this.weekSorted, this.sameTime, this.lags, this.shifts, this.weekMoments, this.walk] = parts;
    const [losses, lossOrigins] = parts.slice(-2);
    this.changes = new PastChanges(grid, phase, this.walk);
    this.losses = new TrailingLosses(grid, phase, losses, lossOrigins);
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
      this.shifts[past % shiftSteps] = history.at(past) - sameTimeValues(past, history, local, this.grid)[(sameTimeCount - 1) / 2];
    }
    this.changes.forget();
    this.losses.forget();
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
    return this.changes.newestOrigin(this.step);
  }

  /** Brings the quantiles of past changes up to date. */
  renewWalk(history: ScaledHistory): void {
    this.changes.renew(history, this.step);
  }

  /** What a floor would have lost at past origins, all of whose outcomes are known. */
  trailingLoss(floor: JudgedFloor, span: TrailingSpan, history: ScaledHistory, local: LocalTime): number {
    return this.losses.mean(floor, span, this.step, history, local);
  }

  private lookBackFrom(target: number, history: ScaledHistory, local: LocalTime): void {
    const column = target % this.grid.horizonSteps;
    const sorted = sameTimeValues(target, history, local, this.grid);
    for (let q = 0; q < Q; q++) this.sameTime[column * Q + q] = quantileOfSorted(sorted, quantileLevels[q]);
    const lags = local.lags(target);
    this.lags[column] = history.at(target - lags[this.grid.nearestDay - 1]);
    this.lags[this.grid.horizonSteps + column] = history.at(target - lags[this.grid.nearestDay + sameTimeDays - 2]);
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
