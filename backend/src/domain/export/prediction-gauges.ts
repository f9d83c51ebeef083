import { quantileLevels, type ServerIdentity } from '@fleetcast/contract';
import type { FleetSnapshot } from '../publication/fleet-snapshot.ts';
import { fleetGauges } from './fleet-gauges.ts';
import { styledName, type Gauge, type NameStyle } from './gauge.ts';

/** How far ahead predictions are told, and the part of the forecast that each name stands for (indices into the quantiles). */
const horizonHours = [1, 4, 8];
export const forecastParts = { yhat: quantileLevels.indexOf(0.5), yhat_lower: quantileLevels.indexOf(0.1), yhat_upper: quantileLevels.indexOf(0.9) } as const;

/** Labels that say whose figure it is, and nothing else. */
export function identityLabels({ server, region, tier }: Pick<ServerIdentity, 'server' | 'region' | 'tier'>): Record<string, string> {
  return { server, region, ...(tier === null ? {} : { tier }) };
}

/** Everything that a snapshot predicts, as gauges of the moment. */
export function predictionGauges(snapshot: FleetSnapshot, servers: readonly ServerIdentity[], style: NameStyle, nowMs: number): readonly Gauge[] {
  const { columns, stepMs, horizonSteps, originStep } = snapshot;
  const originMs = originStep * stepMs;
  const passedMinutes = (nowMs - originMs) / 60_000;
  const gauges: Gauge[] = [...fleetGauges(snapshot, servers, nowMs)];
  for (let series = 0; series < snapshot.seriesCount; series++) {
    const metric = snapshot.metrics[columns.seriesMetric[series]];
    const identity = identityLabels(servers[columns.seriesServer[series]]);
    const name = styledName(metric, 'predicted', style);
    for (const hours of horizonHours) {
      const step = Math.round((hours * 3_600_000) / stepMs) - 1;
      if (step >= horizonSteps) continue;
      for (const [ml_forecast, quantile] of Object.entries(forecastParts)) {
        const value = columns.quantiles[(series * quantileLevels.length + quantile) * horizonSteps + step];
        gauges.push({ name, labels: { ...identity, ml_forecast, horizon: `${hours}h` }, value });
      }
    }
    for (let breach = columns.breachStart[series]; breach < columns.breachStart[series + 1]; breach++) {
      const labels = { ...identity, metric, direction: columns.breachBelow[breach] === 1 ? 'below' : 'above', threshold: columns.breachCritical[breach] === 1 ? 'critical' : 'warning' };
      gauges.push({ name: 'fleetcast_breach_probability', labels, value: columns.breachProbability[breach] });
      const minutes = columns.breachMinutes[breach * 3 + 1];
      if (!Number.isNaN(minutes)) gauges.push({ name: 'fleetcast_time_to_breach_minutes', labels, value: Math.max(0, minutes - passedMinutes) });
    }
    if (!Number.isNaN(columns.seriesSkill[series])) gauges.push({ name: 'fleetcast_forecast_skill', labels: { ...identity, metric }, value: columns.seriesSkill[series] });
    gauges.push({ name: 'fleetcast_forecast_age_seconds', labels: { ...identity, metric }, value: (nowMs - columns.seriesLastStep[series] * stepMs) / 1000 });
  }
  return gauges;
}
