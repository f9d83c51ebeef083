import { z } from 'zod';
import { metricInfo, metricName, threshold } from './metrics.ts';
import { quantileNames } from './quantiles.ts';
import { cursor, limit, list, names, serverFilters } from './query-parameters.ts';
import { confidence, freshness, serverId, serverIdentity, timeToBreach } from './servers.ts';
import { instant, share } from './units.ts';

const historyHours = z.coerce.number().min(0).max(192).default(24);

export const serverForecastQuery = z.strictObject({ metric: metricName, historyHours });

export const forecastsQuery = z.strictObject({
  server: names(z.string().min(1).max(256)).describe('display names; one that several servers share answers 409 with candidates unless region decides'),
  serverId: list(serverId),
  ...serverFilters,
  metric: list(metricName),
  historyHours,
  limit: limit(50, 200),
  cursor,
});
export type ForecastsQuery = z.input<typeof forecastsQuery>;

/** Who made a forecast: the model, or the floor that stood in for it, and why. */
export const speaker = z.object({
  kind: z.enum(['model', 'floor']),
  name: z.string().describe('model version, or the floor: last-value, seasonal-naive-24h, seasonal-naive-7d, win24, same-time, ...'),
  reason: z.string().describe('one sentence: why this one speaks'),
});
export type Speaker = z.infer<typeof speaker>;

/** How well this speaker has done on this series so far, against the best floor; null until enough has come true. */
export const skill = z.object({
  value: z.number().describe('1 - loss / loss of the best floor, trailing; above 0 beats the floors'),
  resolvedForecasts: z.number().int(),
  coverage80: share.describe('share of actuals inside the 80 % band'),
});
export type Skill = z.infer<typeof skill>;

export const learning = z.object({ daysObserved: z.number(), daysNeeded: z.number() });

export const breachForecast = z.object({
  threshold,
  severity: z.enum(['warning', 'critical']),
  probability: share.describe('chance that the path crosses the threshold within the horizon'),
  underWay: z.boolean().describe('the last observed step is already at or beyond the threshold'),
  timeToBreach: timeToBreach.nullable(),
});
export type BreachForecast = z.infer<typeof breachForecast>;

/** One series' forecast. Every array steps by stepSeconds; the first forecast value is stamped originAt + stepSeconds. */
export const forecast = serverIdentity.extend({
  metric: metricName,
  info: metricInfo,
  stepSeconds: z.number().int().positive(),
  originAt: instant.describe('stamp of the last observed step'),
  freshness,
  speaker,
  skill: skill.nullable(),
  confidence,
  mayPage: z.boolean().describe('whether warnings of this series may page: the model speaks, on enough data, and a breach has come in 8 of 10 hours, 24 at least, in which one was called likely'),
  missingShare: share.describe('share of the input window that was missing'),
  learning: learning.nullable(),
  history: z.object({ startAt: instant, values: z.array(z.number().nullable()) }),
  quantiles: z.record(z.enum(quantileNames), z.array(z.number())),
  breaches: z.array(breachForecast),
});
export type Forecast = z.infer<typeof forecast>;

export const forecastPage = z.object({ freshness, total: z.number().int(), forecasts: z.array(forecast), nextCursor: z.string().nullable() });
export type ForecastPage = z.infer<typeof forecastPage>;
