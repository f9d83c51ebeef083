import { z } from 'zod';
import { metricName } from './metrics.ts';
import { epochMs, share } from './units.ts';

const several = z.object({ servers: z.number().int(), probability: share });

/** How likely servers of one tier breach together within the horizon: at some moment that many are in a breach at once. */
export const tierRisk = z.object({
  region: z.string(),
  tier: z.string(),
  metric: metricName,
  severity: z.enum(['warning', 'critical']),
  servers: z.number().int().describe('servers of the tier that report the metric and have the threshold'),
  atLeast: z.array(share).describe('chance that at least 1, 2, ... servers breach together'),
  together: several.describe('the number of servers that tiers.togetherShare asks about'),
  afterOneLoss: several.nullable().describe('the same share of the rest, if one server were lost now and the rest carried its load; null: the metric does not follow load'),
});
export type TierRisk = z.infer<typeof tierRisk>;

export const tierRiskList = z.object({
  originMs: epochMs.nullable().describe('stamp of the last observed step; null until the first cycle since the start'),
  tiers: z.array(tierRisk).describe('the likeliest first; tiers of one server have no joint risk'),
});
export type TierRiskList = z.infer<typeof tierRiskList>;
