/**
 * Sums of losses over the windows of a report, one line a series. Definitions:
 * docs/methods/forecast.md. Only steps count whose actual was observed and for which every floor has something to say.
 * K = 3 reported quantiles (.1 .5 .9), H horizon steps.
 */
import { quantileLevels } from '@fleetcast/contract';
import { floorNames } from '../forecasting/floors.ts';
import type { LongSeries } from '../series/long-series.ts';
import { insideBand, intervalScore, pinball } from './pinball.ts';
import { reportedLevels, YardstickFloors } from './yardstick-floors.ts';

const bandShare = 0.8;
const leastObserved = 0.7;
const reported = reportedLevels.map((level) => quantileLevels.indexOf(level));
const outerQuantiles = [0, quantileLevels.length - 1];

/** Sums over the counted steps of one series. */
export interface SeriesScore {
  readonly series: LongSeries;
  windows: number;
  steps: number;
  /** Sum of |actual|. */
  level: number;
  /** Summed pinball losses over the three quantiles; the forecast's, and each floor's in the order of floorNames. */
  loss: number;
  readonly floorLoss: Float64Array;
  absoluteError: number;
  naiveAbsoluteError: number;
  /** Of windows whose actuals are not all equal. */
  bandSteps: number;
  /** Inside the 80 % band, and the 96 % band. */
  inside: number;
  insideOuter: number;
  /** Of the 80 % band; the forecast's, and each floor's in the order of floorNames. */
  intervalScore: number;
  readonly floorIntervalScore: Float64Array;
  /** Of windows whose actuals are all equal. */
  constantWindows: number;
  constantSteps: number;
  constantWidth: number;
  /** Windows in which the bare or served model spoke, not a floor. */
  modelWindows: number;
}

export class Scoreboard {
  readonly scores: readonly SeriesScore[];
  private readonly daySteps: number;
  private readonly horizonSteps: number;
  private readonly floors: YardstickFloors;

  /** Boards that judge the same windows one after the other may share their floors, which are then made once. */
  constructor(series: readonly LongSeries[], daySteps: number, horizonSteps: number, floors = new YardstickFloors(daySteps, horizonSteps)) {
    this.daySteps = daySteps;
    this.horizonSteps = horizonSteps;
    this.floors = floors;
    this.scores = series.map((one) => ({
      series: one, windows: 0, steps: 0, level: 0, loss: 0, floorLoss: new Float64Array(floorNames.length), absoluteError: 0, naiveAbsoluteError: 0,
      bandSteps: 0, inside: 0, insideOuter: 0, intervalScore: 0, floorIntervalScore: new Float64Array(floorNames.length), constantWindows: 0, constantSteps: 0, constantWidth: 0, modelWindows: 0,
    }));
  }

  /** Adds one window. `quantiles` [Q, H] begins at `at`; null scores the floors alone. Windows that are too thin are left out. */
  judge(index: number, originStep: number, quantiles: Float32Array | null, at: number, modelSpoke: boolean): void {
    const score = this.scores[index];
    const { values, firstStep } = score.series;
    const origin = originStep - firstStep;
    if (observedShare(values, origin - this.daySteps + 1, origin) < leastObserved) return;
    if (observedShare(values, origin + 1, origin + this.horizonSteps) < leastObserved) return;
    this.floors.forecast(score.series, originStep);
    const H = this.horizonSteps;
    const isConstant = allEqual(values, origin + 1, origin + H);
    score.windows += 1;
    if (isConstant) score.constantWindows += 1;
    if (modelSpoke) score.modelWindows += 1;
    for (let h = 0; h < H; h++) {
      const actual = values[origin + 1 + h];
      const naive = values[origin + 1 + h - this.daySteps];
      if (Number.isNaN(actual) || Number.isNaN(naive) || !this.floorsSpeak(h)) continue;
      score.steps += 1;
      score.level += Math.abs(actual);
      score.naiveAbsoluteError += Math.abs(actual - naive);
      floorNames.forEach((floor, f) => {
        for (let k = 0; k < reportedLevels.length; k++) score.floorLoss[f] += pinball(reportedLevels[k], actual, this.floors.at(floor, k, h));
      });
      if (quantiles === null) continue;
      const said = (k: number) => quantiles[at + reported[k] * H + h];
      for (let k = 0; k < reportedLevels.length; k++) score.loss += pinball(reportedLevels[k], actual, said(k));
      score.absoluteError += Math.abs(actual - said(1));
      if (isConstant) {
        score.constantSteps += 1;
        score.constantWidth += said(2) - said(0);
      } else {
        score.bandSteps += 1;
        const [lowest, highest] = outerQuantiles.map((q) => quantiles[at + q * H + h]);
        score.inside += insideBand(actual, said(0), said(2));
        score.insideOuter += insideBand(actual, lowest, highest);
        score.intervalScore += intervalScore(bandShare, actual, said(0), said(2));
        floorNames.forEach((floor, f) => (score.floorIntervalScore[f] += intervalScore(bandShare, actual, this.floors.at(floor, 0, h), this.floors.at(floor, 2, h))));
      }
    }
  }

  private floorsSpeak(h: number): boolean {
    return floorNames.every((floor) => !Number.isNaN(this.floors.at(floor, 1, h)));
  }
}

function observedShare(values: Float32Array, from: number, to: number): number {
  if (from < 0 || to >= values.length) return 0;
  let observed = 0;
  for (let i = from; i <= to; i++) if (!Number.isNaN(values[i])) observed += 1;
  return observed / (to - from + 1);
}

function allEqual(values: Float32Array, from: number, to: number): boolean {
  let first = NaN;
  for (let i = from; i <= to; i++) {
    if (Number.isNaN(values[i])) continue;
    if (Number.isNaN(first)) first = values[i];
    else if (values[i] !== first) return false;
  }
  return true;
}
