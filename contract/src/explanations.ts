import { z } from 'zod';
import { speaker } from './forecasts.ts';
import { metricInfo, metricName, threshold } from './metrics.ts';
import { freshness, serverIdentity } from './servers.ts';
import { instant, share } from './units.ts';

export const explanationQuery = z.strictObject({
  metric: metricName,
  at: instant.optional().describe('moment of the horizon; without it where the forecast comes to a threshold, else its peak'),
});
export type ExplanationQuery = z.input<typeof explanationQuery>;

/** What a forecast is attributed to: parts of the past, and events that are known to come; docs/methods/explanation.md. */
export const explanationGroup = z.enum(['recent', 'yesterday', 'other-days', 'last-week', 'day', 'week', 'events']);
export type ExplanationGroup = z.infer<typeof explanationGroup>;

/** A sentence made from figures of the same answer. */
export const explanationSentence = z.object({
  text: z.string(),
  figure: z.string().describe('what it speaks of: forecast, group:<name>, occlusion, residual, attention, counterfactual, trend:week, trend:leak, trend:morning, peers, speaker'),
});
export type ExplanationSentence = z.infer<typeof explanationSentence>;

export const attributedGroup = z.object({
  group: explanationGroup,
  title: z.string(),
  effect: z.number().describe("what this part of the past added to the forecast, in the metric's unit"),
  share: share.describe('of all effects, without their signs'),
  observedShare: share.describe('of its steps, how many were observed; only observed steps have an effect'),
  values: z.object({ low: z.number(), high: z.number() }).nullable().describe('10 and 90 % quantile of its observed values; null where there are none'),
  occluded: z.number().nullable().describe('second opinion: by how much the served forecast changes when this part is levelled out'),
});
export type AttributedGroup = z.infer<typeof attributedGroup>;

const weighed = z.array(z.object({ name: z.string(), share }));

/** The model's own view of where it looked: not what made the forecast. */
export const modelView = z.object({
  attention: z.object({
    startAt: instant.describe('stamp of the first step of the first patch'),
    patchSeconds: z.number().int(),
    shares: z.array(share).describe('share of the attention on each patch of the last day'),
    lastTwoHours: share,
    sameTimeYesterday: share,
    restOfDay: share,
    timeAhead: share.describe('on what is known of the time ahead: values a day and a week before it, its time of day'),
  }),
  variables: weighed.describe('variable selection, largest first'),
  candidates: weighed.describe('naive forecasts in the mixture, largest first'),
});
export type ModelView = z.infer<typeof modelView>;

const change = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('held-since'), sinceAt: instant, level: z.number() }),
  z.object({ kind: z.literal('day-limited'), level: z.number() }),
  z.object({ kind: z.literal('usual-peak-limited'), level: z.number() }),
  z.object({ kind: z.literal('events-called-off') }),
]);

export const counterfactual = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('not-needed'), probability: share.nullable().describe('largest breach probability; null: no threshold') }),
  z.object({ kind: z.literal('none-found'), threshold, probability: share, tried: z.number().int(), leastProbability: share }),
  z.object({
    kind: z.literal('found'),
    threshold,
    probability: share,
    change,
    meanChange: z.number().describe('where the past is changed, by how much in the mean; of events called off: what they lay onto the forecast'),
    changedSteps: z.number().int(),
    tried: z.number().int().describe('changes that were put before the served model'),
    changedProbability: share.describe('what the served model says of the changed past'),
    median: z.array(z.number()).describe('its median for the changed past, from the first step after the origin on'),
    past: z.object({ startAt: instant, values: z.array(z.number().nullable()) }).describe('the changed past of the last 24 hours; null where it is the real one'),
  }),
]);
export type CounterfactualAnswer = z.infer<typeof counterfactual>;

export const trends = z.object({
  week: z.object({ lastDay: z.number(), weekBefore: z.number(), growth: z.number().nullable(), notable: z.boolean() }).nullable(),
  leak: z
    .object({ suspected: z.boolean(), sinceAt: instant, restartSeen: z.boolean(), risePerDay: z.number(), riseSince: z.number(), risingShare: share })
    .nullable(),
  morning: z.object({ worsening: z.boolean(), peaks: z.array(z.object({ at: instant, value: z.number() })), risePerDay: z.number(), tau: z.number() }).nullable(),
});

export const peerEvidence = z.object({
  profile: z.string(),
  peers: z.number().int(),
  alike: z.array(z.object({ serverId: z.string(), server: z.string(), correlation: z.number() })),
});

/** Why one series is forecast as it is, at one moment. */
export const explanation = serverIdentity.extend({
  metric: metricName,
  info: metricInfo,
  stepSeconds: z.number().int().positive(),
  originAt: instant,
  freshness,
  speaker,
  timeZone: z.string().describe('zone of the days and times that sentences speak of'),
  moment: z.object({ at: instant, why: z.enum(['asked', 'breach', 'peak']) }),
  forecast: z.number().describe('the served median at the moment'),
  start: z.number().describe('what it would be had every value of the past been the median of the last day'),
  residual: z.number().describe('forecast - start - effects: what the method could not place'),
  method: z.enum(['integrated-gradients', 'formula']).describe('formula: a floor spoke, which says itself what it is made of'),
  pathSteps: z.number().int().nullable(),
  groups: z.array(attributedGroup).describe('largest effect first'),
  notInputs: z.array(z.string()).describe('what people might expect to matter, and the model does not look at'),
  agreement: z.object({ rankCorrelation: z.number().min(-1).max(1).nullable(), sameFirst: z.boolean() }),
  view: modelView.nullable(),
  effects: z.object({ startAt: instant, values: z.array(z.number()) }).describe('effect of each step of the last 24 hours'),
  counterfactual,
  trends,
  peers: peerEvidence.nullable().describe('evidence beside the forecast: servers of the profile that went the same way'),
  pastRevised: z.boolean().describe('a late sample has rewritten the past since the forecast was made'),
  sentences: z.array(explanationSentence),
});
export type Explanation = z.infer<typeof explanation>;
