/**
 * One series of a batch: from its state to the network's inputs (layout and scales: tft/model-inputs.ts).
 * B series in the batch, b the row in it, F future patches of P steps, Q quantiles.
 */
import { quantileLevels, type MetricKind } from '@fleetcast/contract';
import type { LocalTime } from '../series/same-local-time.ts';
import { quantileOfSorted } from '../series/sorted-values.ts';
import { historyStatics, kindStatics, patchStepsOf, scaledLimit, staticCount, type ModelGrid, type ModelInputs } from '../tft/model-inputs.ts';
import type { ScaledHistory } from './scaled-history.ts';
import { scaleOf } from './scaling.ts';
import type { SeriesState } from './series-state.ts';
import type { JudgedFloor } from './trailing-losses.ts';

const Q = quantileLevels.length;
const median = quantileLevels.indexOf(0.5);
const tenth = quantileLevels.indexOf(0.1);
const ninetieth = quantileLevels.indexOf(0.9);
/** Statics that are distances are shrunk by this, so that clipped ones do not drown the rest. */
export const staticShrink = 0.3;

/** What turns the network's scaled quantiles r back into values: x = centre + spread * r, at most `cap`, on the feature scale. */
export interface RowScale {
  centre: number;
  spread: number;
  cap: number;
  /** Standard deviation of the last day. */
  dayDeviation: number;
  /** Nothing changed in the last day nor in the thinned week: the last value is the forecast. */
  isConstant: boolean;
}

function clip(value: number): number {
  return value > scaledLimit ? scaledLimit : value < -scaledLimit ? -scaledLimit : value;
}

function ln(value: number): number {
  return Math.log(value + 1e-4);
}

/** Centre, spread and cap of a series at its state's step. */
export function rowScale(state: SeriesState, kind: MetricKind, into: RowScale): RowScale {
  const { day, daySorted, weekSorted } = state;
  const scale = scaleOf(kind);
  const highest = Math.max(weekSorted[weekSorted.length - 1], daySorted[daySorted.length - 1]);
  into.centre = quantileOfSorted(daySorted, 0.5);
  into.dayDeviation = standardDeviation(day);
  into.spread = 0.5 * (into.dayDeviation + state.weekMoments[2]) + scale.leastScale;
  into.cap = Math.min(highest + scale.headroom, Math.max(scale.ceiling, highest));
  into.isConstant = daySorted[0] === daySorted[daySorted.length - 1] && weekSorted[0] === weekSorted[weekSorted.length - 1] && daySorted[0] === weekSorted[0];
  return into;
}

function standardDeviation(values: Float32Array): number {
  let sum = 0;
  let squares = 0;
  for (let i = 0; i < values.length; i++) {
    sum += values[i];
    squares += values[i] * values[i];
  }
  const mean = sum / values.length;
  return Math.sqrt(Math.max(0, squares / values.length - mean * mean));
}

const shortScratchBySize = new Map<number, Float32Array>();

/** Writes the rows of one batch; remembers which times its buffers hold, so that they are computed once a cycle. */
export class InputRows {
  readonly batch: number;
  private readonly patchSteps: number;
  private readonly inputs: ModelInputs;
  private readonly grid: ModelGrid;
  private readonly timesWritten: Array<{ zone: string; step: number } | undefined>;
  private readonly scale: RowScale = { centre: 0, spread: 1, cap: 0, dayDeviation: 0, isConstant: false };

  constructor(inputs: ModelInputs, grid: ModelGrid, batch: number) {
    this.inputs = inputs;
    this.grid = grid;
    this.patchSteps = patchStepsOf(grid);
    this.batch = batch;
    this.timesWritten = new Array<{ zone: string; step: number } | undefined>(batch);
  }

