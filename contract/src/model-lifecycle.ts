import { z } from 'zod';
import { instant, share } from './units.ts';

/** Which versions have which part, derived from what happened to them. */
export const modelRegistry = z.object({
  champion: z.string().describe('version that speaks'),
  since: instant,
  former: z.array(z.string()).describe('champions before it, newest first'),
  pinned: z.object({ by: z.string(), at: instant }).nullable().describe('set: nothing is promoted or rolled back by itself'),
  challenger: z
    .object({
      version: z.string(),
      kind: z.enum(['retraining', 'update']).describe('trained afresh, or a light update of the champion'),
      since: instant,
      servedShare: share.describe('share of the servers that it speaks for meanwhile'),
    })
    .nullable()
    .describe('forecasts the whole fleet in the shadow'),
  watch: z.object({ against: z.string(), since: instant }).nullable().describe('a new champion is compared with the one before it, which goes on in the shadow'),
});
export type ModelRegistry = z.infer<typeof modelRegistry>;

export const modelEvent = z.object({
  kind: z.enum(['founded', 'challenged', 'promoted', 'rejected', 'rolled-back', 'withdrawn', 'pinned', 'unpinned', 'share-set', 'watch-ended']),
  at: instant,
  actor: z.string(),
  cause: z.string(),
  version: z.string().nullable(),
});
export type ModelEvent = z.infer<typeof modelEvent>;

export const modelEventList = z.object({ events: z.array(modelEvent) });
export type ModelEventList = z.infer<typeof modelEventList>;

/** A figure that a decision rests on, and the limit it was held against. */
export const decisionFigure = z.object({
  name: z.string(),
  value: z.number().nullable().describe('null: there was nothing to compute it from'),
  limit: z.number().nullable(),
  passed: z.boolean(),
});
export type DecisionFigure = z.infer<typeof decisionFigure>;

export const lifecycleDecision = z.object({
  decisionId: z.string(),
  at: instant,
  subject: z.enum(['retraining', 'data', 'gate', 'trial', 'watch', 'update', 'registry']),
  outcome: z.enum(['go', 'wait', 'refused']),
  reason: z.string(),
  figures: z.array(decisionFigure),
  version: z.string().nullable(),
  jobId: z.string().nullable(),
});
export type LifecycleDecision = z.infer<typeof lifecycleDecision>;

export const lifecycleDecisionList = z.object({ decisions: z.array(lifecycleDecision), nextCursor: z.string().nullable() });
export type LifecycleDecisionList = z.infer<typeof lifecycleDecisionList>;

export const changeReason = z.strictObject({ reason: z.string().trim().min(1).max(500).optional().describe('why, for the audit') });
export const challengerShareRequest = z.strictObject({ servedShare: share });
