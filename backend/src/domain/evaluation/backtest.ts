/**
 * Forecasts of the past as the service would have made them: the same forecaster walks through the history, origin by
 * origin, and knows at each only what had come by then. Gate, shares and bands are warmed up on the days before the first
 * origin, whose forecasts are not returned.
 */
import { featureGrid } from '../features/feature-grid.ts';
import type { ConfiguredThreshold } from '../forecasting/breach-paths.ts';
import type { FleetForecast } from '../forecasting/fleet-forecast.ts';
import { Forecaster } from '../forecasting/forecaster.ts';
import type { BreachRecord, EventKnowledge } from '../forecasting/ports.ts';
import { contextDays, seriesKey, type SeriesRow } from '../series/fleet-windows.ts';
import type { LongSeries } from '../series/long-series.ts';
import { WalkedWindows } from '../series/walked-windows.ts';
import type { QuantileModel } from '../tft/ports.ts';
import { SkillTracker } from './skill-tracker.ts';

export interface BacktestPlan {
  readonly stepSeconds: number;
  readonly horizonSteps: number;
  /** First and last origin, as steps; origins lie `strideSteps` apart. */
  readonly fromStep: number;
  readonly toStep: number;
  readonly strideSteps: number;
  /** served: as the service would; model: the bare model wherever it can speak at all. */
  readonly speaker: 'served' | 'model';
  readonly model: QuantileModel | null;
  /** What known events do; without it the forecasts know of none. */
  readonly events?: EventKnowledge;
  readonly thresholdsOf?: (series: SeriesRow) => readonly ConfiguredThreshold[];
  readonly breachRecord?: BreachRecord;
}

export interface BacktestRun {
  readonly signal: AbortSignal;
  readonly pause?: () => Promise<void>;
  readonly onProgress?: (doneShare: number) => void;
}

const warmUpDays = 10;
const warmUpStrideHours = 4;

/** Yields one forecast an origin; its rows are the series in the order given. */
export async function* backtest(series: readonly LongSeries[], plan: BacktestPlan, run: BacktestRun): AsyncGenerator<FleetForecast> {
  const { stepSeconds, horizonSteps, fromStep, toStep, strideSteps } = plan;
  const { daySteps } = featureGrid(stepSeconds, horizonSteps);
  const zones = new Map(series.map(({ serverId, metric, zone }) => [seriesKey(serverId, metric), zone ?? 'UTC']));
  const record = new SkillTracker({ stepSeconds, horizonSteps });
  const forecaster = new Forecaster({
    stepSeconds,
    horizonSteps,
    zoneOf: ({ serverId, metric }) => zones.get(seriesKey(serverId, metric))!,
    record,
    bareModel: plan.speaker === 'model',
    events: plan.events,
    thresholdsOf: plan.thresholdsOf,
    breachRecord: plan.breachRecord,
  });
  forecaster.useModel(plan.model);

  const warmUp = plan.speaker === 'served' ? warmUpOrigins(series, plan, daySteps) : [];
  const origins = [...warmUp, ...range(fromStep, toStep, strideSteps)];
  const walk = new WalkedWindows(series, Math.ceil(contextDays * daySteps), origins[0]);
  for (let i = 0; i < origins.length; i++) {
    const windows = walk.advanceTo(origins[i]);
    const forecast = await forecaster.forecastFleet(windows, run);
    windows.seal();
    run.onProgress?.((i + 1) / origins.length);
    if (origins[i] >= fromStep) yield forecast;
  }
}

function warmUpOrigins(series: readonly LongSeries[], { stepSeconds, fromStep }: BacktestPlan, daySteps: number): number[] {
  const stride = Math.max(1, Math.round((warmUpStrideHours * 3600) / stepSeconds));
  const first = Math.min(...series.map((one) => one.firstStep));
  const count = Math.min(Math.floor((warmUpDays * daySteps) / stride), Math.floor((fromStep - first - daySteps) / stride));
  return Array.from({ length: Math.max(0, count) }, (_, i) => fromStep - (count - i) * stride);
}

function range(from: number, to: number, stride: number): number[] {
  return Array.from({ length: Math.max(0, Math.floor((to - from) / stride) + 1) }, (_, i) => from + i * stride);
}
