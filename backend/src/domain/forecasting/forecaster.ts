/**
 * One cycle's forecast of a whole fleet: windows in memory in, quantiles, speakers and breaches out.
 * S series, Q quantiles, H horizon steps; batches of B series go through the network at once.
 */
import { quantileLevels } from '@fleetcast/contract';
import { featureGrid, type FeatureGrid } from '../features/feature-grid.ts';
import { layEvents, type SeriesEvents } from '../features/event-adjustment.ts';
import { FeatureStore, type PreparedSeries } from '../features/feature-store.ts';
import { rowScale, type RowScale } from '../features/input-rows.ts';
import { scaleOf } from '../features/scaling.ts';
import type { FleetWindows, SeriesRow } from '../series/fleet-windows.ts';
import type { QuantileModel } from '../tft/ports.ts';
import { BreachPaths, type ConfiguredThreshold } from './breach-paths.ts';
import { CycleForecast } from './cycle-forecast.ts';
import type { FleetForecast } from './fleet-forecast.ts';
import { everyLead, type FloorName } from './floors.ts';
import { NetworkBatch, type ShadowModel } from './network-batch.ts';
import { type BreachRecord, type EventKnowledge, type ForecastNotes, type ShadowTrial, type TrackRecord, unknownProfile } from './ports.ts';
import { RememberedForecast } from './remembered-forecast.ts';
import { asksModel, decideServing, type ServingDecision, withoutModel } from './serving-decision.ts';
import { windowHealth } from './speakers.ts';
import { inUnit, type SpokenSeries, VoiceSpeech } from './spoken-series.ts';

const Q = quantileLevels.length;
/** Series between two pauses when no network sets the pace. */
const floorBatch = 500;

export interface ForecasterOptions {
  readonly stepSeconds: number;
  readonly horizonSteps: number;
  /** IANA zone whose days a series follows; UTC when left out. */
  readonly zoneOf?: (series: SeriesRow) => string;
  /** Role of a series' server, which the record judges newcomers by; unknown when left out. */
  readonly profileOf?: (series: SeriesRow) => string;
  /** Which of the fleet's series a row is, where rows bear other names; itself when left out. */
  readonly standsFor?: (row: SeriesRow) => SeriesRow;
  readonly thresholdsOf?: (series: SeriesRow) => readonly ConfiguredThreshold[];
  /** What became of earlier forecasts; without it the model speaks unjudged. */
  readonly record?: TrackRecord;
  /** Judges the model in the shadow, if there is one, at the record's leads and origins. */
  readonly trial?: ShadowTrial;
  /** Told the same as the record, to be kept for good. */
  readonly notes?: ForecastNotes;
  /** Lets the model speak wherever it can, without gate, shares and stretch: for judging the bare model. */
  readonly bareModel?: boolean;
  /** What became of stated breach probabilities; without it they are stated as they are. */
  readonly breachRecord?: Pick<BreachRecord, 'calibrated'> & Partial<BreachRecord>;
  /** What known events do; the forecast knows of none without it. */
  readonly events?: Pick<EventKnowledge, 'of'> & Partial<EventKnowledge>;
  /** Decisions made elsewhere, e.g. by the cycle whose forecast is looked into; the record then decides nothing. */
  readonly decisionOf?: (series: SeriesRow) => ServingDecision;
}

export interface ForecastRun {
  readonly signal: AbortSignal;
  /** Awaited between batches, so that the thread can hear of a stop; e.g. a turn of the event loop. */
  readonly pause?: () => Promise<void>;
}

export class Forecaster {
  private readonly options: ForecasterOptions;
  private readonly grid: FeatureGrid;
  private readonly store: FeatureStore;
  private readonly paths: BreachPaths;
  private readonly speech: VoiceSpeech;
  private readonly leads: Int32Array;
  private readonly remembered: RememberedForecast | null;
  private readonly modelQuantiles: Float32Array;
  private readonly shadowQuantiles: Float32Array;
  private batch: NetworkBatch | null = null;

  constructor(options: ForecasterOptions) {
    const { stepSeconds, horizonSteps, record } = options;
    this.options = options;
    this.grid = featureGrid(stepSeconds, horizonSteps);
    this.store = new FeatureStore(this.grid, options.zoneOf, options.standsFor);
    this.paths = new BreachPaths(stepSeconds, horizonSteps);
    this.speech = new VoiceSpeech(horizonSteps);
    this.leads = everyLead(horizonSteps);
    this.remembered = record === undefined ? null : new RememberedForecast(record.leads, horizonSteps);
    this.modelQuantiles = new Float32Array(Q * horizonSteps);
    this.shadowQuantiles = new Float32Array(Q * horizonSteps);
  }

  /**
   * From the next cycle on this model speaks, and the second one forecasts in its shadow; null leaves the floors. A model of
   * another grid stays silent.
   */
  useModel(model: QuantileModel | null, shadow: ShadowModel | null = null): void {
    this.batch = model === null ? null : new NetworkBatch(model, shadow);
  }

