import { namingOfPreset } from '../../domain/catalog/presets/promql.ts';
import { ServerNamer, serverNaming } from '../../domain/catalog/server-naming.ts';
import type { MetricSource, StepReading, StepRequest } from '../../domain/series/ports.ts';
import type { StepCollector } from '../../domain/series/step-collector.ts';
import { clockAheadMs } from '../connection/clock-ahead.ts';
import { PieceSizes } from '../metric-reading/piece-sizes.ts';
import { readEachMetric } from '../metric-reading/read-each-metric.ts';
import { PrometheusClient } from './http-client.ts';
import type { PrometheusOptions } from './options.ts';
import { ScrapeIntervals } from './scrape-intervals.ts';
import type { MatrixSeries } from './series-stream.ts';
import { type MetricQuery, metricQueriesOf, rangesInto } from './step-queries.ts';

/** More points of one series than this, Prometheus refuses. */
const mostStepsPerQuery = 11_000;

/** Metrics from anything with the HTTP API of Prometheus, evaluated by its own functions at the stamps of our steps. */
export class PrometheusSource implements MetricSource {
  readonly name: string;
  readonly metrics: readonly MetricQuery[];
  private readonly client: PrometheusClient;
  private readonly options: PrometheusOptions;
  private readonly namer: ServerNamer;
  private readonly pieces: PieceSizes;
  private readonly intervals: ScrapeIntervals;

  /** Servers of which nothing tells the region belong to `defaultRegion`. */
  constructor(name: string, options: PrometheusOptions, defaultRegion = 'default') {
    this.name = name;
    this.options = options;
    this.metrics = metricQueriesOf(options);
    this.client = new PrometheusClient(options);
    this.intervals = new ScrapeIntervals(this.client, options.scrapeIntervalSeconds);
    this.pieces = new PieceSizes(options.pointsPerQuery, mostStepsPerQuery);
    this.namer = new ServerNamer(options.servers ?? serverNaming.parse((options.preset && namingOfPreset[options.preset]) ?? {}), defaultRegion);
  }

  get address(): string {
    return this.client.address;
  }

  /** How far the server's clock is ahead of `now`; null when it does not tell. */
  async clockAheadMs(now: () => number, signal: AbortSignal): Promise<number | null> {
    const beforeMs = now();
    const outcome = await this.client.queryInstant('time()', null, signal);
    const seconds = outcome.kind === 'read' && Array.isArray(outcome.result) ? Number(outcome.result[0]) : NaN;
    return Number.isFinite(seconds) ? clockAheadMs(seconds * 1000, beforeMs, now()) : null;
  }

  readSteps(request: StepRequest, signal: AbortSignal): Promise<StepReading> {
    return readEachMetric(this.metrics, this.options.concurrency, request, (metric, collector, pointless) => this.readMetric(metric, request, collector, pointless, signal));
  }

  private async readMetric(metric: MetricQuery, request: StepRequest, collector: StepCollector, pointless: AbortController, signal: AbortSignal): Promise<void> {
    const interval = await this.intervals.of(metric, request.toStep * request.stepMs, signal);
    if (interval.kind === 'failed') {
      collector.fault(interval.fault);
      pointless.abort();
      return;
    }
    const query = rangesInto(metric.query, request.stepMs, interval.milliseconds);
    for (let from = request.fromStep; from <= request.toStep && !pointless.signal.aborted; ) {
      const steps = Math.min(this.pieces.stepsFor(metric.name), request.toStep - from + 1);
      const range = { query, startMs: from * request.stepMs, endMs: (from + steps - 1) * request.stepMs, stepMs: request.stepMs };
      let seriesCount = 0;
      const outcome = await this.client.queryRange(range, signal, (series) => {
        seriesCount += 1;
        this.takeSeries(metric.name, series, request.stepMs, collector);
      });
      this.pieces.answered(metric.name, seriesCount);
      if (outcome.kind === 'too-much') {
        if (steps === 1) {
          collector.fault({ kind: 'too-much', message: `${metric.name}: ${this.address} refuses even one step of this query: ${outcome.message} Narrow the query, or raise --query.max-samples there.` });
          return;
        }
        this.pieces.refused(metric.name, steps);
        continue;
      }
      if (outcome.kind === 'failed') {
        const { kind, message } = outcome.fault;
        if (kind === 'unreachable' || kind === 'unauthorised') {
          collector.fault(outcome.fault);
          pointless.abort();
          return;
        }
        collector.fault({ kind, message: `${metric.name}: ${message}` });
        if (kind === 'bad-query') return;
      } else {
        for (const fault of outcome.faults) collector.fault({ kind: fault.kind, message: `${metric.name}: ${fault.message}` });
      }
      from += steps;
    }
  }

  private takeSeries(metric: string, series: MatrixSeries, stepMs: number, collector: StepCollector): void {
    const server = this.namer.observe(series.metric);
    if (server === undefined) return collector.unnamed(metric, series.metric);
    const write = collector.writerOf(server, metric, series.metric);
    let offGrid = 0;
    for (const [stampSeconds, text] of series.values) {
      const step = (stampSeconds * 1000) / stepMs;
      // stamps are thousandths of a second in binary fractions: a hair beside a whole step is that step
      if (Math.abs(step - Math.round(step)) * stepMs > 0.5) offGrid += 1;
      else write(Math.round(step), Number(text));
    }
    if (offGrid > 0) {
      collector.fault({ kind: 'partial', message: `${metric}: ${this.address} answers at other moments than asked for; these values are left out. Switch off step alignment in what stands before it.` });
    }
  }
}
