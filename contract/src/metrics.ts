import { z } from 'zod';

/**
 * How a metric behaves, whatever its name:
 * percent - bounded 0..100, aggregated by mean; unbounded - >= 0 without a known ceiling (KB/s, requests/s), mean;
 * saturation - percent whose peaks matter, aggregated by maximum; latency - >= 0, maximum of the step's percentiles.
 */
export const metricKind = z.enum(['percent', 'unbounded', 'saturation', 'latency']);
export type MetricKind = z.infer<typeof metricKind>;

export const metricName = z
  .string()
  .regex(/^[a-z][a-z0-9_]{0,63}$/, 'lower-case letters, digits and _, at most 64, starting with a letter');

export const threshold = z.object({
  value: z.number(),
  direction: z.enum(['above', 'below']).describe('a breach is a value at or beyond the threshold in this direction'),
});
export type Threshold = z.infer<typeof threshold>;

export const metricInfo = z.object({
  name: metricName,
  title: z.string(),
  kind: metricKind,
  unit: z.string().describe("Grafana's unit id, e.g. percent, KBs, ms, reqps"),
  thresholds: z.object({ warning: threshold.nullable(), critical: threshold.nullable() }),
});
export type MetricInfo = z.infer<typeof metricInfo>;

export const metricList = z.object({ metrics: z.array(metricInfo) });
export type MetricList = z.infer<typeof metricList>;
