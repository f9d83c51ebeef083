import type { FleetPage, InsightsQuery, InsightSummary, TierRiskList } from '@fleetcast/contract';
import { useState } from 'react';
import { type LoadedFleet, loadFleet } from '../../api/every-page.ts';
import { useServiceClient } from '../../api/service-client-context.ts';
import { type Polled, usePolled } from '../../api/use-polled.ts';
import { countsQueryOf, type FleetFilters, fleetQueryOf } from '../../view-models/fleet-filters.ts';

/** Servers held from the start; further ones come as the list is scrolled towards them. */
const heldServers = 1000;

export interface FleetQuestion extends Polled<LoadedFleet> {
  readonly loadMore: () => void;
}

export function useFleet(filters: FleetFilters): FleetQuestion {
  const client = useServiceClient();
  const [more, setMore] = useState(0);
  const query = { ...fleetQueryOf(filters), fields: ['sparkline' as const] };
  const atLeast = heldServers * (1 + more);
  const polled = usePolled<LoadedFleet>(`${JSON.stringify(query)} ${atLeast}`, (signal, onPart) => loadFleet(client, query, atLeast, signal, onPart));
  const isWorthIt = polled.data?.hasMore === true && !polled.isLoading;
  return { ...polled, loadMore: () => isWorthIt && setMore((before) => before + 1) };
}

/** Servers by status among those that the other filters leave. */
export function useStatusCounts(filters: FleetFilters): FleetPage['counts'] | null {
  const client = useServiceClient();
  const query = countsQueryOf(filters);
  return usePolled(JSON.stringify(query), (signal) => client.fleet(query, signal)).data?.counts ?? null;
}

/** Who is predicted to degrade among the servers that the filters leave. */
export function useInsights(query: InsightsQuery): Polled<InsightSummary> {
  const client = useServiceClient();
  return usePolled(JSON.stringify(query), (signal) => client.insights(query, signal));
}

/** How likely servers of each tier breach together. */
export function useTiers(): Polled<TierRiskList> {
  const client = useServiceClient();
  return usePolled('tiers', (signal) => client.tiers(signal));
}
