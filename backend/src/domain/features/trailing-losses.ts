import type { LocalTime } from '../series/same-local-time.ts';
import { quantileOfSorted } from '../series/sorted-values.ts';
import { newestOrigin, type FeatureGrid } from './feature-grid.ts';
import { sameTimeCount, sameTimeValues } from './same-time-values.ts';
import type { ScaledHistory } from './scaled-history.ts';

/** Floors whose losses are features: summed pinball of q10, q50, q90, or |error| for the two that say a single value. */
const judgedFloors = ['win24', 'same-time', 'last', 'lag24'] as const;
export type JudgedFloor = (typeof judgedFloors)[number];

/** Leads, as shares of the horizon in 16ths, at which past origins are judged. */
const judgedLeads = 16;
/** Past origins that count, in horizons before the newest whose outcome is known. */
const originsBack = { recent: [0, 1, 2], long: [5, 8, 11, 14] } as const;
export type TrailingSpan = keyof typeof originsBack;

/** Origins whose losses are remembered. */
export const rememberedOrigins = 32;
export const lossesPerOrigin = judgedFloors.length;

/** Places of q10, q50 and q90 among the sorted same-time values: 20 gaps, so that each falls on a value. */
const [tenth, middlemost, ninetieth] = [0.1, 0.5, 0.9].map((level) => Math.round(level * (sameTimeCount - 1)));

// Shared by all series: nothing is allocated per series and step.
let dayScratch = new Float32Array(0);

/** What floors would have lost on one series at past origins all of whose outcomes are known, on the feature scale. */
export class TrailingLosses {
  private readonly grid: FeatureGrid;
  /** Steps after a multiple of the stride at which origins lie. */
  private readonly phase: number;
  private readonly losses: Float32Array;
  /** Which origin each place of the losses belongs to, in strides. */
  private readonly origins: Float32Array;

  /** Remembers in `losses` [rememberedOrigins, lossesPerOrigin] and `origins` [rememberedOrigins]; `phase` in [0, 1) of the stride. */
  constructor(grid: FeatureGrid, phase: number, losses: Float32Array, origins: Float32Array) {
    this.grid = grid;
    this.phase = Math.floor(phase * grid.judgedStride);
    this.losses = losses;
    this.origins = origins;
    this.forget();
    if (dayScratch.length < grid.daySteps) dayScratch = new Float32Array(grid.daySteps);
  }

  forget(): void {
    this.origins.fill(NaN);
  }

  /**
   * Mean loss of a floor when the history is known up to `step`. `recent` are three origins a horizon apart; `long` four more, three
   * horizons apart, reaching five days back.
   */
  mean(floor: JudgedFloor, span: TrailingSpan, step: number, history: ScaledHistory, local: LocalTime): number {
    const { horizonSteps, judgedStride } = this.grid;
    const newest = newestOrigin(step - horizonSteps, judgedStride, this.phase);
    const back = originsBack[span];
    let sum = 0;
    for (let i = 0; i < back.length; i++) sum += this.lossAt(newest - back[i] * 2 * judgedStride, judgedFloors.indexOf(floor), history, local);
    return sum / back.length;
  }

  private lossAt(origin: number, floor: number, history: ScaledHistory, local: LocalTime): number {
    const stride = (origin - this.phase) / this.grid.judgedStride;
    const slot = stride % rememberedOrigins;
    if (this.origins[slot] !== stride) {
      this.origins[slot] = stride;
      this.judge(origin, slot * lossesPerOrigin, history, local);
    }
    return this.losses[slot * lossesPerOrigin + floor];
  }

  private judge(origin: number, into: number, history: ScaledHistory, local: LocalTime): void {
    const { daySteps, horizonSteps, nearestDay } = this.grid;
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
      const sorted = sameTimeValues(target, history, local, this.grid);
      sameTime += bandLoss(actual, sorted[tenth], sorted[middlemost], sorted[ninetieth]);
      lastValue += Math.abs(actual - last);
      lag24 += Math.abs(actual - history.at(target - local.lags(target)[nearestDay - 1]));
    }
    this.losses[into] = win24 / judgedLeads;
    this.losses[into + 1] = sameTime / judgedLeads;
    this.losses[into + 2] = lastValue / judgedLeads;
    this.losses[into + 3] = lag24 / judgedLeads;
  }
}

/** Summed pinball losses of q10, q50 and q90. */
function bandLoss(actual: number, low: number, middle: number, high: number): number {
  return Math.abs(actual - middle) * 0.5 + Math.max(0.1 * (actual - low), 0.9 * (low - actual)) + Math.max(0.9 * (actual - high), 0.1 * (high - actual));
}
