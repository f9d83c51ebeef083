import type { DataQuery } from '@grafana/schema';
import { loadFleet } from '../api/every-page.ts';
import type { ServiceClient } from '../api/service-client.ts';
import { metricWordsOf } from '../view-models/metric-words.ts';

export const variableSubjects = ['server', 'profile', 'region', 'metric'] as const;
export type VariableSubject = (typeof variableSubjects)[number];

/** What a template variable lists; servers may be narrowed by profile and region. */
export interface VariableQuery extends DataQuery {
  subject?: VariableSubject;
  profiles?: string[];
  regions?: string[];
}

/** An entry of a drop-down: what it says, and what it stands for. */
interface VariableValue {
  readonly text: string;
  readonly value: string;
}

/** More names than this help nobody in a drop-down. */
const mostServers = 5000;

export async function variableValues(
  service: Pick<ServiceClient, 'fleet' | 'get'>, { subject = 'server', profiles, regions }: Pick<VariableQuery, 'subject' | 'profiles' | 'regions'>, signal: AbortSignal,
): Promise<VariableValue[]> {
  if (subject === 'server') {
    const { servers } = await loadFleet(service, { profile: profiles, region: regions, sort: 'server' }, mostServers, signal);
    return [...new Set(servers.map(({ server }) => server))].map(asItIs);
  }
  const facets = await service.get('facets', { signal });
  if (subject !== 'metric') return { profile: facets.profiles, region: facets.regions }[subject].map(asItIs);
  const { titleOf } = metricWordsOf(await service.get('metrics', { signal }));
  return facets.metrics.map((value) => ({ text: titleOf(value), value }));
}

const asItIs = (name: string): VariableValue => ({ text: name, value: name });
