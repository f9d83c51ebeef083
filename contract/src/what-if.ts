import { z } from 'zod';
import { breachForecast } from './forecasts.ts';
import { intervention } from './interventions.ts';
import { metricInfo, metricName } from './metrics.ts';
import { quantileNames } from './quantiles.ts';
import { freshness, serverIdentity } from './servers.ts';
import { instant, share } from './units.ts';

const mostInterventions = 8;
/** Longer than any sensible question, shorter than what proxies let through. */
const longestQuestion = 12_000;

export const interventionList = z.array(intervention).min(1).max(mostInterventions);

/** Interventions as JSON, so that a question is a link. */
const interventionsInQuery = z.preprocess(
  (value, context) => {
    if (typeof value !== 'string') return value;
    if (value.length > longestQuestion) {
      context.addIssue({ code: 'custom', message: `${value.length} characters of JSON; at most ${longestQuestion} are accepted` });
      return z.NEVER;
    }
    try {
      return JSON.parse(value) as unknown;
    } catch {
      context.addIssue({ code: 'custom', message: 'not JSON; a list of interventions is accepted' });
      return z.NEVER;
    }
  },
  interventionList.describe('JSON: a list of 1 to 8 interventions'),
);

/** A question: what would these changes do to this server? */
export const whatIfQuery = z.strictObject({
  metric: metricName.default('cpu').describe('the metric whose bands are drawn; others that change are told beside it'),
  interventions: interventionsInQuery,
  historyHours: z.coerce.number().min(0).max(48).default(12),
});
export type WhatIfQuery = z.output<typeof whatIfQuery>;

/** A figure with its doubt: the middle and an 80 % interval. */
export const spread = z.object({ p10: z.number(), p50: z.number(), p90: z.number() });
export type Spread = z.infer<typeof spread>;

/** Quantiles by name, one value a step. */
export const band = z.record(z.enum(quantileNames), z.array(z.number()));

/** One threshold before and after. */
export const breachChange = z.object({
  before: breachForecast,
  after: breachForecast,
  probabilityChange: z.number().describe('after minus before'),
});
export type BreachChange = z.infer<typeof breachChange>;

/** What the changes do to one metric of one server, while they hold. */
export const metricEffect = z.object({
  metric: metricName,
  info: metricInfo,
  peakBefore: spread.describe('busiest half hour while the changes hold'),
  peakAfter: spread,
  peakChange: spread.describe('of the difference, which is less in doubt than either'),
  breaches: z.array(breachChange),
});
export type MetricEffect = z.infer<typeof metricEffect>;

/** How a server's load was separated from what it can carry, and how its latency follows. */
export const loadModel = z.object({
  basis: z.enum(['throughput', 'utilisation']).describe('throughput: measured requests; utilisation: none are, so cpu stands for them'),
  idlePercent: z.number().describe('cpu that is spent whatever is asked'),
  cpuPerRequestSeconds: z.number().nullable().describe('share of the machine that a request a second takes, in seconds; null without throughput'),
  capacityPerSecond: z.number().nullable().describe('requests a second at 100 % cpu; null without throughput'),
  fitR2: share.nullable().describe('share of the variance of cpu that demand explains; null without throughput'),
  latency: z
    .object({
      model: z.enum(['mmc', 'usl']),
      servers: z.number().describe('workers side by side, as the fit takes them (M/M/c), or 1'),
      contention: z.number().nullable().describe('universal scalability: sigma; null for a queue, and where throughput is not measured'),
      coherency: z.number().nullable().describe('universal scalability: kappa'),
      fitR2: share,
    })
    .nullable()
    .describe('null: no latency is measured, or no queue explains it'),
});
export type LoadModel = z.infer<typeof loadModel>;

export const whatIfServer = serverIdentity.extend({
  role: z.enum(['asked', 'changed', 'receives', 'relieved', 'gone']).describe('receives: gets load from another; relieved: gives some'),
  effects: z.array(metricEffect),
  load: loadModel.nullable(),
});
export type WhatIfServer = z.infer<typeof whatIfServer>;

/** Something the answer takes for granted, as a figure where it is one. */
export const restsOn = z.object({
  kind: z.enum(['measured', 'assumed', 'fitted', 'limit']),
  text: z.string(),
});
export type RestsOn = z.infer<typeof restsOn>;

export const whatIfAnswer = serverIdentity.extend({
  metric: metricName,
  info: metricInfo,
  stepSeconds: z.number().int().positive(),
  originAt: instant,
  freshness,
  interventions: z.array(intervention),
  holdsFrom: instant.describe('first step that a change touches'),
  holdsTo: instant,
  history: z.object({ startAt: instant, values: z.array(z.number().nullable()) }),
  before: band.describe('what is forecast today'),
  after: band.nullable().describe('what would be forecast; null where the server would be gone'),
  servers: z.array(whatIfServer).describe('the asked one first'),
  restsOn: z.array(restsOn),
  speaker: z.string().describe('who made both forecasts'),
  computedMs: z.number(),
});
export type WhatIfAnswer = z.infer<typeof whatIfAnswer>;