  /** Throws the signal's reason when stopped between two batches. */
  async forecastFleet(windows: FleetWindows, run: ForecastRun): Promise<FleetForecast> {
    const cycle = new CycleForecast(windows, { ...this.options, modelVersion: this.batch?.model.version ?? null, shadowVersion: this.batch?.shadow?.model.version ?? null });
    const { record, trial } = this.options;
    record?.resolve(windows, this.options.profileOf);
    this.options.events?.prepare?.(windows);
    this.options.breachRecord?.resolve?.(windows);
    trial?.resolve(windows);
    const remembers = record?.wants(windows.originStep) ?? false;
    const batch = this.batch;
    batch?.clear();
    const pass = async () => {
      await run.pause?.();
      run.signal.throwIfAborted();
      if (batch !== null && !batch.isEmpty) await this.speakBatch(cycle, batch, remembers);
    };
    const scale: RowScale = { centre: 0, spread: 1, cap: 0, dayDeviation: 0, constant: false };
    for (let row = 0; row < windows.seriesCount; row++) {
      if (batch?.isFull || (row > 0 && row % floorBatch === 0 && (batch?.isEmpty ?? true))) await pass();
      const series = windows.rows[row];
      const prepared = this.prepare(windows, row);
      rowScale(prepared.state, series.kind, scale);
      const decision = this.decide(cycle, row, prepared, scale);
      if (batch !== null && asksModel(decision)) batch.add({ row, scale: { ...scale }, decision }, series, prepared);
      else this.speak(cycle, row, decision, this.spoken(cycle, row, prepared, scale, null), remembers);
    }
    if (batch !== null && !batch.isEmpty) await pass();
    run.signal.throwIfAborted();
    this.store.forgetMissing(windows);
    return cycle.finish(this.paths);
  }

  private prepare(windows: FleetWindows, row: number): PreparedSeries {
    return this.store.at(windows, row, this.eventsOf(windows.rows[row]));
  }

  private eventsOf(series: SeriesRow): SeriesEvents | null {
    return this.options.events?.of(series) ?? null;
  }

  private spoken({ windows }: CycleForecast, row: number, prepared: PreparedSeries, scale: Readonly<RowScale>, modelQuantiles: Float32Array | null): SpokenSeries {
    const series = windows.rows[row];
    return { window: windows.window(row), prepared, scale, kind: scaleOf(series.kind), originStep: windows.originStep, events: this.eventsOf(series), modelQuantiles };
  }

  private decide(cycle: CycleForecast, row: number, prepared: PreparedSeries, scale: RowScale): ServingDecision {
    const { stepSeconds, horizonSteps, bareModel, record, decisionOf, profileOf = unknownProfile } = this.options;
    const series = cycle.windows.rows[row];
    const health = windowHealth(cycle.windows.window(row), this.grid.daySteps);
    cycle.missingShare[row] = health.missingShare;
    cycle.daysObserved[row] = health.daysObserved;
    if (decisionOf !== undefined) return decisionOf(series);
    const modelGrid = this.batch?.model.grid;
    return decideServing({
      series,
      profile: profileOf(series),
      health,
      constant: scale.constant && health.missingShareOfDay < 1,
      grid: { stepSeconds, horizonSteps, fitsModel: modelGrid?.stepSeconds === stepSeconds && modelGrid.horizonSteps === horizonSteps, daysNeeded: this.batch?.model.daysNeeded },
      record: bareModel ? null : (record ?? null),
      floorByWindow: () => floorByWindow(prepared),
    });
  }

  private async speakBatch(cycle: CycleForecast, batch: NetworkBatch, remembers: boolean): Promise<void> {
    const { rows, scaled, failure, shadowScaled } = await batch.run();
    const size = Q * this.options.horizonSteps;
    rows.forEach(({ row, scale, decision }, b) => {
      const prepared = this.prepare(cycle.windows, row);
      if (scaled === null) {
        this.speak(cycle, row, withoutModel(decision, failure, floorByWindow(prepared)), this.spoken(cycle, row, prepared, scale, null), false);
        return;
      }
      const kind = scaleOf(cycle.windows.rows[row].kind);
      const toUnit = (from: Float32Array, into: Float32Array) => {
        for (let i = 0; i < size; i++) into[i] = inUnit(scale.centre + scale.spread * from[b * size + i], scale, kind);
        const events = this.eventsOf(cycle.windows.rows[row]);
        if (events !== null) layEvents(into, 0, this.leads, cycle.windows.originStep, events, kind);
        return into;
      };
      const shadow = shadowScaled === null ? null : toUnit(shadowScaled, this.shadowQuantiles);
      this.speak(cycle, row, decision, this.spoken(cycle, row, prepared, scale, toUnit(scaled, this.modelQuantiles)), remembers, shadow);
    });
  }

  private speak(cycle: CycleForecast, row: number, decision: ServingDecision, series: SpokenSeries, remembers: boolean, shadowQuantiles: Float32Array | null = null): void {
    const at = row * Q * this.options.horizonSteps;
    const bySecond = shadowQuantiles !== null && this.batch!.shadow!.speaksFor(cycle.windows.rows[row]);
    this.speech.speak(decision.voice, bySecond ? { ...series, modelQuantiles: shadowQuantiles } : series, cycle.quantiles, at);
    cycle.decide(row, decision, bySecond);
    if (!remembers) return;
    const said = this.remembered!.of(series, cycle.quantiles, at);
    this.options.record!.remember(cycle.windows.rows[row], cycle.windows.originStep, { said, quantiles: cycle.quantiles, at, voice: decision.voice.kind, isGappy: decision.reason.kind === 'too-gappy' });
    const shadow = this.remembered!.ofShadow(shadowQuantiles);
    if (series.modelQuantiles !== null) this.options.trial?.remember(cycle.windows.rows[row], cycle.windows.originStep, said, shadow);
    this.options.notes?.note(row, said, shadowQuantiles === null ? null : shadow);
  }
}

/** By the trailing losses in the window. */
function floorByWindow({ state, history, local }: PreparedSeries): FloorName {
  const loss = (floor: 'win24' | 'same-time') => state.trailingLoss(floor, 'recent', history, local) + state.trailingLoss(floor, 'long', history, local);
  return loss('win24') <= loss('same-time') ? 'win24' : 'same-time';
}
