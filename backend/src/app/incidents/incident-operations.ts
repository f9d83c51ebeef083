import type { Incident, ToldIncident } from '@fleetcast/contract';
import { answer, type Answer, type Operations } from '../http/operation.ts';
import { badCursor, refusal, type Refusal } from '../http/refusal.ts';
import type { IncidentOutcome, ServiceIncidents } from './service-incidents.ts';

type IncidentRoute = 'incidents' | 'removedIncidents' | 'incidentHistory' | 'reportIncident' | 'changeIncident' | 'removeIncident' | 'importIncidents';

/**
 * What the routes of incidents do. An incident may name servers that `isKnown` does not know: monitoring may have seen them first. It is
 * taken, and whoever sent it is told.
 */
export function incidentOperations(incidents: ServiceIncidents, isKnown: (serverId: string) => boolean): Pick<Operations, IncidentRoute> {
  const unknownOf = (serverIds: readonly string[]) => serverIds.filter((serverId) => !isKnown(serverId));
  const tell = (one: Incident): ToldIncident => ({ ...one, unknownServerIds: unknownOf(one.serverIds) });
  return {
    incidents: ({ query }) => {
      const list = incidents.list(query);
      return list === null ? badCursor() : answer({ ...list, incidents: list.incidents.map(tell) });
    },
    removedIncidents: async ({ query }) => answer(await incidents.removed(query.limit)),
    incidentHistory: async ({ params }) => {
      const history = await incidents.history(params.incidentId);
      return history === null ? unknown() : answer(history);
    },
    reportIncident: async ({ body, principal }) => told(await incidents.report(body, principal.login), (one) => answer(tell(one))),
    changeIncident: async ({ params, body, principal }) => told(await incidents.change(params.incidentId, body.expectedVersion, body.incident, principal.login), (one) => answer(tell(one))),
    removeIncident: async ({ params, query, principal }) => told(await incidents.remove(params.incidentId, query.expectedVersion, principal.login), ({ incidentId }) => answer({ incidentId, removed: true as const })),
    importIncidents: async ({ body, principal }) =>
      answer({ ...(await incidents.import(body, principal.login)), unknownServerIds: unknownOf([...new Set(body.incidents.flatMap(({ serverIds }) => serverIds))].sort()) }),
  };
}

function unknown(): Refusal {
  return refusal('unknown_incident', 'No incident has this id; /v1/incidents lists those there are.');
}

function told<T>(outcome: IncidentOutcome, tell: (incident: Incident) => Answer<T>): Answer<T> | Refusal {
  switch (outcome.kind) {
    case 'done':
      return tell(outcome.incident);
    case 'invalid':
      return refusal('bad_request', `The incident is not valid: ${outcome.faults.join('; ')}.`, { issues: outcome.faults });
    case 'unknown':
      return unknown();
    case 'conflict':
      return refusal('incident_conflict', `The incident is at version ${outcome.version} by now; read it again before changing it.`);
  }
}
