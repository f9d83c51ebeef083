import { metricKind, metricName } from '@fleetcast/contract';
import { z } from 'zod';
import { influxMeasure, telegrafMeasures } from '../../domain/catalog/presets/telegraf-influxql.ts';
import { serverNaming } from '../../domain/catalog/server-naming.ts';
import { choosesWhatThereIs } from '../metric-reading/preset-choice.ts';
import { tlsOptions } from '../connection/tls.ts';

export const influxOptions = z
  .strictObject({
    url: z.url({ protocol: /^https?$/ }).describe('base address, e.g. http://influxdb:8086'),
    database: z.string().min(1).describe('1.x: the database; 2.x: the name a DBRP mapping gives the bucket; 3.x: the database'),
    retentionPolicy: z.string().min(1).optional(),
    username: z.string().min(1).optional(),
    password: z.string().optional(),
    token: z.string().min(1).optional().describe('API token of 2.x and 3.x, sent as Authorization: Token ...'),
    preset: z.enum(['telegraf']).optional(),
    presetMetrics: z.array(metricName).optional().describe('which of the preset’s metrics; unset: cpu, memory, disk, network, filesystem'),
    metrics: z.record(metricName, influxMeasure.extend({ kind: metricKind.optional() })).default({}),
    servers: serverNaming.optional(),
    tls: tlsOptions.optional(),
    timeoutSeconds: z.number().min(1).max(600).default(30),
    attempts: z.number().int().min(1).max(10).default(3),
    concurrency: z.number().int().min(1).max(32).default(2),
    pointsPerQuery: z.number().int().min(1000).max(5_000_000).default(200_000).describe('series x steps asked for at once'),
  })
  .refine((options) => options.preset !== undefined || Object.keys(options.metrics).length > 0, 'needs a preset or at least one entry under metrics')
  .refine((options) => options.token === undefined || options.username === undefined, 'takes token, or username and password, not both')
  .refine((options) => (options.username === undefined) === (options.password === undefined), 'needs username and password together')
  .superRefine(choosesWhatThereIs(() => telegrafMeasures, 'Describe it under metrics instead'));
export type InfluxOptions = z.infer<typeof influxOptions>;