  /** Fills row b from a state whose step is the origin. The returned scale is valid until the next call. */
  fill(b: number, state: SeriesState, kind: MetricKind, history: ScaledHistory, local: LocalTime): RowScale {
    state.renewWalk(history);
    const scale = rowScale(state, kind, this.scale);
    const shift = this.fillValues(b, state, scale);
    this.fillStatics(b, state, kind, scale, shift, history, local);
    this.fillTimes(b, state.step, local);
    return scale;
  }

  /** Returns the scaled recent shift. */
  private fillValues(b: number, state: SeriesState, { centre, spread }: RowScale): number {
    const { past, lags, sameTime, walk, flat, recent } = this.inputs;
    const B = this.batch;
    const { patchSteps } = this;
    const H = this.grid.horizonSteps;
    const patches = H / patchSteps;
    const perUnit = 1 / spread;
    const days = state.day;
    const firstPast = days.length - this.grid.pastSteps;
    for (let i = 0; i < this.grid.pastSteps; i++) {
      const patch = (i / patchSteps) | 0;
      past[(patch * B + b) * patchSteps + (i - patch * patchSteps)] = clip((days[firstPast + i] - centre) * perUnit);
    }
    const plane = patches * B * patchSteps;
    for (let h = 0; h < H; h++) {
      const column = (state.step + 1 + h) % H;
      const patch = (h / patchSteps) | 0;
      const at = (patch * B + b) * patchSteps + (h - patch * patchSteps);
      lags[at] = clip((state.lags[column] - centre) * perUnit);
      lags[plane + at] = clip((state.lags[H + column] - centre) * perUnit);
      for (let q = 0; q < Q; q++) sameTime[q * plane + at] = clip((state.sameTime[column * Q + q] - centre) * perUnit);
    }
    const last = days[days.length - 1];
    for (let patch = 0; patch < patches; patch++) {
      const block = Math.min((patch * patchSteps / state.grid.walkBlockSteps) | 0, state.walk.length / Q - 1);
      for (let q = 0; q < Q; q++) walk[(patch * B + b) * Q + q] = clip((last + state.walk[block * Q + q] - centre) * perUnit);
    }
    const short = sortedShort(state);
    for (let q = 0; q < Q; q++) {
      flat[b * Q + q] = clip((quantileOfSorted(state.daySorted, quantileLevels[q]) - centre) * perUnit);
      flat[(B + b) * Q + q] = clip((quantileOfSorted(short, quantileLevels[q]) - centre) * perUnit);
      flat[(2 * B + b) * Q + q] = clip((quantileOfSorted(state.weekSorted, quantileLevels[q]) - centre) * perUnit);
    }
    const shift = clip(state.recentShift() * perUnit);
    recent[2 * b] = clip((last - centre) * perUnit);
    recent[2 * b + 1] = shift;
    return shift;
  }

