/**
 * Forecasts a few series exactly as a cycle served them, or as it would have served them had their past been another one:
 * the cycle's own Forecaster, over windows that hold nothing but these series, with the cycle's decisions.
 */
import type { Threshold } from '@fleetcast/contract';
import type { SeriesEvents } from '../features/series-events.ts';
import { FleetWindows, type SeriesRow } from '../series/fleet-windows.ts';
import type { QuantileModel } from '../tft/ports.ts';
import type { ConfiguredThreshold } from './breach-paths.ts';
import { breachKey, calibrated, type CalibrationCurves } from './calibration-curves.ts';
import type { FleetForecast } from './fleet-forecast.ts';
import { Forecaster } from './forecaster.ts';
import type { ByPart, CompanionModel } from './model-parts.ts';
import type { ServingDecision } from './serving-decision.ts';

/** A past to be forecast from. Several cases may be of one series. */
export interface ServedCase {
  readonly series: SeriesRow;
  /** The whole context up to the origin, oldest first, NaN where nothing was observed. */
  readonly values: Float32Array;
  readonly decision: ServingDecision;
  readonly thresholds: readonly ConfiguredThreshold[];
  /** Known events as the cycle took them into account; none when left out. */
  readonly events?: SeriesEvents | null;
  /** What stated breach probabilities were worth in the cycle; the same for all cases. */
  readonly calibration?: CalibrationCurves | null;
}

export interface ServedForecasterOptions {
  readonly stepSeconds: number;
  readonly horizonSteps: number;
  /** IANA zone whose days a series follows; UTC when left out. */
  readonly zoneOf?: (series: SeriesRow) => string;
}

/** One at a time: a forecast is awaited before the next is asked for. */
export class ServedForecaster {
  private readonly forecaster: Forecaster;
  private cases: readonly ServedCase[] = [];

  constructor({ stepSeconds, horizonSteps, zoneOf }: ServedForecasterOptions) {
    this.forecaster = new Forecaster({
      stepSeconds,
      horizonSteps,
      zoneOf: zoneOf === undefined ? undefined : (row) => zoneOf(this.caseOf(row.serverId).series),
      standsFor: (row) => this.caseOf(row.serverId).series,
      thresholdsOf: (row) => this.caseOf(row.serverId).thresholds,
      events: { of: (row) => this.caseOf(row.serverId).events ?? null },
      breachRecord: { calibrated: (row, threshold, stated) => asTurnedOut(this.caseOf(row.serverId), threshold, stated) },
      decisionOf: (row) => this.caseOf(row.serverId).decision,
    });
  }

  /** The models that spoke in the cycle; null where none did. */
  useModels(models: ByPart<QuantileModel | null>): void {
    const ofCases = (spoken: QuantileModel): QuantileModel => ({
      version: spoken.version,
      grid: spoken.grid,
      batch: spoken.batch,
      daysNeeded: spoken.daysNeeded,
      predict: (inputs, embeddingRows) => spoken.predict(inputs, embeddingRows),
      embeddingRow: (place) => {
        const { serverId, metric } = this.caseOf(place).series;
        return spoken.embeddingRow(serverId, metric);
      },
    });
    const { champion, challenger, reserve } = models;
    // who has the word is part of the cases' decisions
    const beside = (model: QuantileModel | null): CompanionModel | null => (model === null ? null : { model: ofCases(model), hasWordOn: () => null });
    this.forecaster.useModel(champion === null ? null : ofCases(champion), { challenger: beside(challenger), reserve: beside(reserve) });
  }

  /** Row i of the answer is case i. All cases have a context of the same length. */
  async forecast(cases: readonly ServedCase[], originStep: number, signal: AbortSignal = new AbortController().signal): Promise<FleetForecast> {
    this.cases = cases;
    const contextSteps = cases[0].values.length;
    const windows = new FleetWindows(contextSteps, originStep, cases.length, 0);
    cases.forEach(({ series, values }, place) => {
      if (values.length !== contextSteps) throw new Error(`case ${place} has ${values.length} steps, case 0 has ${contextSteps}: a context has one length`);
      windows.write(windows.ensureRow({ ...series, serverId: String(place) }), originStep - contextSteps + 1, values);
    });
    return this.forecaster.forecastFleet(windows, { signal });
  }

  /** In these windows a server is called by its case's place, so that one series may stand in several rows. */
  private caseOf(place: string): ServedCase {
    return this.cases[Number(place)];
  }
}

function asTurnedOut({ series, calibration }: ServedCase, threshold: Threshold, stated: number): number {
  return calibration ? calibrated(calibration, series.metric, breachKey(series, threshold), stated) : stated;
}
