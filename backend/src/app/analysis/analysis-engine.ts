import type { FleetForecast } from '../../domain/forecasting/fleet-forecast.ts';
import { ServedForecaster, type ServedCase } from '../../domain/forecasting/served-forecaster.ts';
import { readModel } from '../../io/model-store/model-folder.ts';
import { openModel, type OpenedModel } from '../../io/onnxruntime/session-model.ts';
import type { Config } from '../config/config.ts';
import { metricCatalogue } from '../config/metric-catalogue.ts';
import type { ServedCycle } from './served-cycle.ts';
import { ServedFleet } from './served-fleet.ts';

/** Cases that go through the network at once: a handful of variants of one series, or the metrics of one server. */
const analysisBatch = 16;

/**
 * What every analysis stands on: the fleet as the newest cycle served it, and the model that served, with sessions of the
 * analysis' own. Explanations and what-if questions come through one door, one after the other.
 */
export class AnalysisEngine {
  readonly fleet: ServedFleet;
  private readonly forecaster: ServedForecaster;
  private model: OpenedModel | null = null;
  private modelFolder: string | null = null;
  private lastTurn: Promise<unknown> = Promise.resolve();

  constructor({ grid, region, metrics }: Pick<Config, 'grid' | 'region' | 'metrics'>) {
    this.fleet = new ServedFleet(metricCatalogue(metrics));
    this.forecaster = new ServedForecaster({ stepSeconds: grid.stepSeconds, horizonSteps: grid.horizonSteps, zoneOf: () => region.timeZone });
  }

  /** Takes effect for what is asked from now on. */
  receive(cycle: ServedCycle): void {
    this.fleet.receive(cycle);
    void this.inTurn(() => this.follow(cycle.modelFolder));
  }

  /** Forecasts cases as they would be served; row i of the answer is case i. */
  forecast(cases: readonly ServedCase[], originStep: number): Promise<FleetForecast> {
    return this.inTurn(() => this.forecaster.forecast(cases, originStep));
  }

  async close(): Promise<void> {
    await this.inTurn(() => this.follow(null));
  }

  /** Sessions and forecaster are used by one question at a time. */
  private inTurn<T>(work: () => Promise<T>): Promise<T> {
    const turn = this.lastTurn.then(work);
    this.lastTurn = turn.catch(() => undefined);
    return turn;
  }

  /** Speaks with the model in this folder from now on. */
  private async follow(folder: string | null): Promise<void> {
    if (folder === this.modelFolder) return;
    const outcome = folder === null ? null : await readModel(folder);
    const before = this.model;
    this.model = outcome?.kind === 'read' ? await openModel(outcome.model, analysisBatch) : null;
    this.modelFolder = folder;
    this.forecaster.useModel(this.model);
    await before?.close();
  }
}
