import { z } from 'zod';
import { intervention } from './interventions.ts';
import { metricName } from './metrics.ts';
import { cursor, limit } from './query-parameters.ts';
import { serverId, serverIdentity } from './servers.ts';
import { instant, share } from './units.ts';
import { band, interventionList, metricEffect, spread } from './what-if.ts';

export const scenarioId = z.string().regex(/^[A-Za-z0-9_-]{1,64}$/);

/** A what-if question that is worth a name. It is asked once when it is saved: what cannot be is not stored. */
export const scenarioDraft = z.strictObject({
  name: z.string().trim().min(1).max(120),
  note: z.string().trim().max(2000).default(''),
  serverId,
  metric: metricName.default('cpu'),
  interventions: interventionList.describe('as of now; when the scenario is run again, its times move along'),
});
export type ScenarioDraft = z.output<typeof scenarioDraft>;

/** What the engine said of the asked server and metric at one origin. */
export const scenarioPrediction = z.object({
  originAt: instant.describe('stamp of the last step that was known'),
  holdsFrom: instant,
  holdsTo: instant,
  effect: metricEffect.nullable().describe('null: the server would be gone'),
  speaker: z.string(),
});
export type ScenarioPrediction = z.infer<typeof scenarioPrediction>;

/** That the change was really made. */
export const scenarioAction = z.object({
  takenAt: instant,
  note: z.string(),
  recordedAt: instant,
  recordedBy: z.string(),
  prediction: scenarioPrediction.describe('the scenario moved to that moment, from nothing that was seen later'),
  dueAt: instant.describe('when all that was predicted has come'),
});
export type ScenarioAction = z.infer<typeof scenarioAction>;

export const scenarioGrade = z.object({
  gradedAt: instant,
  verdict: z
    .enum(['as-predicted', 'beside', 'wrong-way', 'cannot-say'])
    .describe('as-predicted: the peak lies in its 80 % band; beside: it does not; wrong-way: the change went against what was predicted; cannot-say: too little was observed'),
  observedShare: share.describe('of the steps while the change holds'),
  peakPredicted: spread.nullable(),
  peakObserved: z.number().nullable().describe('busiest half hour while the change holds'),
  peakError: z.number().nullable().describe('observed less the predicted middle'),
  coverage80: share.nullable().describe('share of observed steps inside the 80 % band that was predicted with the change'),
  direction: z.enum(['right', 'wrong', 'too-small']).nullable().describe('of the change against the forecast without it; too-small: no more than noise'),
  meanErrorAfter: z.number().nullable().describe('mean distance from the median that was predicted with the change'),
  meanErrorBefore: z.number().nullable().describe('the same from the median that was forecast without it'),
  text: z.string().describe('one sentence made from these figures'),
});
export type ScenarioGrade = z.infer<typeof scenarioGrade>;

export const scenario = serverIdentity.extend({
  scenarioId,
  name: z.string(),
  note: z.string(),
  metric: metricName,
  interventions: z.array(intervention).describe('as they were when it was saved'),
  savedAt: instant,
  savedBy: z.string(),
  prediction: scenarioPrediction.describe('what was said when it was saved'),
  action: scenarioAction.nullable(),
  grade: scenarioGrade.nullable(),
  version: z.number().int().positive(),
});
export type Scenario = z.infer<typeof scenario>;

/** Predicted beside observed, step by step from the first step after the action. */
export const scenarioCourse = z.object({
  startAt: instant,
  stepSeconds: z.number().int().positive(),
  before: band,
  after: band.nullable(),
  observed: z.array(z.number().nullable()).nullable().describe('null until it is graded'),
});
export type ScenarioCourse = z.infer<typeof scenarioCourse>;

export const scenarioDetail = scenario.extend({
  course: scenarioCourse.nullable().describe('null until the action is recorded'),
  history: z.array(z.object({ at: instant, by: z.string(), kind: z.enum(['saved', 'action-recorded', 'graded', 'deleted']), text: z.string() })),
});
export type ScenarioDetail = z.infer<typeof scenarioDetail>;

export const scenariosQuery = z.strictObject({ serverId: serverId.optional().describe('only those about this server'), limit: limit(50, 200), cursor });

export const scenarioList = z.object({ scenarios: z.array(scenario), nextCursor: z.string().nullable() });
export type ScenarioList = z.infer<typeof scenarioList>;

export const scenarioActionRequest = z.strictObject({
  takenAt: instant.optional().describe('default: now; at most 24 hours ago'),
  note: z.string().trim().max(2000).default(''),
});

export const removedScenario = z.object({ scenarioId, removed: z.literal(true) });
