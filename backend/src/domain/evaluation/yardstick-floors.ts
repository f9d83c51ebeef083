/**
 * The floors as reports define them, frozen so that figures compare: made from raw observed values alone, missing ones left
 * out. The floors that serve (forecasting/floors.ts) carry gaps forward and may get better; these may not change.
 */
import { floorNames, type FloorName } from '../forecasting/floors.ts';
import { smoothed } from '../forecasting/exponential-smoothing.ts';
import { standardNormalQuantile } from '../forecasting/normal.ts';
import type { LongSeries } from '../series/long-series.ts';
import { quantileOfSorted, sortFew } from '../series/sorted-values.ts';

/** Quantiles of a report. */
export const reportedLevels = [0.1, 0.5, 0.9] as const;
const K = reportedLevels.length;
const normalQuantiles = reportedLevels.map((level) => standardNormalQuantile(level));
const leastDayValues = 100;
const leastSameTimeValues = 9;

/** [floors, K, H] of one window, in the metric's unit; NaN where a floor has nothing to go by. */
export class YardstickFloors {
  readonly values: Float32Array;
  private readonly daySteps: number;
  private readonly horizonSteps: number;
  private readonly sameTime = new Float32Array(21);
  private readonly scratch: Float32Array;
  private filledFor: { readonly series: LongSeries; readonly originStep: number } | null = null;

  constructor(daySteps: number, horizonSteps: number) {
    this.daySteps = daySteps;
    this.horizonSteps = horizonSteps;
    this.values = new Float32Array(floorNames.length * K * horizonSteps);
    this.scratch = new Float32Array(7 * daySteps);
  }

  at(floor: FloorName, k: number, h: number): number {
    return this.values[(floorNames.indexOf(floor) * K + k) * this.horizonSteps + h];
  }

  /** Fills `values` for the forecasts made at `originStep`, unless they are; nothing later is looked at. */
  forecast(series: LongSeries, originStep: number): void {
    if (this.filledFor?.series === series && this.filledFor.originStep === originStep) return;
    this.filledFor = { series, originStep };
    const { daySteps } = this;
    const origin = originStep - series.firstStep;
    const known = series.values.subarray(0, origin + 1);
    this.values.fill(NaN);
    this.byResiduals('last-value', known, () => origin, (h) => h + 1);
    this.byResiduals('seasonal-naive-24h', known, (h) => origin + 1 + h - daySteps, () => daySteps);
    this.byResiduals('seasonal-naive-7d', known, (h) => origin + 1 + h - 7 * daySteps, () => 7 * daySteps);
    this.smoothing(known);
    this.lastDay(known);
    this.sameTimeOfDay(known, origin);
  }

  /**
   * A past value plus the quantiles of what the same rule was wrong by over the last 7 days. Errors of the last value grow
   * with the lead, so its residuals are taken per hour of lead.
   */
  private byResiduals(floor: FloorName, known: Float32Array, source: (h: number) => number, lag: (h: number) => number): void {
    const hour = Math.max(1, Math.round(this.daySteps / 24));
    const grows = floor === 'last-value';
    let residuals: readonly number[] | null = null;
    for (let h = 0; h < this.horizonSteps; h++) {
      if (residuals === null || (grows && h % hour === 0)) residuals = this.residualQuantiles(known, grows ? Math.min(lag(h) + hour / 2, this.horizonSteps) : lag(h), grows ? hour : 1);
      const value = lastKnown(known, source(h));
      for (let k = 0; k < K; k++) this.values[(floorNames.indexOf(floor) * K + k) * this.horizonSteps + h] = Math.max(0, value + residuals[k]);
    }
  }

  private residualQuantiles(known: Float32Array, lag: number, every: number): readonly number[] {
    const steps = Math.round(lag);
    let count = 0;
    for (let i = known.length - 1; i >= Math.max(steps, known.length - 7 * this.daySteps); i -= every) {
      const residual = known[i] - known[i - steps];
      if (!Number.isNaN(residual)) this.scratch[count++] = residual;
    }
    if (count === 0) return reportedLevels.map(() => NaN);
    const sorted = this.scratch.subarray(0, count).sort();
    return reportedLevels.map((level) => quantileOfSorted(sorted, level));
  }

  private smoothing(known: Float32Array): void {
    const observed = known.subarray(-7 * this.daySteps).filter((value) => !Number.isNaN(value));
    if (observed.length < 2) return;
    const { level, weight, deviation } = smoothed(observed);
    const row = floorNames.indexOf('exponential-smoothing') * K;
    for (let k = 0; k < K; k++) {
      for (let h = 0; h < this.horizonSteps; h++) {
        this.values[(row + k) * this.horizonSteps + h] = Math.max(0, level + normalQuantiles[k] * deviation * Math.sqrt(1 + h * weight * weight));
      }
    }
  }

  private lastDay(known: Float32Array): void {
    const observed = known.subarray(-this.daySteps).filter((value) => !Number.isNaN(value)).sort();
    if (observed.length < Math.min(leastDayValues, this.daySteps / 2)) return;
    const row = floorNames.indexOf('win24') * K;
    for (let k = 0; k < K; k++) this.values.fill(quantileOfSorted(observed, reportedLevels[k]), (row + k) * this.horizonSteps, (row + k + 1) * this.horizonSteps);
  }

  private sameTimeOfDay(known: Float32Array, origin: number): void {
    const row = floorNames.indexOf('same-time') * K;
    for (let h = 0; h < this.horizonSteps; h++) {
      let count = 0;
      for (let day = 1; day <= 7; day++) {
        for (let neighbour = -1; neighbour <= 1; neighbour++) {
          const value = known[origin + 1 + h - day * this.daySteps + neighbour];
          if (value !== undefined && !Number.isNaN(value)) this.sameTime[count++] = value;
        }
      }
      if (count < leastSameTimeValues) continue;
      sortFew(this.sameTime, count);
      for (let k = 0; k < K; k++) this.values[(row + k) * this.horizonSteps + h] = quantileOfSorted(this.sameTime, reportedLevels[k], count);
    }
  }
}

function lastKnown(known: Float32Array, index: number): number {
  for (let i = Math.min(index, known.length - 1); i >= 0; i--) if (!Number.isNaN(known[i])) return known[i];
  return NaN;
}
