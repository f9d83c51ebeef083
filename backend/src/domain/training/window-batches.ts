/**
 * Training batches: windows drawn at random from long histories, with the noise that keeps the network from leaning on
 * absolute levels. B series in the batch, F future patches of P steps. Everything up to the drawn origin is input;
 * the horizon after it is the target.
 */
import { featureGrid, type FeatureGrid } from '../features/feature-grid.ts';
import { InputRows } from '../features/input-rows.ts';
import { filled, ScaledHistory } from '../features/scaled-history.ts';
import { scaleOf } from '../features/scaling.ts';
import { SeriesState } from '../features/series-state.ts';
import type { LongSeries } from '../series/long-series.ts';
import { LocalTime } from '../series/same-local-time.ts';
import { historyStatics, kindStatics, patchStepsOf, staticCount, type ModelGrid } from '../tft/model-inputs.ts';
import type { Random, TrainingBatch, TrainingBatchSource } from './ports.ts';

export type { LongSeries } from '../series/long-series.ts';

export interface WindowBatchOptions {
  readonly grid: ModelGrid;
  readonly batch: number;
  /** Origins are drawn so that all targets lie in these steps, both inclusive; the whole history when left out. */
  readonly fromStep?: number;
  readonly toStep?: number;
  /** Row of a series in the embedding; all 0 when left out. */
  readonly embeddingRow?: (serverId: string, metric: string) => number;
  /** Days of history before an origin; 8 when left out. With less, the days before the first value count as like it. */
  readonly leastDays?: number;
  /** Without noise for validation. */
  readonly noise: boolean;
}

/** Least share of the last day, of the targets and of the last week that must have been observed. */
const leastObserved = { day: 0.7, targets: 0.7, week: 0.6 };
const usualDays = 8;
const noise = { dropLevel: 0.5, dropKind: 0.15, shake: 0.1 };
const levelStatics = [historyStatics.indexOf('level'), historyStatics.indexOf('ln-scale')];
const drawsBeforeGivingUp = 4000;

interface PreparedSeries {
  readonly series: LongSeries;
  /** Scaled and carried forward. */
  readonly scaled: Float32Array;
  /** observedBefore[i]: how many of the first i values were observed. */
  readonly observedBefore: Uint32Array;
  /** Index of the first observed value. */
  readonly firstObserved: number;
  readonly local: LocalTime;
}

export class WindowBatches implements TrainingBatchSource {
  readonly batch: number;
  private readonly options: WindowBatchOptions;
  private readonly features: FeatureGrid;
  private readonly prepared: readonly PreparedSeries[];
  private readonly state: SeriesState;
  private readonly history = new ScaledHistory();
  private rows: { readonly of: TrainingBatch; readonly writer: InputRows } | null = null;

  /** Throws when no series is long and dense enough for a single window. */
  constructor(series: readonly LongSeries[], options: WindowBatchOptions) {
    this.options = options;
    this.batch = options.batch;
    this.features = featureGrid(options.grid.stepSeconds, options.grid.horizonSteps);
    this.state = new SeriesState(this.features);
    const zones = new Map<string, LocalTime>();
    const localOf = (zone: string) => {
      const known = zones.get(zone) ?? new LocalTime(zone, options.grid.stepSeconds * 1000);
      zones.set(zone, known);
      return known;
    };
    this.prepared = series
      .map((one) => ({
        series: one,
        scaled: filled(one.values, scaleOf(one.kind), new Float32Array(one.values.length)),
        observedBefore: countObserved(one.values),
        firstObserved: Math.max(0, one.values.findIndex((value) => !Number.isNaN(value))),
        local: localOf(one.zone ?? 'UTC'),
      }))
      .filter((one) => this.hasWindow(one));
    if (this.prepared.length === 0) {
      throw new Error(`none of ${series.length} series has a window to train on: at least ${this.leastDays} days of history before ${options.grid.horizonSteps} steps of targets, with 60% of the values observed`);
    }
  }

  /** Series that have at least one window. */
  get seriesCount(): number {
    return this.prepared.length;
  }

  private get leastDays(): number {
    return this.options.leastDays ?? usualDays;
  }

