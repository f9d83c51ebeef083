/**
 * One cycle's forecast of a whole fleet: windows in memory in, quantiles, speakers and breaches out.
 * S series, Q quantiles, H horizon steps; batches of B series go through the network at once.
 */
import { medianIndex, quantileLevels } from '@fleetcast/contract';
import { featureGrid, type FeatureGrid } from '../features/feature-grid.ts';
import { FeatureStore, type PreparedSeries } from '../features/feature-store.ts';
import { InputRows, rowScale, type RowScale } from '../features/input-rows.ts';
import { fromFeatureScale, scaleOf, type KindScale } from '../features/scaling.ts';
import type { FleetWindows, SeriesRow } from '../series/fleet-windows.ts';
import { allocateInputs, type ModelInputs } from '../tft/model-inputs.ts';
import type { QuantileModel } from '../tft/ports.ts';
import { BreachPaths, type ConfiguredThreshold } from './breach-paths.ts';
import { CycleForecast } from './cycle-forecast.ts';
import type { FleetForecast, SpeakerReason } from './fleet-forecast.ts';
import { everyLead, floorForecast, type FloorName } from './floors.ts';
import { expertNames, rememberedQuantiles, type TrackRecord } from './ports.ts';
import { reasonAgainstModel, windowHealth } from './speakers.ts';

const Q = quantileLevels.length;
/** Series between two pauses when no network sets the pace. */
const floorBatch = 500;

export interface ForecasterOptions {
  readonly stepSeconds: number;
  readonly horizonSteps: number;
  /** IANA zone whose days a series follows; UTC when left out. */
  readonly zoneOf?: (series: SeriesRow) => string;
  readonly thresholdsOf?: (series: SeriesRow) => readonly ConfiguredThreshold[];
  /** What became of earlier forecasts; without it the model speaks unjudged. */
  readonly record?: TrackRecord;
  /** Lets the model speak wherever it can, without gate, shares and stretch: for judging the bare model. */
  readonly bareModel?: boolean;
}

export interface ForecastRun {
  readonly signal: AbortSignal;
  /** Awaited between batches, so that the thread can hear of a stop; e.g. a turn of the event loop. */
  readonly pause?: () => Promise<void>;
}

/** A row that waits for its batch to go through the network. */
interface WaitingRow {
  readonly row: number;
  readonly scale: Readonly<RowScale>;
}

export class Forecaster {
  private readonly options: ForecasterOptions;
  private readonly grid: FeatureGrid;
  private readonly store: FeatureStore;
  private readonly paths: BreachPaths;
  private readonly leads: Int32Array;
  private model: QuantileModel | null = null;
  private inputs: ModelInputs | null = null;
  private inputRows: InputRows | null = null;
  private embeddingRows = new Int32Array(0);

  constructor(options: ForecasterOptions) {
    this.options = options;
    this.grid = featureGrid(options.stepSeconds, options.horizonSteps);
    this.store = new FeatureStore(this.grid, options.zoneOf);
    this.paths = new BreachPaths(options.stepSeconds, options.horizonSteps);
    this.leads = everyLead(options.horizonSteps);
  }

  /** From the next cycle on this model speaks; null leaves the floors. A model of another grid stays silent. */
  useModel(model: QuantileModel | null): void {
    this.model = model;
    if (model === null) return;
    this.inputs = allocateInputs(model.grid, model.batch);
    this.inputRows = new InputRows(this.inputs, model.grid, model.batch);
    this.embeddingRows = new Int32Array(model.batch);
  }

