import { z } from 'zod';
import { metricName, threshold } from './metrics.ts';
import { cursor, limit } from './query-parameters.ts';
import { freshness, serverId, serverIdentity } from './servers.ts';
import { instant, share } from './units.ts';
import { spread } from './what-if.ts';

/** When an action pays: within two hours, within the horizon, within days, or before anything is foreseen. */
export const actionClass = z.enum(['immediate', 'short', 'long', 'preventive']).describe('immediate: 0-2 h, short: 2-8 h, long: 1-7 days, preventive: before anything is foreseen');
export type ActionClass = z.infer<typeof actionClass>;

export const actionRisk = z.enum(['low', 'medium', 'high']);
export type ActionRisk = z.infer<typeof actionRisk>;

export const reversibility = z.enum(['reversible', 'partly', 'irreversible']);
export type Reversibility = z.infer<typeof reversibility>;

/** Who reads: it changes order, wording and detail, never what is true. */
export const audience = z.enum(['administrator', 'application-owner', 'architect']);
export type Audience = z.infer<typeof audience>;

export const skillLevel = z.enum(['novice', 'practised', 'expert']);
export type SkillLevel = z.infer<typeof skillLevel>;

export const recommendationsQuery = z.strictObject({
  audience: audience.default('administrator'),
  skill: skillLevel.default('practised'),
});
export type RecommendationsQuery = z.input<typeof recommendationsQuery>;

export const actionStep = z.object({
  text: z.string(),
  command: z.string().nullable().describe('with parameters filled in and quoted for a POSIX shell; null: none, or one that could not be quoted safely'),
});
export type ActionStep = z.infer<typeof actionStep>;

/** Quantiles of the metric at risk, in its unit, one a lead. */
const bandOverLeads = z.object({ p10: z.array(z.number()), p50: z.array(z.number()), p90: z.array(z.number()) });
export type BandOverLeads = z.infer<typeof bandOverLeads>;

export const effectBands = z.object({
  leadMinutes: z.array(z.number()).describe('minutes from the forecast\'s origin, every half hour or more'),
  before: bandOverLeads.describe('as it is forecast'),
  after: bandOverLeads.describe('as it would be forecast with the action, done when it takes its time from now'),
});
export type EffectBands = z.infer<typeof effectBands>;

/** What the what-if engine expects of the action, next to doing nothing. */
export const expectedEffect = z.object({
  unit: z.string().describe("Grafana's unit id of the metric at risk"),
  threshold: threshold.describe('whose breach is meant'),
  probabilityBefore: share.describe('of the breach; of one that is under way, the expected share of time beyond the threshold once the action can show'),
  probabilityAfter: share,
  peakBefore: spread.describe('busiest half hour while the action works'),
  peakAfter: spread,
  bands: effectBands,
  sideEffects: z.array(z.object({ server: z.string(), metric: metricName, probabilityChange: z.number() })).describe('other servers whose breach probability rises'),
});
export type ExpectedEffect = z.infer<typeof expectedEffect>;

export const recommendation = z.object({
  actionId: z.string(),
  title: z.string(),
  size: z.number().nullable().describe('servers that it adds, or times the cores or memory: the smallest that is expected to be enough, where the playbook leaves it open; null: it has none'),
  class: actionClass,
  metric: metricName.describe('what it acts on'),
  alsoFor: z.array(metricName).describe('other metrics at risk that the same action is recommended for'),
  instead: z.array(z.string()).describe('titles of actions that this one rules out'),
  confidence: z.object({
    value: share.describe('breach x match x success x relief'),
    breach: share.describe('probability of the breach'),
    match: share.describe('how well the condition fits the situation'),
    success: share.describe('mean of the posterior over past outcomes'),
    outcomes: z.number().describe('measured outcomes behind it, weighted'),
    relief: share.describe('share of the breach probability that it is expected to take away'),
    reliefIs: z.enum(['computed', 'assumed']),
  }),
  startWithinMinutes: z.number().int().describe('started within so many minutes it comes before nine of ten breaches would; 0: now'),
  risk: actionRisk,
  minutes: z.number().describe('until it is done'),
  reversibility,
  undo: z.string(),
  why: z.array(z.string()),
  steps: z.array(actionStep),
  runbook: z.url().nullable(),
  ticket: z.url().nullable(),
  effect: expectedEffect.nullable(),
  effectMissing: z.string().nullable().describe('why no effect is shown'),
});
export type Recommendation = z.infer<typeof recommendation>;

