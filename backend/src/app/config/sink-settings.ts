import { z } from 'zod';
import { tlsOptions } from '../../io/connection/tls.ts';

const nameStyle = z.enum(['colon', 'underscore']).default('colon').describe('colon (cpu:predicted), or underscore (cpu_predicted) for those who lint names');
const mostSeries = z.number().int().min(1).default(100_000).describe('more series than this are not written');

const common = {
  name: z.string().min(1).max(64).describe('a name of your own, shown wherever the sink is'),
  nameStyle,
  mostSeries,
  tls: tlsOptions.optional(),
};

/** How remote write reaches its receiver. */
const remoteWrite = {
  ...common,
  url: z.url({ protocol: /^https?$/ }).describe('base address; samples go to its /api/v1/write'),
  bearerToken: z.string().min(1).optional(),
  basicAuth: z.strictObject({ username: z.string().min(1), password: z.string() }).optional(),
  headers: z.record(z.string(), z.string()).default({}).describe('sent with every request, e.g. X-Scope-OrgID for Mimir'),
};
const oneSignIn = [(sink: { readonly bearerToken?: unknown; readonly basicAuth?: unknown }) => sink.bearerToken === undefined || sink.basicAuth === undefined, 'takes bearerToken or basicAuth, not both'] as const;

const curves = z.boolean().default(true).describe('whether the whole forecast is written at the moments it speaks of, after each cycle');

const prometheusSink = z.strictObject({ kind: z.literal('prometheus').describe('Prometheus remote write: to Prometheus, Mimir, VictoriaMetrics'), ...remoteWrite }).refine(...oneSignIn);
const victoriaMetricsSink = z.strictObject({ kind: z.literal('victoriametrics').describe('VictoriaMetrics, and nothing else'), ...remoteWrite, curves }).refine(...oneSignIn);
const influxSink = z
  .strictObject({
    kind: z.literal('influxdb').describe('InfluxDB 1.x with username and password, 2.x and 3.x with token'),
    ...common,
    url: z.url({ protocol: /^https?$/ }).describe('base address, e.g. http://influxdb:8086'),
    database: z.string().min(1).describe('1.x: the database; 2.x: the name a DBRP mapping gives the bucket; 3.x: the database'),
    retentionPolicy: z.string().min(1).optional(),
    username: z.string().min(1).optional(),
    password: z.string().optional(),
    token: z.string().min(1).optional().describe('API token of 2.x and 3.x'),
    timeoutSeconds: z.number().min(1).max(600).default(30),
    curves,
  })
  .refine((sink) => sink.token === undefined || sink.username === undefined, 'takes token, or username and password, not both')
  .refine((sink) => (sink.username === undefined) === (sink.password === undefined), 'needs username and password together');

/** Where predictions are written. */
const sinkSetting = z.discriminatedUnion('kind', [prometheusSink, influxSink, victoriaMetricsSink]);
export type SinkSetting = z.infer<typeof sinkSetting>;

export const sinkSettings = z
  .array(sinkSetting)
  .refine((list) => new Set(list.map(({ name }) => name)).size === list.length, 'every sink needs a name of its own')
  .default([])
  .describe('a list of sinks');

/** GET /metrics/predictions, for those who scrape. */
export const predictionsPageSettings = z
  .strictObject({ enabled: z.boolean().default(false).describe('true or false'), nameStyle, mostSeries })
  .prefault({})
  .describe('enabled, nameStyle, mostSeries');
