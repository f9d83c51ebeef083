import { z } from 'zod';
import { cursor, limit } from './query-parameters.ts';
import { serverId } from './servers.ts';
import { epochMs, instant } from './units.ts';

/** Beyond it lies no incident, and, much further, no date that JavaScript knows. */
const incidentMs = epochMs.min(0).max(Date.UTC(2200, 0, 1)).describe('milliseconds since 1970-01-01 UTC, up to the year 2200');

/** What a person writes down of trouble that was observed. */
export const incidentDraft = z.strictObject({
  title: z.string().trim().min(1).max(300),
  serverIds: z.array(serverId).max(1000).default([]).describe('empty: the whole fleet'),
  startMs: incidentMs,
  endMs: incidentMs.nullable().default(null).describe('first millisecond after it; null: it goes on'),
  note: z.string().max(2000).default(''),
});
export type IncidentDraft = z.infer<typeof incidentDraft>;

export const incidentId = z.string().regex(/^[A-Za-z0-9_-]{1,64}$/);

/** Trouble that was observed: training leaves it out, and light updates stand still in one that is large. */
export const incident = incidentDraft.extend({
  incidentId,
  region: z.string(),
  origin: z.enum(['person', 'import']),
  externalId: z.string().nullable().describe('what it is called where it was imported from: importing it again replaces it'),
  version: z.number().int().describe('counts the changes; a change names the version it has seen'),
  reportedAt: instant,
  reportedBy: z.string(),
  changedAt: instant,
  changedBy: z.string(),
});
export type Incident = z.infer<typeof incident>;

const unknownServerIds = z
  .array(serverId)
  .describe('servers it names that nobody knows now, e.g. because a name stands in place of an id: it is kept, and concerns them once their metrics arrive; empty before the first forecast too');

/** An incident as it is told: with what may be wrong with it. */
export const toldIncident = incident.extend({ unknownServerIds });
export type ToldIncident = z.infer<typeof toldIncident>;

export const incidentsQuery = z.strictObject({ serverId: serverId.optional().describe('only those of this server'), limit: limit(100, 500), cursor });

export const incidentList = z.object({ incidents: z.array(toldIncident), total: z.number().int(), nextCursor: z.string().nullable() });
export type IncidentList = z.infer<typeof incidentList>;

export const incidentChange = z.strictObject({ expectedVersion: z.number().int().min(1), incident: incidentDraft });

export const incidentRemoval = z.strictObject({ expectedVersion: z.coerce.number().int().min(1) });

export const removedIncident = z.object({ incidentId, removed: z.literal(true) });

export const removedIncidentsQuery = z.strictObject({ limit: limit(50, 200) });

/** Incidents that were removed, the newest removal first. */
export const removedIncidentList = z.object({ removed: z.array(z.object({ incident, removedAt: instant, removedBy: z.string() })) });
export type RemovedIncidentList = z.infer<typeof removedIncidentList>;

export const incidentImport = z.strictObject({
  incidents: z.array(incidentDraft.extend({ externalId: z.string().min(1).max(200).describe('what it is called where it comes from') })).min(1).max(1000),
  dryRun: z.boolean().default(false).describe('true: says what would be stored and stores nothing'),
});
export type IncidentImport = z.infer<typeof incidentImport>;

export const incidentImportOutcome = z.object({
  added: z.number().int(),
  replaced: z.number().int(),
  unchanged: z.number().int(),
  faults: z.array(z.string()).describe('incidents that were left out, and why'),
  unknownServerIds,
});
export type IncidentImportOutcome = z.infer<typeof incidentImportOutcome>;

const recordedChange = z.object({
  version: z.number().int(),
  kind: z.enum(['reported', 'changed', 'removed']),
  actor: z.string(),
  cause: z.string(),
  at: instant,
  said: incidentDraft.describe('what the incident said from then on; of one that was removed: what it had said'),
});

/** Who did what to an incident, oldest first; kept when it is removed. */
export const incidentHistory = z.object({ changes: z.array(recordedChange) });
export type IncidentHistory = z.infer<typeof incidentHistory>;
