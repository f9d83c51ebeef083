import { z } from 'zod';
import { jiraOptions } from '../../io/jira/options.ts';
import { serviceNowOptions } from '../../io/servicenow/options.ts';

const name = z.string().regex(/^[A-Za-z0-9._-]{1,64}$/, 'takes letters, digits, dots, hyphens and underscores').describe('a name of your own, shown wherever the system is');
const receivers = z.array(z.string().min(1)).default([]).describe("Grafana's contact points that this system listens to; none: all that call the hook");
const states = (usual: Record<string, 'acknowledge' | 'comment'>) =>
  z.record(z.string(), z.enum(['acknowledge', 'comment'])).default(usual).describe('{ <state of a ticket>: acknowledge | comment }: what it does to the warnings');

/** A system of tickets. */
const systemSetting = z.discriminatedUnion('kind', [
  jiraOptions.safeExtend({ kind: z.literal('jira'), name, receivers, states: states({ indeterminate: 'acknowledge', done: 'comment' }) }),
  serviceNowOptions
    .safeExtend({ kind: z.literal('servicenow'), name, receivers, states: states({ 2: 'acknowledge', 3: 'comment', 6: 'comment', 7: 'comment', 8: 'comment' }) })
    .refine((system) => (system.bearerToken === undefined) === (system.username !== undefined && system.password !== undefined), 'takes username and password, or bearerToken'),
]);
export type TicketSystemSetting = z.infer<typeof systemSetting>;

const header = z.string().regex(/^[A-Za-z0-9-]{1,64}$/, 'is the name of a header').transform((text) => text.toLowerCase());
const secret = z
  .union([z.string().transform((one) => [one]), z.array(z.string())])
  .transform((list) => list.filter((one) => one !== ''))
  .refine((list) => list.length <= 2, 'at most two secrets are valid at once')
  .refine((list) => list.every((one) => one.length >= 16), 'a secret has 16 characters or more')
  .default([])
  .describe('one secret of 16 characters or more, or a list of two while rotating; secretFile reads it from a file');

/** Tickets about warnings: made when Grafana's webhook calls. */
export const ticketSettings = z
  .strictObject({
    signature: z
      .strictObject({
        secret,
        header: header.default('x-grafana-alerting-signature').describe('header that the contact point puts its HMAC into'),
        timestampHeader: header.default('x-grafana-alerting-timestamp').describe('header that it puts the time of sending into; without it nothing can be told from a replay'),
        toleranceSeconds: z.number().int().min(10).max(1800).default(300).describe('how old a signature may be, 10 to 1800 seconds'),
      })
      .prefault({})
      .describe('secret, header, timestampHeader, toleranceSeconds'),
    pollSeconds: z.number().int().min(1).max(86_400).default(60).describe('seconds between two looks at the states of tickets, 1 to 86400'),
    mostWaiting: z.number().int().min(1).max(100_000).default(1_000).describe('deliveries to one system that may wait; what is asked beyond is given up, counted and shown'),
    giveUpHours: z.number().positive().max(720).default(24).describe('hours after which a delivery that fails is given up'),
    systems: z
      .array(systemSetting)
      .refine((list) => new Set(list.map((one) => one.name)).size === list.length, 'every system needs a name of its own')
      .default([])
      .describe('a list of systems'),
  })
  .describe('signature, pollSeconds, mostWaiting, giveUpHours, systems');
