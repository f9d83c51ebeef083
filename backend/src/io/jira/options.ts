import { z } from 'zod';
import { tlsOptions } from '../connection/tls.ts';
import { namesNobody } from '../connection/url-credentials.ts';

const words = z.string().min(1).max(255);

/** How Jira is reached and what its tickets look like there. */
export const jiraOptions = z.strictObject({
  url: z.url({ protocol: /^https?$/ }).refine(namesNobody, 'takes no user and no password: they have settings of their own').describe('base address, e.g. https://example.atlassian.net'),
  email: z.string().min(3).describe('account that the API token belongs to'),
  token: z.string().min(1).describe('API token of that account; tokenFile reads it from a file'),
  project: z.string().regex(/^[A-Z][A-Z0-9_]*$/, 'is the key of a project, such as OPS').describe('key of the project'),
  issueType: words.default('Task').describe('name of the type of issue'),
  labels: z.array(z.string().regex(/^\S+$/, 'a label of Jira has no spaces')).max(20).default(['fleetcast']).describe('labels, without spaces'),
  priorities: z.strictObject({ critical: words, warning: words }).optional().describe('{ critical, warning }: names of priorities; without it Jira chooses'),
  fields: z.record(z.string(), z.unknown()).default({}).describe('more fields for the issue when it is made, as the REST API takes them'),
  closeTransition: words.optional().describe('name of the transition that closes; without it the first that leads to a state of the category done'),
  closeFields: z.record(z.string(), z.unknown()).default({}).describe('fields that the closing transition asks for, e.g. { resolution: { name: Done } }'),
  reopenTransition: words.optional().describe('name of the transition that opens again; without it the first that leads to a state not done'),
  timeoutSeconds: z.number().positive().max(120).default(20).describe('seconds to wait for an answer'),
  tls: tlsOptions.optional(),
});
export type JiraOptions = z.infer<typeof jiraOptions>;
