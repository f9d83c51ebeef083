/** One service's forecasts of a fleet in simulated time: the forecaster with its record and, if models change, their trials. */
import type { ModelsInUse } from '@fleetcast/backend/src/app/cycle/ports.ts';
import { SkillTracker } from '@fleetcast/backend/src/domain/evaluation/skill-tracker.ts';
import type { FleetForecast } from '@fleetcast/backend/src/domain/forecasting/fleet-forecast.ts';
import { Forecaster } from '@fleetcast/backend/src/domain/forecasting/forecaster.ts';
import type { ModelManifest } from '@fleetcast/backend/src/domain/models/model-manifest.ts';
import { ModelTrials } from '@fleetcast/backend/src/domain/models/model-trials.ts';
import { contextDays, FleetWindows } from '@fleetcast/backend/src/domain/series/fleet-windows.ts';
import type { LongSeries } from '@fleetcast/backend/src/domain/series/long-series.ts';
import { readModel } from '@fleetcast/backend/src/io/model-store/model-folder.ts';
import { openModel, type OpenedModel } from '@fleetcast/backend/src/io/onnxruntime/session-model.ts';

const batch = 64;
const { signal } = new AbortController();

export class FleetArm {
  readonly trials: ModelTrials;
  windows: FleetWindows | null = null;
  champion: ModelManifest | null = null;
  /** What was forecast last; null before the first cycle. */
  latest: FleetForecast | null = null;
  private readonly series: readonly LongSeries[];
  private readonly stepSeconds: number;
  private readonly forecaster: Forecaster;
  private open: OpenedModel[] = [];
  private writtenTo = -Infinity;

  constructor(series: readonly LongSeries[], stepSeconds: number, horizonSteps: number, bareModel = false) {
    this.series = series;
    this.stepSeconds = stepSeconds;
    const record = new SkillTracker({ stepSeconds, horizonSteps });
    this.trials = new ModelTrials(record.leads, { stepSeconds, horizonSteps });
    this.forecaster = new Forecaster({ stepSeconds, horizonSteps, zoneOf: () => 'Europe/Berlin', record, trial: this.trials, bareModel });
  }

  async use({ championFolder, challenger, reserve }: ModelsInUse): Promise<void> {
    const before = this.open;
    const [champion, young, former] = await Promise.all([championFolder, challenger?.folder, reserve?.folder].map(async (folder) => (folder === undefined ? null : opened(folder))));
    this.open = [champion, young, former].flatMap((one) => (one === null ? [] : [one.model]));
    this.champion = champion!.manifest;
    const { trials } = this;
    this.forecaster.useModel(champion!.model, {
      challenger: young === null ? null : { model: young.model, hasWordOn: () => null },
      reserve: former === null ? null : { model: former.model, hasWordOn: (series, profile) => trials.wordOn(series, profile) },
    });
    trials.begin(champion!.manifest.version, young?.manifest.version ?? null, former?.manifest.version ?? null);
    for (const model of before) await model.close();
  }

  /** Reads what came since the last cycle and forecasts; rows are those of the windows, not of the series. */
  async forecastAt(step: number): Promise<void> {
    const windows = (this.windows ??= new FleetWindows(Math.ceil((contextDays * 86_400) / this.stepSeconds), step, this.series.length));
    windows.advanceTo(step);
    for (const one of this.series) {
      const from = Math.max(this.writtenTo + 1, one.firstStep, windows.oldestStep);
      const values = one.values.subarray(from - one.firstStep, step + 1 - one.firstStep);
      const known = windows.rowOf(one.serverId, one.metric);
      if (known === undefined && values.every(Number.isNaN)) continue;
      windows.write(known ?? windows.ensureRow({ serverId: one.serverId, metric: one.metric, kind: one.kind }), from, values);
    }
    this.writtenTo = step;
    windows.keepRows((_, row) => windows.window(row).some((value) => !Number.isNaN(value)));
    const forecast = await this.forecaster.forecastFleet(windows, { signal });
    windows.seal();
    this.latest = forecast;
  }

  async close(): Promise<void> {
    for (const model of this.open) await model.close();
  }
}

async function opened(folder: string): Promise<{ readonly model: OpenedModel; readonly manifest: ModelManifest }> {
  const outcome = await readModel(folder);
  if (outcome.kind !== 'read') throw new Error(outcome.message);
  return { model: await openModel(outcome.model, batch), manifest: outcome.model.manifest };
}