  /** Throws the signal's reason when stopped between two batches. */
  async forecastFleet(windows: FleetWindows, run: ForecastRun): Promise<FleetForecast> {
    const cycle = new CycleForecast(windows, { ...this.options, modelVersion: this.model?.version ?? null });
    const { record } = this.options;
    record?.resolve(windows);
    const remembers = record?.wants(windows.originStep) ?? false;
    const modelFits = this.model !== null && this.model.grid.stepSeconds === this.options.stepSeconds && this.model.grid.horizonSteps === this.options.horizonSteps;
    const batch = modelFits ? this.model!.batch : floorBatch;
    let waiting: WaitingRow[] = [];
    const pass = async () => {
      await run.pause?.();
      run.signal.throwIfAborted();
      if (waiting.length > 0) await this.speakModel(cycle, waiting, remembers);
      waiting = [];
    };
    const scale: RowScale = { centre: 0, spread: 1, cap: 0, dayDeviation: 0, constant: false };
    for (let row = 0; row < windows.seriesCount; row++) {
      if (waiting.length === batch || (row > 0 && row % floorBatch === 0 && waiting.length === 0)) await pass();
      const series = windows.rows[row];
      const prepared = this.store.at(windows, row);
      const health = windowHealth(windows.window(row), this.grid.daySteps);
      rowScale(prepared.state, series.kind, scale);
      cycle.missingShare[row] = health.missingShare;
      cycle.daysObserved[row] = health.daysObserved;
      const constant = scale.constant && health.missingShareOfDay < 1;
      const modelSkill = this.options.bareModel ? null : (record?.standing(series).modelSkill ?? null);
      const grid = { stepSeconds: this.options.stepSeconds, horizonSteps: this.options.horizonSteps, fitsModel: modelFits };
      const against = reasonAgainstModel(health, grid, constant, modelSkill);
      // A model that lost the word is still asked, so that it can win it back.
      if (against === null || against.kind === 'no-skill') {
        this.inputRows!.fill(waiting.length, prepared.state, series.kind, prepared.history, prepared.local);
        this.embeddingRows[waiting.length] = this.model!.embeddingRow(series.serverId, series.metric);
        waiting.push({ row, scale: { ...scale } });
        cycle.reasons[row] = against ?? { kind: 'model-serves' };
      } else {
        this.speakFloor(cycle, row, prepared, scale, against);
        if (remembers) this.remember(cycle, row, prepared, scale, null);
      }
    }
    if (waiting.length > 0) await pass();
    run.signal.throwIfAborted();
    this.store.forgetMissing(windows);
    return cycle.finish(this.paths);
  }

  private async speakModel(cycle: CycleForecast, waiting: readonly WaitingRow[], remembers: boolean): Promise<void> {
    const { windows } = cycle;
    let scaled: Float32Array | null = null;
    let failure: SpeakerReason | null = null;
    try {
      scaled = await this.model!.predict(this.inputs!, this.embeddingRows);
    } catch (error) {
      failure = { kind: 'model-failed', message: error instanceof Error ? error.message : String(error) };
    }
    const H = this.options.horizonSteps;
    for (let b = 0; b < waiting.length; b++) {
      const { row, scale } = waiting[b];
      const series = windows.rows[row];
      const prepared = this.store.at(windows, row);
      if (scaled === null) {
        this.speakFloor(cycle, row, prepared, scale, failure!);
        continue;
      }
      const modelQuantiles = cycle.scratch;
      const kind = scaleOf(series.kind);
      for (let i = 0; i < Q * H; i++) modelQuantiles[i] = descaled(scale.centre + scale.spread * scaled[b * Q * H + i], scale, kind);
      const reason = cycle.reasons[row];
      if (reason.kind === 'no-skill') this.speakFloor(cycle, row, prepared, scale, reason);
      else this.speakShares(cycle, row, prepared, scale, modelQuantiles);
      if (remembers) this.remember(cycle, row, prepared, scale, modelQuantiles);
    }
  }

