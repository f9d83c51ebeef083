import { z } from 'zod';

/** Where predictions are written. */
const sinkSetting = z
  .strictObject({
    kind: z.literal('prometheus').describe('Prometheus remote write: to Prometheus, Mimir, VictoriaMetrics'),
    name: z.string().min(1).max(64).describe('a name of your own, shown wherever the sink is'),
    url: z.url({ protocol: /^https?$/ }).describe('base address; samples go to its /api/v1/write'),
    bearerToken: z.string().min(1).optional(),
    basicAuth: z.strictObject({ username: z.string().min(1), password: z.string() }).optional(),
    headers: z.record(z.string(), z.string()).default({}).describe('sent with every request, e.g. X-Scope-OrgID for Mimir'),
    nameStyle: z.enum(['colon', 'underscore']).default('colon').describe('cpu:predicted, or cpu_predicted for those who lint names'),
    mostSeries: z.number().int().min(1).default(100_000).describe('more series than this are not written'),
  })
  .refine((sink) => sink.bearerToken === undefined || sink.basicAuth === undefined, 'takes bearerToken or basicAuth, not both');

export const sinkSettings = z
  .array(sinkSetting)
  .refine((list) => new Set(list.map(({ name }) => name)).size === list.length, 'every sink needs a name of its own')
  .default([])
  .describe('a list of sinks');
