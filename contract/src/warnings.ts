import { z } from 'zod';
import { metricName, threshold } from './metrics.ts';
import { cursor, limit, list, serverFilters } from './query-parameters.ts';
import { freshness, serverId, serverIdentity, timeToBreach } from './servers.ts';
import { instant, share } from './units.ts';

export const warningState = z.enum(['open', 'acknowledged', 'cleared']);
export type WarningState = z.infer<typeof warningState>;

/** From the probability and the time to impact; a warning never loses severity. */
export const warningSeverity = z.enum(['critical', 'warning']);
export type WarningSeverity = z.infer<typeof warningSeverity>;

/**
 * pending: its time has not passed; came-true: a breach began at least 30 minutes after it opened and within the horizon; late: one
 * began sooner; prevented: none came and an action had been recorded; false: none came; unobserved: too little was observed to say.
 */
export const warningOutcome = z.enum(['pending', 'came-true', 'late', 'prevented', 'false', 'unobserved']);
export type WarningOutcome = z.infer<typeof warningOutcome>;

export const warningId = z.string().regex(/^[a-f0-9]{20}$/).describe('opaque and stable');

const signature = z.object({ at: instant, by: z.string() });

export const warning = serverIdentity.extend({
  warningId,
  metric: metricName,
  threshold,
  state: warningState,
  severity: warningSeverity,
  pagedAt: instant.nullable().describe('since when it is worth waking somebody; null: it is not'),
  openedAt: instant,
  deadlineAt: instant.describe('end of the horizon it spoke of when it opened'),
  probability: share.describe('that the threshold is crossed within the horizon, as last said'),
  timeToImpact: timeToBreach.nullable().describe('minutes from now until the breach, 8 times in 10 within the interval; null once it has come, or is over'),
  current: z.object({ probability: share, underWay: z.boolean() }).nullable().describe('what the newest forecast says of it; null: it says nothing'),
  actionable: z.boolean().describe('has skill, has a recommendation, is outside maintenance'),
  hasSkill: z.boolean(),
  recommendation: z.string().nullable(),
  inMaintenance: z.boolean(),
  speaker: z.string().describe('who made the forecast'),
  groupId: warningId.describe('the warning that leads its group, fixed at opening; its own id when it leads'),
  groupedBecause: z.string().nullable(),
  acknowledged: signature.nullable(),
  actions: z.array(signature.extend({ text: z.string() })),
  staleSince: instant.nullable().describe('since when nothing new is known of it: that never clears a warning'),
  outcome: warningOutcome,
  onsetAt: instant.nullable().describe('when the breach began'),
  leadMinutes: z.number().nullable().describe('between its opening and the breach'),
  clearedAt: instant.nullable(),
  clearedBecause: z.enum(['calm', 'breach-over', 'gone']).nullable(),
});
export type Warning = z.infer<typeof warning>;

export const warningEvent = z.object({
  at: instant,
  kind: z.enum(['opened', 'escalated', 'paged', 'calmed', 'returned', 'stale', 'fresh', 'acknowledged', 'commented', 'action-recorded', 'advised', 'breached', 'settled', 'cleared']),
  actor: z.string().describe('who did it: a person, or the service'),
  text: z.string().describe('what happened, in a sentence'),
});
export type WarningEvent = z.infer<typeof warningEvent>;

export const warningDetail = warning.extend({
  events: z.array(warningEvent).describe('oldest first'),
  group: z.array(warning).describe('the other warnings of its group'),
});
export type WarningDetail = z.infer<typeof warningDetail>;

export const warningsQuery = z.strictObject({
  state: list(warningState),
  severity: list(warningSeverity),
  outcome: list(warningOutcome),
  paged: z.enum(['true', 'false']).optional().describe('only those worth waking somebody, or only the others'),
  serverId: list(serverId),
  ...serverFilters,
  metric: list(metricName),
  group: warningId.optional().describe('the warning that leads the group'),
  from: instant.optional().describe('not cleared before this moment'),
  to: instant.optional().describe('opened before this moment'),
  sort: z.enum(['urgency', 'server', 'probability', 'impact', 'opened']).optional().describe('of warnings that are not cleared, as the newest forecast sees them; left out: every warning, newest first'),
  order: z.enum(['asc', 'desc']).optional().describe('default: gravest, likeliest and newest first (desc), names from a to z, soonest first (asc)'),
  limit: limit(100, 500),
  cursor,
});
export type WarningsQuery = z.input<typeof warningsQuery>;

export const warningPage = z.object({
  freshness: freshness.nullable().describe('null: no forecast has been made yet'),
  counts: z.object({ open: z.number().int(), acknowledged: z.number().int(), critical: z.number().int(), stale: z.number().int() }).describe('of all warnings that are not cleared'),
  warnings: z.array(warning),
  nextCursor: z.string().nullable(),
});
export type WarningPage = z.infer<typeof warningPage>;

export const acknowledgement = z.strictObject({ comment: z.string().trim().min(1).max(2000).optional() });
export const warningComment = z.strictObject({ text: z.string().trim().min(1).max(2000) });
export const recordedAction = z.strictObject({ text: z.string().trim().min(1).max(500).describe('what was done, in a few words') });
