import { pathBatch } from '../../domain/explanation/integrated-gradients.ts';
import type { ServedModel } from '../../domain/explanation/ports.ts';
import type { FleetForecast } from '../../domain/forecasting/fleet-forecast.ts';
import { byPart, type ByPart, type ModelPart, modelParts } from '../../domain/forecasting/model-parts.ts';
import { ServedForecaster, type ServedCase } from '../../domain/forecasting/served-forecaster.ts';
import type { ServingDecision } from '../../domain/forecasting/serving-decision.ts';
import { readModel } from '../../io/model-store/model-folder.ts';
import { openAttribution, type OpenedAttribution } from '../../io/onnxruntime/session-attribution.ts';
import { openModel, type OpenedModel } from '../../io/onnxruntime/session-model.ts';
import type { Config } from '../config/config.ts';
import { metricCatalogue } from '../config/metric-catalogue.ts';
import type { ServedCycle, SpeakingModels } from './served-cycle.ts';
import { ServedFleet } from './served-fleet.ts';

/** Cases that go through the network at once: a series, its past with each part levelled, and the one without events to come. */
const analysisBatch = 8;

interface OpenModel {
  readonly folder: string;
  readonly model: OpenedModel;
  readonly attribution: OpenedAttribution;
}

/**
 * What every analysis stands on: the fleet as the newest cycle served it, and the models that served, with sessions of the
 * analysis' own. Explanations and what-if questions come through one door, one after the other.
 */
export class AnalysisEngine {
  readonly fleet: ServedFleet;
  private readonly forecaster: ServedForecaster;
  private models: ByPart<OpenModel | null> = byPart(() => null);
  private lastTurn: Promise<unknown> = Promise.resolve();

  constructor({ grid, region, metrics }: Pick<Config, 'grid' | 'region' | 'metrics'>) {
    this.fleet = new ServedFleet(metricCatalogue(metrics));
    this.forecaster = new ServedForecaster({ stepSeconds: grid.stepSeconds, horizonSteps: grid.horizonSteps, zoneOf: () => region.timeZone });
  }

  /** Takes effect for what is asked from now on. */
  receive(cycle: ServedCycle): void {
    this.fleet.receive(cycle);
    void this.inTurn(() => this.follow(cycle.models));
  }

  /** Forecasts cases as they would be served; row i of the answer is case i. */
  forecast(cases: readonly ServedCase[], originStep: number): Promise<FleetForecast> {
    return this.inTurn(() => this.forecaster.forecast(cases, originStep));
  }

  /** Has work done with the model that was asked for a forecast; nothing else is asked of it meanwhile. */
  use<T>({ model = 'champion' }: Pick<ServingDecision, 'model'>, work: (model: ServedModel) => Promise<T>): Promise<T> {
    return this.inTurn(() => work({ forecast: (cases, originStep) => this.forecaster.forecast(cases, originStep), attribution: (this.models[model] ?? this.models.champion)?.attribution ?? null }));
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

  /** Speaks with these models from now on. */
  private async follow(models: SpeakingModels | null): Promise<void> {
    const before = Object.values(this.models).filter((open) => open !== null);
    const next: Record<ModelPart, OpenModel | null> = { champion: null, challenger: null, reserve: null };
    for (const part of modelParts) {
      const folder = models?.[part] ?? null;
      if (folder !== null) next[part] = before.find((open) => open.folder === folder) ?? (await openForAnalysis(folder));
    }
    this.models = next;
    this.forecaster.useModels(byPart((part) => next[part]?.model ?? null));
    const inUse = new Set(Object.values(next).map((open) => open?.folder));
    for (const { folder, model, attribution } of before) if (!inUse.has(folder)) await Promise.all([model.close(), attribution.close()]);
  }
}

async function openForAnalysis(folder: string): Promise<OpenModel | null> {
  const outcome = await readModel(folder);
  if (outcome.kind !== 'read') return null;
  return { folder, model: await openModel(outcome.model, analysisBatch), attribution: await openAttribution(outcome.model, pathBatch) };
}
