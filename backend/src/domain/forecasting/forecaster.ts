/**
 * One cycle's forecast of a whole fleet: windows in memory in, quantiles, speakers and breaches out.
 * S series, Q quantiles, H horizon steps; batches of B series go through the network at once.
 */
import { quantileLevels } from '@fleetcast/contract';
import { featureGrid, type FeatureGrid } from '../features/feature-grid.ts';
import { FeatureStore, type PreparedSeries } from '../features/feature-store.ts';
import { rowScale, type RowScale } from '../features/input-rows.ts';
import { scaleOf } from '../features/scaling.ts';
import type { SeriesEvents } from '../features/series-events.ts';
import type { FleetWindows, SeriesRow } from '../series/fleet-windows.ts';
import type { QuantileModel } from '../tft/ports.ts';
import { BreachPaths, type ConfiguredThreshold } from './breach-paths.ts';
import { CycleForecast } from './cycle-forecast.ts';
import type { FleetForecast } from './fleet-forecast.ts';
import { everyLead, type FloorName } from './floors.ts';
import { layEvents } from './lay-events.ts';
import { byPart, type ByPart, type Companions, modelParts, type ModelPart, noCompanions } from './model-parts.ts';
import { NetworkBatch } from './network-batch.ts';
import { type BreachRecord, type EventKnowledge, type ForecastNotes, type ShadowTrial, type TrackRecord, unknownProfile } from './ports.ts';
import { RememberedForecast } from './remembered-forecast.ts';
import { asksModel, decideServing, type ServingDecision, spokenByChampion, spokenInstead, withoutModel } from './serving-decision.ts';
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
  /** [Q, H] of the series at hand, in its metric's unit. */
  private readonly modelQuantiles: ByPart<Float32Array>;
  private models: ByPart<QuantileModel | null> = byPart(() => null);
  private companions: Companions = noCompanions;
  /** Of each part that somebody has. */
  private batches = new Map<ModelPart, NetworkBatch>();

  constructor(options: ForecasterOptions) {
    const { stepSeconds, horizonSteps, record } = options;
    this.options = options;
    this.grid = featureGrid(stepSeconds, horizonSteps);
    this.store = new FeatureStore(this.grid, options.zoneOf, options.standsFor);
    this.paths = new BreachPaths(stepSeconds, horizonSteps);
    this.speech = new VoiceSpeech(horizonSteps);
    this.leads = everyLead(horizonSteps);
    this.remembered = record === undefined ? null : new RememberedForecast(record.leads, horizonSteps);
    this.modelQuantiles = byPart(() => new Float32Array(Q * horizonSteps));
  }

  /** From the next cycle on this model is champion, with these beside it; null leaves the floors. A model of another grid stays silent. */
  useModel(champion: QuantileModel | null, companions: Companions = noCompanions): void {
    const models = { champion, challenger: companions.challenger?.model ?? null, reserve: companions.reserve?.model ?? null };
    this.batches = new Map(champion === null ? [] : modelParts.filter((part) => models[part] !== null).map((part) => [part, new NetworkBatch(models, part)]));
    this.models = models;
    this.companions = companions;
  }

  /** Throws the signal's reason when stopped between two batches. */
  async forecastFleet(windows: FleetWindows, run: ForecastRun): Promise<FleetForecast> {
    const cycle = new CycleForecast(windows, { ...this.options, models: byPart((part) => this.models[part]?.version ?? null) });
    const { record, trial } = this.options;
    record?.resolve(windows, this.options.profileOf);
    this.options.events?.prepare?.(windows);
    this.options.breachRecord?.resolve?.(windows);
    trial?.resolve(windows, this.options.profileOf);
    const remembers = record?.wants(windows.originStep) ?? false;
    const batches = [...this.batches.values()];
    for (const batch of batches) batch.clear();
    const pause = async () => {
      await run.pause?.();
      run.signal.throwIfAborted();
    };
    const pass = async (batch: NetworkBatch) => {
      await pause();
      await this.speakBatch(cycle, batch, remembers);
    };
    const scale: RowScale = { centre: 0, spread: 1, cap: 0, dayDeviation: 0, isConstant: false };
    for (let row = 0; row < windows.seriesCount; row++) {
      for (const batch of batches) if (batch.isFull) await pass(batch);
      if (row > 0 && row % floorBatch === 0 && batches.every(({ isEmpty }) => isEmpty)) await pause();
      const series = windows.rows[row];
      const prepared = this.prepare(windows, row);
      rowScale(prepared.state, series.kind, scale);
      const decision = this.decide(cycle, row, prepared, scale);
      const batch = asksModel(decision) ? (this.batches.get(decision.model ?? 'champion') ?? this.batches.get('champion')) : undefined;
      if (batch !== undefined) batch.add({ row, series, scale: { ...scale }, decision }, prepared);
      else this.speak(cycle, row, decision, this.spoken(cycle, row, prepared, scale, null), remembers);
    }
    for (const batch of batches) if (!batch.isEmpty) await pass(batch);
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
    const { champion } = this.models;
    const profile = profileOf(series);
    const decision = decideServing({
      series,
      profile,
      health,
      isConstant: scale.isConstant && health.missingShareOfDay < 1,
      grid: { stepSeconds, horizonSteps, fitsModel: champion?.grid.stepSeconds === stepSeconds && champion.grid.horizonSteps === horizonSteps, daysNeeded: champion?.daysNeeded },
      record: bareModel ? null : (record ?? null),
      floorByWindow: () => floorByWindow(prepared),
    });
    if (!asksModel(decision)) return decision;
    const insteadOf = this.companions.challenger?.hasWordOn(series, profile) ?? this.companions.reserve?.hasWordOn(series, profile) ?? null;
    return insteadOf === null ? decision : spokenInstead(decision, insteadOf);
  }

  /** At the origins that the record remembers every model is asked; in other cycles only the one that has the word. */
  private async speakBatch(cycle: CycleForecast, batch: NetworkBatch, remembers: boolean): Promise<void> {
    const { rows, scaled, failure } = await batch.run(remembers);
    const size = Q * this.options.horizonSteps;
    rows.forEach(({ row, series, scale, decision: wanted }, b) => {
      const prepared = this.prepare(cycle.windows, row);
      const decision = scaled[wanted.model ?? 'champion'] === null ? spokenByChampion(wanted) : wanted;
      const speaking = decision.model ?? 'champion';
      if (scaled[speaking] === null) {
        this.speak(cycle, row, withoutModel(decision, failure, floorByWindow(prepared)), this.spoken(cycle, row, prepared, scale, null), false);
        return;
      }
      const kind = scaleOf(series.kind);
      const events = this.eventsOf(series);
      const quantiles = byPart((part) => {
        const from = scaled[part];
        if (from === null) return null;
        const into = this.modelQuantiles[part];
        for (let i = 0; i < size; i++) into[i] = inUnit(scale.centre + scale.spread * from[b * size + i], scale, kind);
        if (events !== null) layEvents(into, 0, this.leads, cycle.windows.originStep, events, kind);
        return into;
      });
      this.speak(cycle, row, decision, this.spoken(cycle, row, prepared, scale, quantiles[speaking]), remembers, quantiles);
    });
  }

  private speak(cycle: CycleForecast, row: number, decision: ServingDecision, series: SpokenSeries, remembers: boolean, byModels: ByPart<Float32Array | null> | null = null): void {
    const at = row * Q * this.options.horizonSteps;
    this.speech.speak(decision.voice, series, cycle.quantiles, at);
    cycle.decide(row, decision);
    if (!remembers) return;
    const { record, trial, notes } = this.options;
    const { originStep, rows } = cycle.windows;
    const said = this.remembered!.of(series, cycle.quantiles, at);
    record!.remember(rows[row], originStep, { said, quantiles: cycle.quantiles, at, voice: decision.voice.kind, isGappy: decision.reason.kind === 'too-gappy' });
    const models = byModels === null ? null : this.remembered!.ofModels(byModels);
    if (models !== null) trial?.remember(rows[row], originStep, said, models, decision.model ?? 'champion');
    notes?.note(row, said, models);
  }
}

/** By the trailing losses in the window. */
function floorByWindow({ state, history, local }: PreparedSeries): FloorName {
  const loss = (floor: 'win24' | 'same-time') => state.trailingLoss(floor, 'recent', history, local) + state.trailingLoss(floor, 'long', history, local);
  return loss('win24') <= loss('same-time') ? 'win24' : 'same-time';
}
