import type { SourceFault } from '../../domain/series/ports.ts';
import type { PrometheusClient } from './http-client.ts';
import type { MetricQuery } from './step-queries.ts';

/** What is assumed while nothing tells: Prometheus's own examples and most fleets scrape this often. */
const usualMs = 15_000;
const measuredAgainAfterMs = 3_600_000;

/** A selector with a metric's name in front of [$rate]: `name` or `name{...}`, braces inside quotes left alone. */
const selectorOfRate = /([a-zA-Z_:][a-zA-Z0-9_:]*)(\{(?:[^"}]|"(?:[^"\\]|\\.)*")*\})?\[\$rate\]/;

export type IntervalOutcome = { readonly kind: 'known'; readonly milliseconds: number } | { readonly kind: 'failed'; readonly fault: SourceFault };

/**
 * How often the counters behind each query are scraped. A rate over a step needs the last sample before the step, and so
 * must look back by one interval more; looked back by too much, it would smear one step into the next.
 */
export class ScrapeIntervals {
  private readonly client: PrometheusClient;
  private readonly configuredMs: number | undefined;
  private looksBackItself: boolean | null = null;
  private readonly byMetric = new Map<string, { readonly milliseconds: number; readonly measuredAtMs: number }>();

  constructor(client: PrometheusClient, configuredSeconds: number | undefined) {
    this.client = client;
    this.configuredMs = configuredSeconds === undefined ? undefined : configuredSeconds * 1000;
  }

  async of(metric: MetricQuery, atMs: number, signal: AbortSignal): Promise<IntervalOutcome> {
    const match = selectorOfRate.exec(metric.query);
    if (this.configuredMs !== undefined || match === null) return { kind: 'known', milliseconds: this.configuredMs ?? usualMs };
    const known = this.byMetric.get(metric.name);
    if (known !== undefined && Math.abs(atMs - known.measuredAtMs) < measuredAgainAfterMs) return { kind: 'known', milliseconds: known.milliseconds };
    if (await this.ratesLookBack(signal)) return { kind: 'known', milliseconds: 0 };
    const measured = await this.measure(match[1], match[2] ?? '', atMs, signal);
    if (typeof measured === 'object' && measured !== null) {
      const down = measured.kind === 'unreachable' || measured.kind === 'unauthorised';
      return down ? { kind: 'failed', fault: measured } : { kind: 'known', milliseconds: known?.milliseconds ?? usualMs };
    }
    if (measured !== null) this.byMetric.set(metric.name, { milliseconds: measured, measuredAtMs: atMs });
    return { kind: 'known', milliseconds: measured ?? known?.milliseconds ?? usualMs };
  }

  /**
   * VictoriaMetrics counts from the last sample before a range by itself (docs.victoriametrics.com/metricsql: rate). It is
   * told from the others by an operator that only its language has.
   */
  private async ratesLookBack(signal: AbortSignal): Promise<boolean> {
    if (this.looksBackItself === null) {
      const outcome = await this.client.queryInstant('vector(1) default 2', null, signal);
      if (outcome.kind === 'read') this.looksBackItself = true;
      else if (outcome.fault.kind === 'bad-query') this.looksBackItself = false;
    }
    return this.looksBackItself ?? false;
  }

  /** The median distance between samples of the series that has most of them; null when there are none. */
  private async measure(name: string, matchers: string, atMs: number, signal: AbortSignal): Promise<number | null | SourceFault> {
    const busiest = await this.client.queryInstant(`topk(1, count_over_time(${name}${matchers}[10m]))`, atMs, signal);
    if (busiest.kind === 'failed') return busiest.fault;
    const labels = firstOf(busiest.result, 'metric');
    if (typeof labels !== 'object' || labels === null) return null;
    const exactly = Object.entries(labels).filter(([label]) => label !== '__name__').map(([label, value]) => `${label}=${JSON.stringify(value)}`);
    const samples = await this.client.queryInstant(`${name}{${exactly.join(',')}}[10m]`, atMs, signal);
    if (samples.kind === 'failed') return samples.fault;
    const values = firstOf(samples.result, 'values');
    if (!Array.isArray(values) || values.length < 2) return null;
    const stampsMs = values.map((pair: unknown) => Math.round(Number((pair as unknown[])[0]) * 1000));
    const distances = stampsMs.slice(1).map((stamp, i) => stamp - stampsMs[i]).sort((a, b) => a - b);
    return distances[Math.floor(distances.length / 2)];
  }
}

function firstOf(result: unknown, name: string): unknown {
  const [first] = Array.isArray(result) ? (result as unknown[]) : [];
  return typeof first === 'object' && first !== null ? (first as Record<string, unknown>)[name] : undefined;
}
