import { z } from 'zod';
import { metricName } from './metrics.ts';
import { serverId } from './servers.ts';
import { instant } from './units.ts';

/** When an intervention holds: from its start (now, when left out) to its end (the end of the horizon). */
const lasting = {
  startAt: instant.optional().describe('default: now'),
  endAt: instant.optional().describe('default: the end of the horizon'),
};

const tierName = z.string().min(1).max(128).describe('a tier of the region of the server that the question is about');

/** One server, or every server of a tier. */
export const interventionTarget = z.union([z.strictObject({ serverId }), z.strictObject({ tier: tierName })]);
export type InterventionTarget = z.infer<typeof interventionTarget>;

/** Where a job that repeats stands today, so that it can be found in the days before. */
const job = {
  serverId,
  jobStartAt: instant.describe('when its next run within the horizon usually begins'),
  jobMinutes: z.number().int().min(5).max(480).describe('how long a run usually takes'),
  everyMinutes: z.number().int().min(15).max(10_080).default(1440).describe('time from one run to the next; 1440: daily'),
};

/** A change that somebody could make, or that could happen. Alone or with others; each has its own time. */
export const intervention = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('scale-up'), target: interventionTarget, resource: z.enum(['cpu', 'memory']), factor: z.number().min(0.1).max(16).describe('2: twice the cores or memory; below 1: less'), ...lasting }),
  z.strictObject({ kind: z.literal('scale-out'), tier: tierName, servers: z.number().int().min(1).max(200), ...lasting }),
  z.strictObject({ kind: z.literal('scale-in'), tier: tierName, servers: z.number().int().min(1).max(200).describe('the last ones by name go'), ...lasting }),
  z.strictObject({ kind: z.literal('move-load'), from: serverId, to: serverId, share: z.number().gt(0).max(1).describe('of the load of `from`'), ...lasting }),
  z.strictObject({ kind: z.literal('server-out'), serverId, ...lasting }),
  z.strictObject({ kind: z.literal('reschedule-job'), ...job, byMinutes: z.number().int().min(-10_080).max(10_080).describe('later (or, below 0, earlier) than usual') }),
  z.strictObject({ kind: z.literal('thin-job'), ...job, coreShare: z.number().gt(0).lt(1).describe('share of the cores that it takes today and may still take; its work stays, so it runs longer') }),
  z.strictObject({
    kind: z.literal('throttle'),
    target: interventionTarget,
    limit: z.union([
      z.strictObject({ share: z.number().gt(0).lt(1).describe('of the requests that are let through') }),
      z.strictObject({ atMostPerSecond: z.number().positive().describe('requests a second and server; needs the metric throughput') }),
    ]),
    ...lasting,
  }),
  z.strictObject({ kind: z.literal('traffic'), tiers: z.array(tierName).min(1).max(20), changePercent: z.number().min(-99).max(1000).refine((change) => change !== 0, 'a change of 0 % is none'), ...lasting }),
  z.strictObject({ kind: z.literal('restart'), serverId, startAt: lasting.startAt }),
  z.strictObject({ kind: z.literal('deploy'), target: interventionTarget, costChangePercent: z.number().min(-95).max(1000).describe('cpu that a request costs, compared with today'), ...lasting }),
  z.strictObject({ kind: z.literal('roll-back'), target: interventionTarget, deployedAt: instant.describe('when the version that would go came'), ...lasting }),
  z.strictObject({
    kind: z.literal('edit-input'),
    target: interventionTarget,
    input: z.union([z.literal('demand'), metricName]).describe('demand: all that is asked of the servers; or one metric, whose effect on the others is not followed'),
    points: z.array(z.strictObject({ at: instant, factor: z.number().min(0).max(20).describe('times what is expected') })).min(1).max(96).describe('the factor runs straight between points and stays at the outer ones'),
  }),
]);
export type Intervention = z.infer<typeof intervention>;
export type InterventionKind = Intervention['kind'];

export const interventionKinds = intervention.options.map((option) => option.shape.kind.value);
