import type { Incident, IncidentOrigin } from '@fleetcast/contract';

/** What can happen to an incident. */
export type IncidentEvent =
  | { readonly kind: 'opened'; readonly incidentId: string; readonly region: string; readonly origin: IncidentOrigin; readonly title: string; readonly serverIds: readonly string[]; readonly startMs: number }
  /** More servers suffer. */
  | { readonly kind: 'spread'; readonly serverIds: readonly string[] }
  | { readonly kind: 'closed'; readonly endMs: number }
  /** It had been closed too early, or the alert came back. */
  | { readonly kind: 'reopened' };

/** The incident after an event. What is closed spreads no more; it ends at the earliest when it began. */
export function incidentAfter(incident: Incident | null, event: IncidentEvent): Incident {
  if (event.kind === 'opened') {
    const { incidentId, region, origin, title, serverIds, startMs } = event;
    return { incidentId, region, origin, title, serverIds: [...new Set(serverIds)].sort(), startMs, endMs: null };
  }
  if (incident === null) throw new Error(`an incident starts with being opened, not with being ${event.kind}`);
  switch (event.kind) {
    case 'spread':
      return incident.endMs !== null ? incident : { ...incident, serverIds: [...new Set([...incident.serverIds, ...event.serverIds])].sort() };
    case 'closed':
      return { ...incident, endMs: Math.max(incident.startMs, event.endMs) };
    case 'reopened':
      return { ...incident, endMs: null };
  }
}