  fill(random: Random, into: TrainingBatch): void {
    if (this.rows?.of !== into) this.rows = { of: into, writer: new InputRows(into.inputs, this.options.grid, this.batch) };
    for (let b = 0; b < this.batch; b++) {
      const { one, origin } = this.draw(random);
      this.fillRow(b, one, origin, into, this.rows.writer);
      if (this.options.noise) shakeStatics(into.inputs.statics, b, random);
    }
  }

  private fillRow(b: number, one: PreparedSeries, origin: number, into: TrainingBatch, writer: InputRows): void {
    const { series } = one;
    this.history.overFilled(one.scaled, series.firstStep);
    this.state.rebuild(this.history, one.local, origin);
    const { centre, spread } = writer.fill(b, this.state, series.kind, this.history, one.local);
    const weight = spread / (spread + scaleOf(series.kind).weightFloor);
    const first = origin + 1 - series.firstStep;
    const patchSteps = patchStepsOf(this.options.grid);
    for (let h = 0; h < this.options.grid.horizonSteps; h++) {
      const patch = Math.floor(h / patchSteps);
      const at = (patch * this.batch + b) * patchSteps + (h % patchSteps);
      const observed = !Number.isNaN(series.values[first + h]);
      into.targets[at] = observed ? (one.scaled[first + h] - centre) / spread : 0;
      into.weights[at] = observed ? weight : 0;
    }
    into.embeddingRows[b] = this.options.embeddingRow?.(series.serverId, series.metric) ?? 0;
  }

  private draw(random: Random): { one: PreparedSeries; origin: number } {
    for (let i = 0; i < drawsBeforeGivingUp; i++) {
      const one = this.prepared[Math.floor(random() * this.prepared.length)];
      const { first, last } = this.originRange(one);
      const origin = first + Math.floor(random() * (last - first + 1));
      if (this.isDense(one, origin)) return { one, origin };
    }
    throw new Error(`no window with enough observed values in ${drawsBeforeGivingUp} draws: the data has too many gaps to train on`);
  }

  private hasWindow(one: PreparedSeries): boolean {
    const { first, last } = this.originRange(one);
    for (let origin = first; origin <= last; origin += 12) if (this.isDense(one, origin)) return true;
    return false;
  }

  private originRange({ series, firstObserved }: PreparedSeries): { first: number; last: number } {
    const { fromStep = -Infinity, toStep = Infinity } = this.options;
    // a young fleet's windows begin with its first value, an older one's with the history that was asked for
    const begin = this.leastDays < usualDays ? firstObserved : 0;
    const first = Math.max(series.firstStep + begin + this.leastDays * this.features.daySteps, fromStep - 1);
    const last = Math.min(series.firstStep + series.values.length - 1, toStep) - this.options.grid.horizonSteps;
    return { first, last };
  }

  private isDense({ series, observedBefore, firstObserved }: PreparedSeries, origin: number): boolean {
    const { daySteps, weekSteps, horizonSteps } = this.features;
    const end = origin + 1 - series.firstStep;
    const weekFrom = this.leastDays < usualDays ? Math.max(firstObserved, end - weekSteps) : end - weekSteps;
    const share = (from: number, to: number) => (observedBefore[to] - observedBefore[from]) / (to - from);
    return (
      share(end - daySteps, end) >= leastObserved.day &&
      share(end, end + horizonSteps) >= leastObserved.targets &&
      share(weekFrom, end) >= leastObserved.week
    );
  }
}

function countObserved(values: Float32Array): Uint32Array {
  const before = new Uint32Array(values.length + 1);
  for (let i = 0; i < values.length; i++) before[i + 1] = before[i] + (Number.isNaN(values[i]) ? 0 : 1);
  return before;
}

/** Forgets level and scale of every second window and the kind of some, and shakes every static a little. */
function shakeStatics(statics: Float32Array, b: number, random: Random): void {
  const base = b * staticCount;
  if (random() < noise.dropLevel) for (const index of levelStatics) statics[base + index] = 0;
  for (let i = 0; i < historyStatics.length; i++) statics[base + i] *= 1 + noise.shake * (2 * random() - 1);
  if (random() < noise.dropKind) statics.fill(0, base + historyStatics.length, base + historyStatics.length + kindStatics.length);
}
