import type { FleetFacets } from '@fleetcast/contract';
import { useEffect, useState } from 'react';
import type { ServiceClient } from '../api/service-client.ts';

const none: FleetFacets = { regions: [], profiles: [], tiers: [], metrics: [] };

/** What the editors offer; `problem` says why they cannot offer anything (values can still be typed). */
export function useFacets(client: ServiceClient): FleetFacets & { readonly problem: string | null } {
  const [facets, setFacets] = useState<FleetFacets & { problem: string | null }>({ ...none, problem: null });
  useEffect(() => {
    const asked = new AbortController();
    client.get('facets', { signal: asked.signal }).then(
      (found) => setFacets({ ...found, problem: null }),
      (thrown: unknown) => {
        if (!asked.signal.aborted) setFacets({ ...none, problem: thrown instanceof Error ? thrown.message : String(thrown) });
      },
    );
    return () => asked.abort();
  }, [client]);
  return facets;
}
