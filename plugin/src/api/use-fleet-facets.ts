import type { FleetFacets } from '@fleetcast/contract';
import { useServiceClient } from './service-client-context.ts';
import { usePolled } from './use-polled.ts';

const none: FleetFacets = { regions: [], profiles: [], tiers: [], metrics: [] };

/** What filters of pages offer: regions, profiles, tiers and metrics; nothing to choose until they are known. */
export function useFleetFacets(): FleetFacets {
  const client = useServiceClient();
  return usePolled('facets', (signal) => client.get('facets', { signal })).data ?? none;
}
