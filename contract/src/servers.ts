import { z } from 'zod';
import { metricName } from './metrics.ts';
import { cursor, limit, list, serverFilters } from './query-parameters.ts';
import { instant, share } from './units.ts';

export const serverId = z
  .string()
  .regex(/^[A-Za-z0-9_-]{1,64}$/)
  .describe('opaque, URL-safe, stable: made from the region and the identity labels');

/** What a person knows a server by. */
export const serverIdentity = z.object({
  serverId,
  server: z.string().min(1).max(256).describe('display name, any characters'),
  region: z.string().min(1).max(64),
  profile: z.string().min(1).max(64).describe('role: web, app, database, cache, batch, ... or unknown'),
  tier: z.string().max(128).nullable(),
});
export type ServerIdentity = z.infer<typeof serverIdentity>;

/**
 * critical/warning: the risk passes the configured limits; ok: it does not; learning: too little history for the model;
 * stale: the newest sample is older than two cycles; unknown: nothing to say (no threshold, no data).
 */
export const serverStatus = z.enum(['critical', 'warning', 'ok', 'learning', 'stale', 'unknown']);
export type ServerStatus = z.infer<typeof serverStatus>;

/** high: skill against the best floor is proven on this series; medium: not yet; low: a floor speaks or input is missing. */
export const confidence = z.enum(['high', 'medium', 'low']);
export type Confidence = z.infer<typeof confidence>;

/** Minutes from now until the first breach, given that one comes; p10..p90 is its interval. */
export const timeToBreach = z.object({ p10Minutes: z.number(), p50Minutes: z.number(), p90Minutes: z.number() });
export type TimeToBreach = z.infer<typeof timeToBreach>;

/** 24 h of history and the horizon of one metric, thinned for a row of a table. */
export const sparkline = z.object({
  stepSeconds: z.number().int().positive(),
  startAt: instant.describe('stamp of the first history value'),
  history: z.array(z.number().nullable()),
  median: z.array(z.number()).describe('q50, following the history'),
  lower: z.array(z.number()).describe('q10'),
  upper: z.array(z.number()).describe('q90'),
});
export type Sparkline = z.infer<typeof sparkline>;

export const serverSummary = serverIdentity.extend({
  status: serverStatus,
  risk: share.nullable().describe('largest breach probability over its metrics within the horizon; null: no metric has a threshold'),
  worstMetric: metricName.nullable().describe('the metric whose risk that is'),
  breachAt: instant.nullable().describe('median moment of the first breach of that metric, when risk is at least 0.5; the origin when one is under way'),
  timeToBreach: timeToBreach.nullable(),
  confidence,
  lastSampleAt: instant.nullable(),
  daysObserved: z.number().describe('days of history of the metric with the least'),
  sparkline: sparkline.nullable().describe('of the worst metric, or of the first one; null unless asked for by fields'),
});
export type ServerSummary = z.infer<typeof serverSummary>;

export const freshness = z.object({
  generatedAt: instant.describe('when this snapshot was computed'),
  originAt: instant.nullable().describe('stamp of the last observed step; null before the first cycle'),
  ageSeconds: z.number().describe('now minus generatedAt, at the time of the answer'),
  stale: z.boolean().describe('older than two cycles, or the source is down'),
  staleReason: z.string().nullable(),
});
export type Freshness = z.infer<typeof freshness>;

export const fleetQuery = z.strictObject({
  limit: limit(200, 500),
  cursor,
  fields: list(z.enum(['sparkline'])).describe('optional parts to add to each server'),
  search: z.string().max(256).optional().describe('part of the name, any case'),
  serverId: list(serverId),
  ...serverFilters,
  status: list(serverStatus),
  confidence: list(confidence),
  sort: z.enum(['risk', 'server', 'profile', 'breachAt']).default('risk'),
  order: z.enum(['asc', 'desc']).optional().describe('default: riskiest first, names from a to z, soonest breach first'),
});
export type FleetQuery = z.input<typeof fleetQuery>;

export const fleetPage = freshness.extend({
  total: z.number().int().describe('servers that match the filters'),
  counts: z.record(serverStatus, z.number().int()).describe('servers that match, by status'),
  servers: z.array(serverSummary),
  nextCursor: z.string().nullable(),
});
export type FleetPage = z.infer<typeof fleetPage>;

/** Values to choose from in filters and template variables. */
export const fleetFacets = z.object({
  regions: z.array(z.string()),
  profiles: z.array(z.string()),
  tiers: z.array(z.string()),
  metrics: z.array(metricName),
});
export type FleetFacets = z.infer<typeof fleetFacets>;

export const serverMetricSummary = z.object({
  metric: metricName,
  unit: z.string(),
  title: z.string(),
  risk: share.nullable(),
  lastValue: z.number().nullable(),
  speaker: z.string(),
  daysObserved: z.number(),
  missingShare: share,
});

export const serverDetail = serverSummary.extend({
  labels: z.record(z.string(), z.string()),
  metrics: z.array(serverMetricSummary),
  freshness,
});
export type ServerDetail = z.infer<typeof serverDetail>;
