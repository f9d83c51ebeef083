import type { DataQuery } from '@grafana/schema';
import { loadFleet } from '../api/every-page.ts';
import type { ServiceClient } from '../api/service-client.ts';

export const variableSubjects = ['server', 'profile', 'region', 'metric'] as const;
export type VariableSubject = (typeof variableSubjects)[number];

/** What a template variable lists; servers may be narrowed by profile and region. */
export interface VariableQuery extends DataQuery {
  subject?: VariableSubject;
  profiles?: string[];
  regions?: string[];
}

/** More names than this help nobody in a drop-down. */
const mostServers = 5000;

export async function variableValues(
  service: Pick<ServiceClient, 'fleet' | 'get'>, { subject = 'server', profiles, regions }: Pick<VariableQuery, 'subject' | 'profiles' | 'regions'>, signal: AbortSignal,
): Promise<string[]> {
  if (subject === 'server') {
    const { servers } = await loadFleet(service, { profile: profiles, region: regions, sort: 'server' }, mostServers, signal);
    return [...new Set(servers.map(({ server }) => server))];
  }
  const facets = await service.get('facets', { signal });
  return { profile: facets.profiles, region: facets.regions, metric: facets.metrics }[subject];
}
