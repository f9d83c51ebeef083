/** A small fleet as a cycle hands it to the analysis: the shipped model's decisions over windows that tests shape. */
import { type Config, loadConfig } from '../../src/app/config/config.ts';
import { type ServedCycle, servedCycleOf } from '../../src/app/analysis/served-cycle.ts';
import { shippedModelFolder } from '../../src/app/training/shipped-model.ts';
import type { SeriesEvents } from '../../src/domain/features/series-events.ts';
import { metricInfoOf } from '../../src/domain/catalog/metrics.ts';
import { Forecaster } from '../../src/domain/forecasting/forecaster.ts';
import { contextDays, FleetWindows } from '../../src/domain/series/fleet-windows.ts';
import { readModel } from '../../src/io/model-store/model-folder.ts';
import { openModel } from '../../src/io/onnxruntime/session-model.ts';

export const daySteps = 288;
export const contextSteps = contextDays * daySteps;
export const originStep = 5_900_000;
export const stepMs = 300_000;

export interface AnalysedSeries {
  readonly server: string;
  readonly metric: string;
  /** By steps before the origin (0: the origin); NaN where nothing was observed. */
  readonly value: (stepsBack: number) => number;
  /** Known events, as the calendar tells them. */
  readonly events?: SeriesEvents;
  /** How far back it is known; the whole context unless said. */
  readonly steps?: number;
}

export function defaultConfig(): Config {
  const outcome = loadConfig(null, {});
  if (outcome.kind === 'invalid') throw new Error('the defaults are valid');
  return outcome.config;
}

/** A server's id is its name with `id-` before it; all are of profile web. */
export async function servedCycle(fleet: readonly AnalysedSeries[]): Promise<ServedCycle> {
  const outcome = await readModel(shippedModelFolder);
  if (outcome.kind !== 'read') throw new Error(outcome.message);
  const model = await openModel(outcome.model, 16);
  const windows = new FleetWindows(contextSteps, originStep, fleet.length);
  for (const { server, metric, value, steps = contextSteps } of fleet) {
    const row = windows.ensureRow({ serverId: `id-${server}`, metric, kind: metricInfoOf(metric).kind });
    windows.write(row, originStep - steps + 1, Float32Array.from({ length: steps }, (_, i) => value(steps - 1 - i)));
  }
  const forecaster = new Forecaster({ stepSeconds: 300, horizonSteps: 96, zoneOf: () => 'UTC', events: { of: (row) => fleet[windows.rows.indexOf(row)].events ?? null } });
  forecaster.useModel(model);
  const forecast = await forecaster.forecastFleet(windows, { signal: new AbortController().signal });
  windows.seal();
  await model.close();
  const servers = [...new Set(fleet.map(({ server }) => server))].map((server) => ({ serverId: `id-${server}`, server, region: 'default', profile: 'web', tier: null, labels: {} }));
  return servedCycleOf('first', { directoryId: 'one', servers }, windows, forecast, { champion: shippedModelFolder, challenger: null, reserve: null });
}
