import { z } from 'zod';
import { cursor, limit } from './query-parameters.ts';
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
  reserve: z
    .object({ version: z.string(), since: instant })
    .nullable()
    .default(null)
    .describe('the champion before, which goes on beside the champion: it keeps the word where it is clearly better, and has all of it back should the champion get worse'),
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
  subject: z.enum(['retraining', 'data', 'gate', 'trial', 'watch', 'regression', 'update', 'registry']),
  outcome: z.enum(['go', 'wait', 'refused']),
  reason: z.string(),
  figures: z.array(decisionFigure),
  version: z.string().nullable(),
  jobId: z.string().nullable(),
});
export type LifecycleDecision = z.infer<typeof lifecycleDecision>;

export const lifecycleDecisionsQuery = z.strictObject({ limit: limit(50, 200), cursor });

export const lifecycleDecisionList = z.object({ decisions: z.array(lifecycleDecision), nextCursor: z.string().nullable() });
export type LifecycleDecisionList = z.infer<typeof lifecycleDecisionList>;

const trialVoice = z.object({ version: z.string(), floorRatio: z.number().nullable().describe("loss beside the better floor's, mean over series"), coverage80: share.nullable(), batchMs: z.number().nullable() });

/** Two models compared on the same forecasts: the champion, and the one in its shadow. */
export const modelTrial = z.object({
  champion: trialVoice,
  shadow: trialVoice,
  purpose: z.enum(['challenger', 'former-champion']),
  since: instant,
  endsAt: instant.describe('when the set time is over'),
  judged: z.number().int().describe('forecasts that both made and that have come true'),
  difference: z.object({ value: z.number(), low: z.number(), high: z.number(), units: z.number().int(), unit: z.enum(['server', 'series']) }).nullable().describe('of loss, relative, with one-sided 95 % bounds; below 0 the shadow is better'),
  lossRatio: z.number().nullable().describe("the shadow's loss beside the champion's"),
  shadowBytes: z.number().nullable().describe('memory that the shadow added'),
});
export type ModelTrial = z.infer<typeof modelTrial>;

/** How the champion before compares, as far back as is remembered, and where it has the word. */
export const modelReserve = z.object({
  version: z.string(),
  since: instant,
  judged: z.number().int().describe('forecasts that both made and that have come true, old ones counting less'),
  lossRatio: z.number().nullable().describe("its loss beside the champion's"),
  series: z.number().int().describe('on which it has the word'),
  groups: z.array(z.object({ metric: z.string(), profile: z.string().nullable().describe('null: all servers'), lossRatio: z.number() })).describe('metrics of servers of one profile on which it has the word'),
});
export type ModelReserve = z.infer<typeof modelReserve>;

export const lifecycleStatus = z.object({
  automatic: z.boolean(),
  examinedAt: instant.nullable(),
  nextScheduledAt: instant.nullable(),
  trial: modelTrial.nullable(),
  reserve: modelReserve.nullable(),
  retraining: lifecycleDecision.nullable().describe('the newest decision whether to retrain'),
});
export type LifecycleStatus = z.infer<typeof lifecycleStatus>;

export const changeReason = z.strictObject({ reason: z.string().trim().min(1).max(500).optional().describe('why, for the audit') });
export const challengerShareRequest = z.strictObject({ servedShare: share });
