import { LocalTime } from '../../domain/series/same-local-time.ts';
import type { FleetMember, ObservedSeries, WhatIfFleet } from '../../domain/whatif/what-if-fleet.ts';
import { withoutLast } from '../analysis/earlier-past.ts';
import type { MetricInfoFor } from '../answers/forecast-answer.ts';
import type { ServedFleet } from '../analysis/served-fleet.ts';

export interface FleetTerms {
  readonly stepSeconds: number;
  readonly horizonSteps: number;
  readonly timeZone: string;
  readonly metricInfo: MetricInfoFor;
}

/**
 * The served fleet as what-if questions see it: servers are read when first asked for. Null before the first cycle. Of what was
 * observed after `knownUntilMs` nothing is shown: the fleet stands where it stood then.
 */
export function observedFleet(served: ServedFleet, { stepSeconds, horizonSteps, timeZone, metricInfo }: FleetTerms, knownUntilMs = Infinity): WhatIfFleet | null {
  const { newest, index } = served;
  if (newest === null) return null;
  const stepsAgo = Math.max(0, newest.originStep - Math.floor(knownUntilMs / (stepSeconds * 1000)));
  const members = new Map<string, FleetMember>();

  function member(serverId: string): FleetMember | undefined {
    const known = members.get(serverId);
    if (known !== undefined) return known;
    const at = index.indexOf(serverId);
    if (at === undefined) return undefined;
    const server = index.directory.servers[at];
    const series = new Map<string, ObservedSeries>();
    for (const metric of served.metricsOf(serverId)) {
      const found = served.find(serverId, metric);
      if (found.kind === 'found') series.set(metric, { ...withoutLast(found.series, stepsAgo), info: metricInfo(metric, server) });
    }
    const read = { server, series };
    members.set(serverId, read);
    return read;
  }

  return {
    originStep: newest.originStep - stepsAgo,
    stepSeconds,
    horizonSteps,
    local: new LocalTime(timeZone, stepSeconds * 1000),
    member,
    tier: (region, tier) =>
      index.directory.servers
        .filter((server) => server.region === region && server.tier === tier)
        .sort((a, b) => a.server.localeCompare(b.server, 'en', { numeric: true }))
        .map(({ serverId }) => member(serverId)!),
  };
}
