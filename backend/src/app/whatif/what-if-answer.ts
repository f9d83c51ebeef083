/** Findings in the contract's words, rounded to what can be told apart. */
import { type BreachForecast, type LoadModel, type MetricEffect, quantileNames, type Spread, type WhatIfAnswer, type WhatIfServer } from '@fleetcast/contract';
import type { SeriesBreach } from '../../domain/forecasting/fleet-forecast.ts';
import type { LatencyModel } from '../../domain/whatif/latency-model.ts';
import { scalabilityFigures } from '../../domain/whatif/scalability.ts';
import { demandWhenFull, type ServerLoad } from '../../domain/whatif/server-load.ts';
import type { MetricFinding, ServerFinding, WhatIfFindings } from '../../domain/whatif/what-if.ts';
import type { WhatIfFleet } from '../../domain/whatif/what-if-fleet.ts';
import { isoOf } from '../answers/published.ts';
import { rounded } from '../answers/server-summary.ts';
import { toldHistory, toldValue } from '../answers/told-values.ts';
import { restsOn } from './rests-on.ts';

/** All but what only the answering thread knows. */
export type AnalysedWhatIf = Omit<WhatIfAnswer, 'freshness' | 'interventions' | 'computedMs'>;

export function whatIfAnswerOf(fleet: WhatIfFleet, findings: WhatIfFindings, historyHours: number): AnalysedWhatIf {
  const { subject, metric } = findings;
  const stepMs = fleet.stepSeconds * 1000;
  const { info, values } = subject.series.get(metric)!;
  const history = values.subarray(values.length - Math.min(values.length, Math.round((historyHours * 3_600_000) / stepMs)));
  const { serverId, server, region, profile, tier } = subject.server;
  return {
    serverId,
    server,
    region,
    profile,
    tier,
    metric,
    info,
    stepSeconds: fleet.stepSeconds,
    originAt: isoOf(fleet.originStep * stepMs),
    holdsFrom: isoOf(findings.fromStep * stepMs),
    holdsTo: isoOf(findings.toStep * stepMs),
    history: { startAt: isoOf((fleet.originStep - history.length + 1) * stepMs), values: toldHistory(history) },
    before: bandOf(findings.before, fleet.horizonSteps),
    after: findings.after === null ? null : bandOf(findings.after, fleet.horizonSteps),
    servers: findings.servers.map(serverOf),
    restsOn: restsOn(findings),
    speaker: findings.speaker,
  };
}

/** Quantiles [Q, H] by name. */
function bandOf(quantiles: Float32Array, horizonSteps: number): WhatIfAnswer['before'] {
  return Object.fromEntries(quantileNames.map((name, q) => [name, Array.from(quantiles.subarray(q * horizonSteps, (q + 1) * horizonSteps), toldValue)])) as WhatIfAnswer['before'];
}

function serverOf({ member, role, effects, load, latency }: ServerFinding): WhatIfServer {
  const { serverId, server, region, profile, tier } = member.server;
  return { serverId, server, region, profile, tier, role, effects: effects.map(effectOf), load: load === null ? null : loadOf(load, latency) };
}

function effectOf({ series, peaks, before, after }: MetricFinding): MetricEffect {
  return {
    metric: series.info.name,
    info: series.info,
    peakBefore: spreadOf(peaks.before),
    peakAfter: spreadOf(peaks.after),
    peakChange: spreadOf(peaks.change),
    breaches: before.map((was, i) => ({ before: breachOf(was), after: breachOf(after[i]), probabilityChange: rounded(after[i].probability - was.probability, 4) })),
  };
}

function spreadOf({ p10, p50, p90 }: Spread): Spread {
  return { p10: toldValue(p10), p50: toldValue(p50), p90: toldValue(p90) };
}

function breachOf({ threshold, severity, probability, underWay, timeToBreach }: SeriesBreach): BreachForecast {
  return { threshold, severity, probability: rounded(probability, 4), underWay, timeToBreach };
}

function loadOf(load: ServerLoad, latency: LatencyModel | null): LoadModel {
  const isMeasured = load.basis === 'throughput';
  return {
    basis: load.basis,
    idlePercent: rounded(load.idlePercent, 2),
    cpuPerRequestSeconds: isMeasured ? toldValue(load.cpuPerDemand / 100) : null,
    capacityPerSecond: isMeasured ? toldValue(demandWhenFull(load)) : null,
    fitR2: load.fitR2 === null ? null : rounded(load.fitR2, 3),
    latency: latency === null ? null : latencyOf(latency, isMeasured),
  };
}

function latencyOf(latency: LatencyModel, isMeasured: boolean): NonNullable<LoadModel['latency']> {
  const fitR2 = rounded(latency.fitR2, 3);
  if (latency.kind === 'mmc') return { model: 'mmc', servers: latency.workers, contention: null, coherency: null, fitR2 };
  // Without throughput nobody knows how many requests are inside at once.
  const figures = isMeasured ? scalabilityFigures(latency) : null;
  return { model: 'usl', servers: 1, contention: figures === null ? null : toldValue(figures.contention), coherency: figures === null ? null : toldValue(figures.coherency), fitR2 };
}
