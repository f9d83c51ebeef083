import { z } from 'zod';
import { role } from './roles.ts';
import { freshness } from './servers.ts';
import { instant, share } from './units.ts';

export const sourceStatus = z.object({
  name: z.string(),
  kind: z.enum(['prometheus', 'influxdb', 'intake']),
  state: z.enum(['up', 'down', 'unknown']),
  lastReadAt: instant.nullable(),
  message: z.string().nullable().describe('what is wrong and what to do'),
});
export type SourceStatus = z.infer<typeof sourceStatus>;

export const sinkStatus = z.object({
  name: z.string(),
  state: z.enum(['waiting', 'up', 'down', 'refused']).describe('waiting: nothing has been written yet; refused: over its limit of series, nothing is written'),
  series: z.number().int().describe('series that are said now'),
  samplesWritten: z.number().int(),
  batchesWaiting: z.number().int().describe('minutes of predictions that wait to be written'),
  batchesDropped: z.number().int().describe('minutes of predictions given up since the start'),
  message: z.string().nullable().describe('what is wrong and what to do'),
});
export type SinkStatus = z.infer<typeof sinkStatus>;

export const serviceStatus = z.object({
  version: z.string(),
  startedAt: instant,
  phase: z.enum(['starting', 'refilling', 'serving']).describe('refilling: windows are being read again after a start'),
  refillShare: share,
  stepSeconds: z.number().int(),
  horizonSteps: z.number().int(),
  freshness,
  sources: z.array(sourceStatus),
  sinks: z.array(sinkStatus),
  series: z.object({ total: z.number().int(), byModel: z.number().int(), byFloor: z.number().int(), learning: z.number().int(), stale: z.number().int() }),
  warnings: z.array(z.string()).describe('things set aside or degraded, in plain words'),
  simulated: z.boolean(),
});
export type ServiceStatus = z.infer<typeof serviceStatus>;

export const readiness = z.object({ ready: z.boolean(), reasons: z.array(z.string()) });
export type Readiness = z.infer<typeof readiness>;

export const whoAmI = z.object({ login: z.string(), organisationId: z.number().int().nullable(), role, tokenScope: z.string() });
export type WhoAmI = z.infer<typeof whoAmI>;
