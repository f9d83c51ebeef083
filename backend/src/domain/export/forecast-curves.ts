import { quantileLevels, type ServerIdentity } from '@fleetcast/contract';
import type { FleetSnapshot } from '../publication/fleet-snapshot.ts';
import { styledName, type NameStyle } from './gauge.ts';
import { forecastParts, identityLabels } from './prediction-gauges.ts';

/**
 * The whole forecast of one series, at the moments it speaks of, which lie in the future. Only sinks that take such stamps are
 * given curves; what every sink gets is a Gauge, which has no time at all.
 */
export interface ForecastCurve {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  /** Step i ahead (i = 0 is the nearest one) ends at originMs + (i + 1) * stepMs. */
  readonly originMs: number;
  readonly stepMs: number;
  /** [H] each. */
  readonly parts: Readonly<Record<keyof typeof forecastParts, Float32Array>>;
}

/** Curves of every series; their figures stay where the snapshot has them. */
export function forecastCurves(snapshot: FleetSnapshot, servers: readonly ServerIdentity[], style: NameStyle): readonly ForecastCurve[] {
  const { columns, stepMs, horizonSteps, originStep } = snapshot;
  return Array.from({ length: snapshot.seriesCount }, (_, series): ForecastCurve => {
    const part = (quantile: number) => {
      const from = (series * quantileLevels.length + quantile) * horizonSteps;
      return columns.quantiles.subarray(from, from + horizonSteps);
    };
    return {
      name: styledName(snapshot.metrics[columns.seriesMetric[series]], 'forecast', style),
      labels: identityLabels(servers[columns.seriesServer[series]]),
      originMs: originStep * stepMs,
      stepMs,
      parts: { yhat: part(forecastParts.yhat), yhat_lower: part(forecastParts.yhat_lower), yhat_upper: part(forecastParts.yhat_upper) },
    };
  });
}
