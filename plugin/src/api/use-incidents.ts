import type { Incident, RemovedIncidentList, ToldIncident } from '@fleetcast/contract';
import { useCallback, useState } from 'react';
import type { AskedHistory, IncidentDesk } from '../view-models/incident-desk.ts';
import { toldApart } from '../view-models/told-apart.ts';
import type { ServiceClient } from './service-client.ts';
import { serviceError } from './service-error.ts';
import { useChanges } from './use-changes.ts';
import { usePolled } from './use-polled.ts';

const mostShown = 50;
/** Ids travel in a URL; the servers of older incidents keep theirs. */
const mostNamed = 200;

interface Reported {
  readonly incidents: readonly ToldIncident[];
  readonly total: number;
  readonly answeredAtMs: number;
  readonly removed: RemovedIncidentList['removed'] | null;
  readonly names: ReadonlyMap<string, string>;
}

/** Incidents of the whole fleet, or those that concern one server. */
export function useIncidents(client: ServiceClient, serverId?: string): IncidentDesk {
  const [wantsRemoved, askForRemoved] = useState(false);
  const { data, fault, reload } = usePolled<Reported>(`incidents ${serverId ?? ''} ${wantsRemoved}`, async (signal) => {
    const { incidents, total } = await client.get('incidents', { query: { serverId, limit: mostShown }, signal });
    const removed = wantsRemoved ? (await client.get('removedIncidents', { query: { limit: mostShown }, signal })).removed : null;
    const told = [...incidents, ...(removed ?? []).map(({ incident }) => incident)];
    return { incidents, total, removed, answeredAtMs: Date.now(), names: await namesOf(client, told, signal) };
  });
  const historyOf = useCallback(async (incidentId: string, signal: AbortSignal): Promise<AskedHistory> => {
    try {
      return { kind: 'history', history: await client.get('incidentHistory', { params: { incidentId }, signal }) };
    } catch (thrown) {
      return { kind: 'fault', fault: serviceError(thrown).fault };
    }
  }, [client]);

  const { doing, ...changes } = useChanges(reload);
  const params = ({ incidentId }: Incident) => ({ incidentId });
  return {
    incidents: data?.incidents ?? null,
    answeredAtMs: data?.answeredAtMs ?? 0,
    total: data?.total ?? 0,
    nameOf: (id) => data?.names.get(id) ?? id,
    fault,
    reload,
    historyOf,
    removed: data?.removed ?? null,
    wantsRemoved,
    askForRemoved,
    ...changes,
    report: async (draft) => (await doing(() => client.send('reportIncident', { body: draft }))) !== null,
    change: async (incident, draft) => (await doing(() => client.send('changeIncident', { params: params(incident), body: { expectedVersion: incident.version, incident: draft } }))) !== null,
    remove: async (incident) => (await doing(() => client.send('removeIncident', { params: params(incident), query: { expectedVersion: incident.version }, body: {} }))) !== null,
    async findServers(typed) {
      const { servers } = await client.fleet({ ...(typed && { search: typed }), limit: 50, sort: typed ? 'server' : 'risk' });
      return servers.map(({ serverId: value, server, region, profile }) => ({ value, label: server, description: `${profile}, ${region}` }));
    },
  };
}

/** Incidents name servers by id alone. Before the first forecast of a run nobody has a name yet: the incidents are shown all the same. */
async function namesOf(client: ServiceClient, incidents: readonly Incident[], signal: AbortSignal): Promise<ReadonlyMap<string, string>> {
  const ids = [...new Set(incidents.flatMap(({ serverIds }) => serverIds))].slice(0, mostNamed);
  if (ids.length === 0) return new Map();
  try {
    const { servers } = await client.fleet({ serverId: ids, limit: ids.length }, signal);
    const nameOf = toldApart(servers);
    return new Map(servers.map((one) => [one.serverId, nameOf(one)]));
  } catch (thrown) {
    const { fault } = serviceError(thrown);
    if (fault.kind === 'refused' && fault.error.code === 'not_ready') return new Map();
    throw thrown;
  }
}
