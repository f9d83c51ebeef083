import { z } from 'zod';
import { serverId } from './servers.ts';
import { epochMs } from './units.ts';

/** Where an incident is known from: breaches that were seen, an alert of Grafana, a person over the API, or an import. */
export const incidentOrigin = z.enum(['breach', 'grafana', 'person', 'import']);
export type IncidentOrigin = z.infer<typeof incidentOrigin>;

/** Trouble that was observed: training leaves it out, online learning stands still in it. */
export const incident = z.object({
  incidentId: z.string().min(1).max(200),
  region: z.string(),
  origin: incidentOrigin,
  title: z.string().max(300),
  serverIds: z.array(serverId).max(10_000),
  startMs: epochMs,
  endMs: epochMs.nullable().describe('first millisecond after it; null: it goes on'),
});
export type Incident = z.infer<typeof incident>;

export const incidentDraft = z.strictObject({
  title: z.string().trim().min(1).max(300),
  serverIds: z.array(serverId).min(1).max(1000),
  startMs: epochMs,
  endMs: epochMs.nullable().default(null),
});
export type IncidentDraft = z.infer<typeof incidentDraft>;
