import { z } from 'zod';
import { metricName, threshold } from './metrics.ts';
import { limit, serverFilters } from './query-parameters.ts';
import { actionClass, actionId } from './recommendations.ts';
import { confidence, freshness, serverIdentity, serverStatus, timeToBreach } from './servers.ts';
import { share } from './units.ts';

export const insightsQuery = z.strictObject({ limit: limit(5, 20).describe('most servers to tell of'), ...serverFilters });
export type InsightsQuery = z.input<typeof insightsQuery>;

/** What to do first about a server that is predicted to degrade. */
const firstAction = z.object({ actionId, title: z.string(), class: actionClass, confidence: share });

/** A server that is predicted to degrade: what will be short, how likely, how sure, what to do. */
export const insight = serverIdentity.extend({
  status: serverStatus,
  metric: metricName.describe('the likely bottleneck: the metric with the largest breach probability'),
  metricTitle: z.string(),
  threshold,
  probability: share.describe('that the threshold is reached within the horizon'),
  underWay: z.boolean().describe('the threshold is passed already'),
  timeToBreach: timeToBreach.nullable(),
  confidence,
  action: firstAction.nullable(),
  actionMissing: z.string().nullable().describe('why no action is named'),
  sentence: z.string(),
});
export type Insight = z.infer<typeof insight>;

/** The fleet in a few sentences. */
export const insightSummary = z.object({
  freshness,
  horizonMinutes: z.number(),
  servers: z.number().int().describe('servers that match the filters'),
  degrading: z.number().int().describe('of those, servers whose status is critical or warning'),
  headline: z.string(),
  insights: z.array(insight).describe('the riskiest first'),
  groups: z.array(z.object({ profile: z.string(), servers: z.number().int(), degrading: z.number().int(), counts: z.record(serverStatus, z.number().int()) })).describe('by profile; the profile with most servers that degrade first'),
});
export type InsightSummary = z.infer<typeof insightSummary>;
