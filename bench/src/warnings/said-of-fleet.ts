/**
 * What was said of a fleet's breaches at origin after origin, by the forecaster as the service runs it, its probabilities as they had turned
 * out by then, or by one floor alone.
 * O origins, S series; 6 figures each: probability, p10, p50, p90 minutes to the breach, under way, may page.
 */
import { BreachCalibration } from '@fleetcast/backend/src/domain/evaluation/breach-calibration.ts';
import { SkillTracker } from '@fleetcast/backend/src/domain/evaluation/skill-tracker.ts';
import type { FleetForecast } from '@fleetcast/backend/src/domain/forecasting/fleet-forecast.ts';
import type { FloorName } from '@fleetcast/backend/src/domain/forecasting/floors.ts';
import { Forecaster } from '@fleetcast/backend/src/domain/forecasting/forecaster.ts';
import { mayPage, seriesConfidence } from '@fleetcast/backend/src/domain/publication/judgement.ts';
import { contextDays } from '@fleetcast/backend/src/domain/series/fleet-windows.ts';
import type { LongSeries } from '@fleetcast/backend/src/domain/series/long-series.ts';
import { WalkedWindows } from '@fleetcast/backend/src/domain/series/walked-windows.ts';
import type { QuantileModel } from '@fleetcast/backend/src/domain/tft/ports.ts';
import type { Threshold } from '@fleetcast/contract';

export interface WatchedSeries extends LongSeries {
  readonly tier: string | null;
  readonly threshold: Threshold;
}

export interface Span {
  readonly fromStep: number;
  readonly toStep: number;
  readonly strideSteps: number;
}

export interface SaidOfFleet {
  /** Those of the days before the span, on which warnings open that last into it, then those of the span. */
  readonly origins: readonly number[];
  /** The first origin of the span, by its place. */
  readonly spanFrom: number;
  /** [O, S, 6] */
  readonly figures: Float32Array;
}

export const saidFigures = 6;
export const grid = { stepSeconds: 300, horizonSteps: 96, stepMs: 300_000 } as const;
const daySteps = 288;
const warmUp = { days: 10, strideSteps: 12 } as const;

export type Speaker = { readonly kind: 'served'; readonly model: QuantileModel } | { readonly kind: 'floor'; readonly floor: FloorName };

export async function saidOfFleet(series: readonly WatchedSeries[], span: Span, speaker: Speaker): Promise<SaidOfFleet> {
  const record = speaker.kind === 'served' ? new SkillTracker(grid) : undefined;
  const thresholds = new Map(series.map((one) => [`${one.serverId}\n${one.metric}`, [{ threshold: one.threshold, severity: 'warning' as const }]]));
  const forecaster = new Forecaster({
    ...grid,
    zoneOf: () => series[0].zone ?? 'UTC',
    thresholdsOf: ({ serverId, metric }) => thresholds.get(`${serverId}\n${metric}`)!,
    ...(record === undefined ? {} : { record, breachRecord: new BreachCalibration(grid) }),
    ...(speaker.kind === 'floor' ? { decisionOf: () => ({ reason: { kind: 'no-skill', skill: -1, evidence: 'none' }, voice: { kind: 'floor', floor: speaker.floor } }) } : {}),
  });
  if (speaker.kind === 'served') forecaster.useModel(speaker.model);
  // Skill is a matter of record: the days before the span make one.
  const before = speaker.kind === 'served' ? stepsOf({ fromStep: span.fromStep - warmUp.days * daySteps, toStep: span.fromStep - 1, strideSteps: warmUp.strideSteps }) : [];
  const origins = [...before, ...stepsOf(span)];
  const figures = new Float32Array(origins.length * series.length * saidFigures);
  const walk = new WalkedWindows(series, Math.ceil(contextDays * daySteps), origins[0]);
  for (let at = 0; at < origins.length; at++) {
    const windows = walk.advanceTo(origins[at]);
    const forecast = await forecaster.forecastFleet(windows, { signal: new AbortController().signal });
    windows.seal();
    keep(forecast, figures, at * series.length * saidFigures);
  }
  return { origins, spanFrom: before.length, figures };
}

/** A span of what was said with everything before it, and nothing that was said later. */
export function partOf({ origins, figures }: SaidOfFleet, { fromStep, toStep }: Span): SaidOfFleet {
  const upTo = origins.filter((origin) => origin <= toStep);
  return { origins: upTo, spanFrom: upTo.findIndex((origin) => origin >= fromStep), figures: figures.subarray(0, (figures.length / origins.length) * upTo.length) };
}

function keep(forecast: FleetForecast, into: Float32Array, from: number): void {
  for (let row = 0; row < forecast.seriesCount; row++) {
    const [{ probability, timeToBreach, underWay, keepsWord }] = forecast.breaches[row];
    const confidence = seriesConfidence({ speaker: forecast.speakers[forecast.speakerIndex[row]].kind, missingShare: forecast.missingShare[row], skill: forecast.skills[row] });
    const time = timeToBreach === null ? [NaN, NaN, NaN] : [timeToBreach.p10Minutes, timeToBreach.p50Minutes, timeToBreach.p90Minutes];
    into.set([probability, ...time, Number(underWay), Number(mayPage(confidence, keepsWord))], from + row * saidFigures);
  }
}

function stepsOf({ fromStep, toStep, strideSteps }: Span): number[] {
  return Array.from({ length: Math.floor((toStep - fromStep) / strideSteps) + 1 }, (_, i) => fromStep + i * strideSteps);
}
