import type { Incident, IncidentDraft } from '@fleetcast/contract';

interface Done {
  readonly draft: IncidentDraft;
  readonly actor: string;
  readonly atMs: number;
}

/** What can be done to an incident, short of removing it. */
export type IncidentEvent =
  | (Done & { readonly kind: 'reported'; readonly incidentId: string; readonly region: string; readonly origin: Incident['origin']; readonly externalId: string | null })
  | (Done & { readonly kind: 'changed' });

/** The incident after an event. */
export function incidentAfter(before: Incident | null, event: IncidentEvent): Incident {
  const at = new Date(event.atMs).toISOString();
  const said = { ...event.draft, serverIds: [...new Set(event.draft.serverIds)].sort(), changedAt: at, changedBy: event.actor };
  if (event.kind === 'reported') {
    const { incidentId, region, origin, externalId, actor } = event;
    return { ...said, incidentId, region, origin, externalId, version: 1, reportedAt: at, reportedBy: actor };
  }
  if (before === null) throw new Error('an incident starts with being reported, not with being changed');
  return { ...before, ...said, version: before.version + 1 };
}

/** Everything that speaks against an incident; empty: it can be taken. */
export function faultsOfIncident({ startMs, endMs }: IncidentDraft, nowMs: number): string[] {
  const clocksDifferMs = 60_000;
  const told = (ms: number) => new Date(ms).toISOString();
  return [
    ...(startMs > nowMs + clocksDifferMs ? [`it begins at ${told(startMs)}, which is still to come: an incident was observed, what is planned belongs into the calendar`] : []),
    ...(endMs !== null && endMs <= startMs ? [`it ends at ${told(endMs)}, not after it begins at ${told(startMs)}`] : []),
  ];
}

/** Whether an incident says already what is reported again. */
export function saysTheSame(incident: Incident, draft: IncidentDraft): boolean {
  const told = ({ title, serverIds, startMs, endMs, note }: IncidentDraft) => JSON.stringify([title, [...new Set(serverIds)].sort(), startMs, endMs, note]);
  return told(incident) === told(draft);
}