export const serverRecommendations = serverIdentity.extend({
  freshness,
  outcome: z.enum(['recommended', 'nothing-to-do', 'cannot-say']),
  reason: z.string(),
  atRisk: z.object({ metric: metricName, threshold, severity: z.enum(['warning', 'critical']), probability: share, breachAt: instant.nullable(), underWay: z.boolean() }).nullable(),
  recommendations: z.array(recommendation),
  playbook: z.string().describe('name and version of the playbook'),
});
export type ServerRecommendations = z.infer<typeof serverRecommendations>;

export const actionId = z.string().regex(/^[a-z][a-z0-9-]{0,63}$/).describe('lower-case letters, digits and hyphens');

/** What a person did with a recommendation. */
export const recommendationFeedback = z.strictObject({
  actionId,
  metric: metricName,
  verdict: z.enum(['taken', 'dismissed', 'not-useful']),
  reason: z.string().trim().max(500).optional().describe('asked for unless it was taken'),
});
export type RecommendationFeedback = z.input<typeof recommendationFeedback>;

/** An action that was taken elsewhere: by hand, by a pipeline, by another system. */
export const importedAction = z.strictObject({
  actionId,
  serverId,
  metric: metricName,
  takenAt: instant.describe('within the last two hours, so that the forecast without it is still at hand'),
  note: z.string().trim().max(500).optional(),
});
export const actionImport = z.strictObject({ actions: z.array(importedAction).min(1).max(100) });

export const actionOutcome = z.object({
  verdict: z.enum(['avoided', 'not-enough', 'no-breach-no-relief', 'breached', 'worse', 'unknown']),
  effect: z.number().nullable().describe('mean change against the forecast without the action, peers taken into account; in the unit of the metric'),
  doubt: z.number().nullable().describe('what is no more than this is taken for noise'),
  success: share.nullable().describe('what the posterior learns; null: nothing'),
  weight: z.number().describe('how much it learns: the probability of the breach when the action was taken'),
  measuredAt: instant,
  text: z.string(),
});
export type ActionOutcome = z.infer<typeof actionOutcome>;

export const actionRecord = serverIdentity.extend({
  recordId: z.string(),
  actionId,
  title: z.string(),
  metric: metricName,
  verdict: z.enum(['taken', 'dismissed', 'not-useful']),
  reason: z.string().nullable(),
  origin: z.enum(['recommendation', 'import']),
  at: instant,
  by: z.string(),
  probabilityBefore: share.nullable(),
  outcome: actionOutcome.nullable().describe('null: not measured yet, or nothing to measure'),
  version: z.number().int(),
});
export type ActionRecord = z.infer<typeof actionRecord>;

export const actionsQuery = z.strictObject({ limit: limit(50, 200), cursor });

export const actionRecordList = z.object({ records: z.array(actionRecord), nextCursor: z.string().nullable() });
export type ActionRecordList = z.infer<typeof actionRecordList>;

export const actionImportOutcome = z.object({ records: z.array(actionRecord), faults: z.array(z.string()) });

export const playbookSummary = z.object({
  name: z.string(),
  version: z.string(),
  file: z.string(),
  loadedAt: instant,
  faults: z.array(z.object({ line: z.number().int().nullable(), message: z.string() })).describe('of the file as it is now; while there are any, the last good one stays active'),
  actions: z.array(z.object({ actionId, title: z.string(), class: actionClass, profiles: z.array(z.string()), priorSuccess: share, success: share, outcomes: z.number() })),
});
export type PlaybookSummary = z.infer<typeof playbookSummary>;
