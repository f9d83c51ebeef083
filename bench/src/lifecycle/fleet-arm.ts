/** One service's forecasts of a fleet in simulated time: the forecaster with its record and, if models change, a trial of two. */
import { SkillTracker } from '@fleetcast/backend/src/domain/evaluation/skill-tracker.ts';
import type { FleetForecast } from '@fleetcast/backend/src/domain/forecasting/fleet-forecast.ts';
import { Forecaster } from '@fleetcast/backend/src/domain/forecasting/forecaster.ts';
import { FleetTrial } from '@fleetcast/backend/src/domain/models/fleet-trial.ts';
import type { ModelManifest } from '@fleetcast/backend/src/domain/models/model-manifest.ts';
import { contextDays, FleetWindows } from '@fleetcast/backend/src/domain/series/fleet-windows.ts';
import type { LongSeries } from '@fleetcast/backend/src/domain/series/long-series.ts';
import { readModel } from '@fleetcast/backend/src/io/model-store/model-folder.ts';
import { openModel, type OpenedModel } from '@fleetcast/backend/src/io/onnxruntime/session-model.ts';

const batch = 64;
const { signal } = new AbortController();

export class FleetArm {
  readonly trial: FleetTrial;
  windows: FleetWindows | null = null;
  champion: ModelManifest | null = null;
  seriesByModel = 0;
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
    this.trial = new FleetTrial(record.leads, horizonSteps);
    this.forecaster = new Forecaster({ stepSeconds, horizonSteps, zoneOf: () => 'Europe/Berlin', record, trial: this.trial, bareModel });
  }

  async use(championFolder: string, shadowFolder: string | null): Promise<void> {
    const before = this.open;
    const [champion, shadow] = await Promise.all([championFolder, shadowFolder].map(async (folder) => (folder === null ? null : opened(folder))));
    this.open = [champion!.model, ...(shadow === null ? [] : [shadow.model])];
    this.champion = champion!.manifest;
    this.forecaster.useModel(champion!.model, shadow === null ? null : { model: shadow.model, speaksFor: () => false });
    this.trial.begin(champion!.manifest.version, shadow?.manifest.version ?? null);
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
    this.seriesByModel = forecast.decisions.filter(({ voice }) => voice.kind === 'model').length;
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
