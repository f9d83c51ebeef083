import { z } from 'zod';
import { tlsOptions } from '../connection/tls.ts';
import { namesNobody } from '../connection/url-credentials.ts';

/** How ServiceNow is reached and what its tickets look like there. */
export const serviceNowOptions = z.strictObject({
  url: z.url({ protocol: /^https?$/ }).refine(namesNobody, 'takes no user and no password: they have settings of their own').describe('base address, e.g. https://example.service-now.com'),
  username: z.string().min(1).optional().describe('user of basic authentication'),
  password: z.string().min(1).optional().describe('its password; passwordFile reads it from a file'),
  bearerToken: z.string().min(1).optional().describe('OAuth access token instead of a user'),
  table: z.string().regex(/^[a-z0-9_]+$/, 'is the name of a table, such as incident').default('incident').describe('table of the tickets'),
  fields: z.record(z.string(), z.string()).default({}).describe('more fields when a record is made, e.g. { assignment_group: ..., caller_id: ... }'),
  urgencies: z.strictObject({ critical: z.string(), warning: z.string() }).prefault({ critical: '1', warning: '2' }).describe('{ critical, warning }: values of urgency'),
  closeFields: z
    .record(z.string(), z.string())
    .refine((fields) => fields.state !== undefined, 'needs a state')
    .default({ state: '6', close_code: 'Solution provided', close_notes: 'Fleetcast: every alert about it was resolved.' })
    .describe('fields that close a record'),
  reopenFields: z.record(z.string(), z.string()).default({ state: '2' }).describe('fields that open a record again'),
  doneStates: z.array(z.string()).min(1).default(['6', '7', '8']).describe('values of state in which nothing is left to do: resolved, closed, cancelled'),
  timeoutSeconds: z.number().positive().max(120).default(20).describe('seconds to wait for an answer'),
  tls: tlsOptions.optional(),
});
export type ServiceNowOptions = z.infer<typeof serviceNowOptions>;
