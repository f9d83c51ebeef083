import { z } from 'zod';
import { metricName } from './metrics.ts';
import { serverIdentity } from './servers.ts';
import { instant, share } from './units.ts';

export const executiveQuery = z.strictObject({
  days: z.coerce.number().int().min(1).max(90).default(30).describe('UTC days to look back, today included'),
  region: z.string().max(64).optional(),
  profile: z.string().max(64).optional(),
});
export type ExecutiveQuery = z.input<typeof executiveQuery>;

const count = z.number().int();

const outcomes = {
  cameTrue: count,
  late: count,
  false: count,
  preventedVerified: count.describe('an action was measured to have avoided the breach'),
  preventedClaimed: count.describe('an action was recorded and no breach came: not proven'),
};

const times = z.object({
  medianMinutes: z.number().nullable(),
  bins: z.array(z.object({ fromMinutes: z.number(), toMinutes: z.number().nullable(), breaches: count })),
});

/** Fleetcast for somebody who has a minute; what each figure means: docs/methods/executive.md. */
export const executiveReport = z.object({
  from: instant,
  to: instant,
  health: z.object({
    score: z.number().min(0).max(100).nullable().describe('null: there are no servers'),
    light: z.enum(['green', 'amber', 'red', 'unknown']),
    now: share.nullable().describe('share of seen servers of which no threshold is passed'),
    ahead: share.nullable().describe('1 - mean risk of those'),
    sight: share.nullable().describe('share of servers of which something current is known'),
    servers: count,
    seen: count,
    inBreach: count,
    unattendedPages: count.describe('open warnings that are worth a page and that nobody has acknowledged'),
  }),
  warnings: z.object({ ...outcomes, unobserved: count, pending: count, missed: count.nullable().describe('breaches that nobody was warned of in time; null: the ledger cannot say'), falsePages: count }),
  timeSaved: z.object({
    minutes: z.number().describe('may be negative: false pages cost time'),
    claimedMinutes: z.number(),
    assumptions: z.object({ minutesPerIncident: z.number(), minutesToNotice: z.number(), minutesPerFalsePage: z.number() }),
  }),
  timeToDetect: times.extend({ notForeseen: count.nullable() }).describe('minutes of warning before a breach'),
  timeToResolve: times.describe('minutes from the beginning of a breach to its end'),
  topRisks: z
    .array(serverIdentity.extend({ metric: metricName, expectedBreaches: z.number().describe('breaches that came, and the probabilities of those that may'), came: count, warnings: count }))
    .describe('of the last 7 days, most first'),
  days: z.array(z.object({ day: z.iso.date(), opened: count, ...outcomes })).describe('by the day on which warnings opened, oldest first'),
});
export type ExecutiveReport = z.infer<typeof executiveReport>;