  private fillStatics(b: number, state: SeriesState, kind: MetricKind, { centre, spread, dayDeviation }: RowScale, shift: number, history: ScaledHistory, local: LocalTime): void {
    const { statics, sameTime, flat, recent } = this.inputs;
    const { patchSteps } = this;
    const B = this.batch;
    const H = this.grid.horizonSteps;
    const perUnit = 1 / spread;
    const z = (value: number) => staticShrink * clip((value - centre) * perUnit);
    const flatAt = (window: number, q: number) => staticShrink * flat[(window * B + b) * Q + q];
    const meanSameTime = (q: number) => {
      let sum = 0;
      const plane = (H / patchSteps) * B * patchSteps;
      for (let patch = 0; patch < H / patchSteps; patch++) for (let p = 0; p < patchSteps; p++) sum += sameTime[q * plane + (patch * B + b) * patchSteps + p];
      return (staticShrink * sum) / H;
    };
    const trailing = (floor: JudgedFloor) => state.trailingLoss(floor, 'recent', history, local) * perUnit;
    const recentWin24 = trailing('win24');
    const recentSameTime = trailing('same-time');
    const longWin24 = (state.trailingLoss('win24', 'long', history, local) * perUnit + recentWin24) / 2;
    const longSameTime = (state.trailingLoss('same-time', 'long', history, local) * perUnit + recentSameTime) / 2;
    const [mean7d, sd7d, dailyChange] = state.weekMoments;
    const kindScale = scaleOf(kind);
    const named: Readonly<Record<(typeof historyStatics)[number], number>> = {
      level: centre / kindScale.reference,
      'ln-scale': ln(spread),
      'ln-sd24': ln(dayDeviation) - ln(spread),
      'ln-sd7d': ln(sd7d) - ln(spread),
      mean7d: z(mean7d),
      'ln-daily-change': ln(dailyChange) - ln(spread),
      last: staticShrink * recent[2 * b],
      'win24-q10': flatAt(0, tenth),
      'win24-q90': flatAt(0, ninetieth),
      'win24-q25': flatAt(0, tenth + 1),
      'win24-q75': flatAt(0, ninetieth - 1),
      'win24-min': z(state.daySorted[0]),
      'win24-max': z(state.daySorted[state.daySorted.length - 1]),
      'win3h-q10': flatAt(1, tenth),
      'win3h-q50': flatAt(1, median),
      'win3h-q90': flatAt(1, ninetieth),
      'win7d-q10': flatAt(2, tenth),
      'win7d-q50': flatAt(2, median),
      'win7d-q90': flatAt(2, ninetieth),
      'same-time-q10': meanSameTime(tenth),
      'same-time-q50': meanSameTime(median),
      'same-time-q90': meanSameTime(ninetieth),
      'recent-shift': staticShrink * shift,
      'loss-win24': 0.5 * Math.log(recentWin24 + 0.02),
      'loss-same-time': 0.5 * Math.log(recentSameTime + 0.02),
      'loss-last': 0.5 * Math.log(trailing('last') + 0.02),
      'loss-lag24': 0.5 * Math.log(trailing('lag24') + 0.02),
      'five-day-contest': Math.log((longWin24 + 0.01) / (longSameTime + 0.01)),
      'five-day-best': 0.5 * Math.log(Math.min(longWin24, longSameTime) + 0.02),
    };
    const first = b * staticCount;
    historyStatics.forEach((name, i) => (statics[first + i] = named[name]));
    kindStatics.forEach((name, k) => (statics[first + historyStatics.length + k] = name === kind ? 1 : 0));
  }

  private fillTimes(b: number, origin: number, local: LocalTime): void {
    const written = this.timesWritten[b];
    if (written !== undefined && written.step === origin && written.zone === local.zone) return;
    const B = this.batch;
    const { patchSteps } = this;
    const middle = Math.floor(patchSteps / 2);
    const { pastTime, futureTime } = this.inputs;
    for (let k = 0; k < this.grid.pastSteps / patchSteps; k++) writeWaves(pastTime, k * B + b, origin - this.grid.pastSteps + 1 + k * patchSteps + middle, local);
    for (let k = 0; k < this.grid.horizonSteps / patchSteps; k++) writeWaves(futureTime, k * B + b, origin + 1 + k * patchSteps + middle, local);
    this.timesWritten[b] = { zone: local.zone, step: origin };
  }
}

function writeWaves(into: Float32Array, row: number, step: number, local: LocalTime): void {
  const day = 2 * Math.PI * local.shareOfDay(step);
  const week = 2 * Math.PI * local.shareOfWeek(step);
  into.set([Math.sin(day), Math.cos(day), Math.sin(2 * day), Math.cos(2 * day), Math.sin(week), Math.cos(week)], row * 6);
}

/** The last 3 h, sorted; valid until the next call. */
function sortedShort(state: SeriesState): Float32Array {
  const { shortSteps } = state.grid;
  let scratch = shortScratchBySize.get(shortSteps);
  if (scratch === undefined) shortScratchBySize.set(shortSteps, (scratch = new Float32Array(shortSteps)));
  scratch.set(state.day.subarray(state.day.length - shortSteps));
  scratch.sort();
  return scratch;
}
