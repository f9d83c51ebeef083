import type { MetricKind } from '@fleetcast/contract';
import { metricKindOf } from '../../domain/catalog/metrics.ts';
import { promqlPresets, type PromqlQueries, standardMetrics } from '../../domain/catalog/presets/promql.ts';
import type { PrometheusOptions } from './options.ts';

export interface MetricQuery {
  readonly name: string;
  readonly kind: MetricKind;
  /** PromQL with its placeholders. */
  readonly query: string;
}

/** The queries in force: what is chosen of the preset, with the configuration's own on top. The options are checked to choose only what there is. */
export function metricQueriesOf(options: Pick<PrometheusOptions, 'preset' | 'presetMetrics' | 'metrics'>): readonly MetricQuery[] {
  const preset: PromqlQueries = options.preset === undefined ? {} : promqlPresets[options.preset];
  const chosen = options.presetMetrics ?? standardMetrics.filter((name) => name in preset);
  const byName = new Map<string, MetricQuery>(chosen.map((name) => [name, { name, kind: metricKindOf(name), query: preset[name] }]));
  for (const [name, own] of Object.entries(options.metrics)) {
    const { query, kind = metricKindOf(name) } = typeof own === 'string' ? { query: own } : own;
    byName.set(name, { name, kind, query });
  }
  return [...byName.values()];
}

/**
 * Puts the ranges into a query. Before 3.0 a range in Prometheus holds samples at both its ends, and a sample at t - step
 * belongs to the step before: one millisecond less leaves it out, for stamps are whole milliseconds. Since 3.0, and in
 * VictoriaMetrics, the left end is open anyway.
 */
export function rangesInto(query: string, stepMs: number, scrapeIntervalMs: number): string {
  return query.replaceAll(/\$(step|rate)\b/g, (_, range: string) => `${(range === 'rate' ? stepMs + scrapeIntervalMs : stepMs) - 1}ms`);
}
