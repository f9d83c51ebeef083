/** The parts of the service that explain, opened as the service opens them. */
import { configuredThresholds } from '@fleetcast/backend/src/app/config/metric-catalogue.ts';
import { shippedModelFolder } from '@fleetcast/backend/src/app/training/shipped-model.ts';
import { metricInfoOf } from '@fleetcast/backend/src/domain/catalog/metrics.ts';
import { SkillTracker } from '@fleetcast/backend/src/domain/evaluation/skill-tracker.ts';
import { Explainer } from '@fleetcast/backend/src/domain/explanation/explain.ts';
import { pathBatch } from '@fleetcast/backend/src/domain/explanation/integrated-gradients.ts';
import type { ForecastAsServed } from '@fleetcast/backend/src/domain/explanation/ports.ts';
import { Forecaster } from '@fleetcast/backend/src/domain/forecasting/forecaster.ts';
import type { EventKnowledge } from '@fleetcast/backend/src/domain/forecasting/ports.ts';
import { championAlone } from '@fleetcast/backend/src/domain/forecasting/model-parts.ts';
import { ServedForecaster, type ServedCase } from '@fleetcast/backend/src/domain/forecasting/served-forecaster.ts';
import { contextDays, FleetWindows } from '@fleetcast/backend/src/domain/series/fleet-windows.ts';
import { LocalTime } from '@fleetcast/backend/src/domain/series/same-local-time.ts';
import { readModel } from '@fleetcast/backend/src/io/model-store/model-folder.ts';
import { openAttribution } from '@fleetcast/backend/src/io/onnxruntime/session-attribution.ts';
import { openModel } from '@fleetcast/backend/src/io/onnxruntime/session-model.ts';
import { daySteps, stepMs } from '../grid/product-grid.ts';

export const grid = { stepSeconds: 300, horizonSteps: 96 } as const;
export const contextSteps = contextDays * daySteps;
export const zone = 'UTC';
export const local = new LocalTime(zone, stepMs);

const stored = await readModel(shippedModelFolder);
if (stored.kind !== 'read') throw new Error(stored.message);
const model = await openModel(stored.model, 8);
const attribution = await openAttribution(stored.model, pathBatch);
const again = new ServedForecaster({ ...grid, zoneOf: () => zone });
again.useModels(championAlone(model));

export const forecast: ForecastAsServed = (cases, originStep) => again.forecast(cases, originStep);
export const served = { forecast, attribution };
export const explainer = new Explainer({ ...grid, zoneOf: () => zone });

/** Pasts [C] as a cycle would have served them that day, for the first time. */
export async function servedCases(pasts: ReadonlyArray<{ readonly metric: string; readonly past: Float32Array }>, originStep: number): Promise<{ readonly cases: readonly ServedCase[]; readonly quantiles: Float32Array }> {
  const windows = new FleetWindows(contextSteps, originStep, pasts.length);
  pasts.forEach(({ metric, past }, i) => windows.write(windows.ensureRow({ serverId: String(i), metric, kind: metricInfoOf(metric).kind }), windows.oldestStep, past));
  return servedWindows(windows);
}

/** Every row of the windows; row i of the quantiles is case i. */
export async function servedWindows(windows: FleetWindows, events?: EventKnowledge): Promise<{ readonly cases: readonly ServedCase[]; readonly quantiles: Float32Array }> {
  const forecaster = new Forecaster({ ...grid, zoneOf: () => zone, record: new SkillTracker(grid), events });
  forecaster.useModel(model);
  const { decisions, quantiles } = await forecaster.forecastFleet(windows, { signal: new AbortController().signal });
  const cases = windows.rows.map((series, row): ServedCase => ({
    series, values: windows.window(row).slice(), decision: decisions[row], thresholds: configuredThresholds(metricInfoOf(series.metric)), events: events?.of(series) ?? null,
  }));
  return { cases, quantiles };
}

export async function close(): Promise<void> {
  await Promise.all([model.close(), attribution.close()]);
}
