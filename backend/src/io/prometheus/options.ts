import { metricKind, metricName } from '@fleetcast/contract';
import { z } from 'zod';
import { promqlPresetNames, promqlPresets } from '../../domain/catalog/presets/promql.ts';
import { serverNaming } from '../../domain/catalog/server-naming.ts';
import { choosesWhatThereIs } from '../metric-reading/preset-choice.ts';
import { tlsOptions } from '../connection/tls.ts';

const basicAuth = z.strictObject({ username: z.string().min(1), password: z.string() });

/** One metric's PromQL: a bare query, or a query with the kind when the name does not tell it. */
const metricQuery = z.union([z.string().min(1), z.strictObject({ query: z.string().min(1), kind: metricKind.optional() })]).describe('PromQL, or { query, kind }');

export const prometheusOptions = z
  .strictObject({
    url: z.url({ protocol: /^https?$/ }).describe('base address of anything with the HTTP API of Prometheus, e.g. http://prometheus:9090'),
    preset: z.enum(promqlPresetNames).optional().describe('whose metrics: the queries below come on top'),
    presetMetrics: z.array(metricName).optional().describe('which of the preset’s metrics; unset: cpu, memory, disk, network, filesystem'),
    metrics: z.record(metricName, metricQuery).default({}).describe('PromQL per metric; $step is the range of a step, $rate that and one scrape interval'),
    servers: serverNaming.optional(),
    scrapeIntervalSeconds: z.number().min(0.1).max(3600).optional().describe('how often the servers are scraped; measured when unset'),
    bearerToken: z.string().min(1).optional(),
    basicAuth: basicAuth.optional(),
    headers: z.record(z.string(), z.string()).default({}).describe('sent with every request, e.g. X-Scope-OrgID for Mimir'),
    tls: tlsOptions.optional(),
    method: z.enum(['POST', 'GET']).default('POST'),
    timeoutSeconds: z.number().min(1).max(600).default(30),
    attempts: z.number().int().min(1).max(10).default(3),
    concurrency: z.number().int().min(1).max(32).default(4),
    pointsPerQuery: z.number().int().min(1000).max(5_000_000).default(200_000).describe('series x steps asked for at once'),
  })
  .refine((options) => options.preset !== undefined || Object.keys(options.metrics).length > 0, 'needs a preset or at least one query under metrics')
  .refine((options) => options.bearerToken === undefined || options.basicAuth === undefined, 'takes bearerToken or basicAuth, not both')
  .superRefine(choosesWhatThereIs((preset) => promqlPresets[preset as keyof typeof promqlPresets], 'Write a query under metrics instead'));
export type PrometheusOptions = z.infer<typeof prometheusOptions>;