  /** What is served when the model speaks: mostly the model, with what the two best floors have earned on this series. */
  private speakShares(cycle: CycleForecast, row: number, { state }: PreparedSeries, scale: RowScale, modelQuantiles: Float32Array): void {
    const H = this.options.horizonSteps;
    const series = cycle.windows.rows[row];
    const at = row * Q * H;
    cycle.speak(row, cycle.modelSpeaker, { kind: 'model-serves' });
    const { record, bareModel } = this.options;
    if (record === undefined || bareModel) {
      cycle.quantiles.set(modelQuantiles, at);
      return;
    }
    const { shares } = record.standing(series);
    const { below, above } = record.stretch(series);
    const kind = scaleOf(series.kind);
    floorForecast('win24', state, this.leads, cycle.floorScratch);
    floorForecast('same-time', state, this.leads, cycle.secondFloorScratch);
    for (let h = 0; h < H; h++) {
      for (let q = 0; q < Q; q++) {
        const i = q * H + h;
        cycle.quantiles[at + i] =
          shares.model * modelQuantiles[i] +
          shares.win24 * descaled(cycle.floorScratch[i], scale, kind) +
          shares.sameTime * descaled(cycle.secondFloorScratch[i], scale, kind);
      }
      const middle = cycle.quantiles[at + medianIndex * H + h];
      const highest = fromFeatureScale(kind, scale.cap);
      for (let q = 0; q < Q; q++) {
        if (q === medianIndex) continue;
        const i = at + q * H + h;
        cycle.quantiles[i] = Math.min(highest, Math.max(0, middle + (cycle.quantiles[i] - middle) * (q < medianIndex ? below : above)));
      }
    }
  }

  private speakFloor(cycle: CycleForecast, row: number, prepared: PreparedSeries, scale: RowScale, reason: SpeakerReason): void {
    const H = this.options.horizonSteps;
    const series = cycle.windows.rows[row];
    const at = row * Q * H;
    if (reason.kind === 'constant') {
      cycle.speak(row, cycle.floorSpeaker('last-value'), reason);
      cycle.quantiles.fill(lastObserved(cycle.windows.window(row)), at, at + Q * H);
      return;
    }
    const name = this.bestFloor(series, prepared);
    cycle.speak(row, cycle.floorSpeaker(name), reason);
    prepared.state.renewWalk(prepared.history);
    floorForecast(name, prepared.state, this.leads, cycle.floorScratch);
    const kind = scaleOf(series.kind);
    for (let i = 0; i < Q * H; i++) cycle.quantiles[at + i] = descaled(cycle.floorScratch[i], scale, kind);
  }

  /** By the record where it has enough, else by the trailing losses in the window. */
  private bestFloor(series: SeriesRow, { state, history, local }: PreparedSeries): FloorName {
    const judged = this.options.record?.standing(series).bestFloor ?? null;
    if (judged !== null) return judged;
    const loss = (floor: 'win24' | 'same-time') => state.trailingLoss(floor, 'recent', history, local) + state.trailingLoss(floor, 'long', history, local);
    return loss('win24') <= loss('same-time') ? 'win24' : 'same-time';
  }

  /** Hands every expert's forecast at the remembered leads to the record; `modelQuantiles` [Q, H] in the metric's unit. */
  private remember(cycle: CycleForecast, row: number, prepared: PreparedSeries, scale: RowScale, modelQuantiles: Float32Array | null): void {
    const record = this.options.record!;
    const H = this.options.horizonSteps;
    const { leads } = record;
    const L = leads.length;
    const width = rememberedQuantiles.length;
    const series = cycle.windows.rows[row];
    const kind = scaleOf(series.kind);
    const said = cycle.saidScratch(L);
    prepared.state.renewWalk(prepared.history);
    expertNames.forEach((expert, e) => {
      const isFloor = expert !== 'model' && expert !== 'served';
      if (isFloor) floorForecast(expert, prepared.state, leads, cycle.floorScratch);
      for (let i = 0; i < L; i++) {
        for (let k = 0; k < width; k++) {
          const q = rememberedQuantiles[k];
          const h = leads[i] - 1;
          let value: number;
          if (isFloor) value = descaled(cycle.floorScratch[q * L + i], scale, kind);
          else if (expert === 'served') value = cycle.quantiles[row * Q * H + q * H + h];
          else value = modelQuantiles === null ? NaN : modelQuantiles[q * H + h];
          said[(e * L + i) * width + k] = value;
        }
      }
    });
    record.remember(series, cycle.windows.originStep, said, cycle.reasons[row].kind === 'constant');
  }
}

/** Back to the metric's unit, no higher than the series may reach. */
function descaled(value: number, scale: RowScale, kind: KindScale): number {
  return fromFeatureScale(kind, value > scale.cap ? scale.cap : value);
}

function lastObserved(window: Float32Array): number {
  for (let i = window.length - 1; i >= 0; i--) if (!Number.isNaN(window[i])) return window[i];
  return 0;
}
