import { ServerNamer, serverNaming } from '../../domain/catalog/server-naming.ts';
import type { MetricSource, StepReading, StepRequest } from '../../domain/series/ports.ts';
import { resample } from '../../domain/series/resample.ts';
import type { StepCollector } from '../../domain/series/step-collector.ts';
import { PieceSizes } from '../metric-reading/piece-sizes.ts';
import { readEachMetric } from '../metric-reading/read-each-metric.ts';
import { InfluxClient, type InfluxSeries } from './influx-client.ts';
import type { InfluxOptions } from './options.ts';
import { ServerSums } from './server-sums.ts';
import { type MetricMeasure, metricMeasuresOf, rawStatement, statementsOf, type StepSpan } from './step-statements.ts';

/** Steps in which a counter fell or paused, and which need their raw samples. */
interface RoughSteps {
  readonly field: string;
  readonly tags: Readonly<Record<string, string>>;
  readonly steps: number[];
}

/** Metrics from InfluxDB by InfluxQL: 1.x, and 2.x and 3.x through their endpoint that is compatible with it. */
export class InfluxSource implements MetricSource {
  readonly name: string;
  readonly metrics: readonly MetricMeasure[];
  private readonly client: InfluxClient;
  private readonly options: InfluxOptions;
  private readonly namer: ServerNamer;
  private readonly pieces: PieceSizes;

  /** Servers of which nothing tells the region belong to `defaultRegion`. */
  constructor(name: string, options: InfluxOptions, defaultRegion = 'default') {
    this.name = name;
    this.options = options;
    this.metrics = metricMeasuresOf(options);
    this.client = new InfluxClient(options);
    this.namer = new ServerNamer(options.servers ?? serverNaming.parse({}), defaultRegion);
    this.pieces = new PieceSizes(options.pointsPerQuery, Infinity);
  }

  get address(): string {
    return this.client.address;
  }

  /** How far the server's clock is ahead of `now`; null when it does not tell. */
  clockAheadMs(now: () => number): Promise<number | null> {
    return this.client.clockAheadMs(now);
  }

  readSteps(request: StepRequest, signal: AbortSignal): Promise<StepReading> {
    return readEachMetric(this.metrics, this.options.concurrency, request, (metric, collector, pointless) => this.readMetric(metric, request, collector, pointless, signal));
  }

  private async readMetric(metric: MetricMeasure, request: StepRequest, collector: StepCollector, pointless: AbortController, signal: AbortSignal): Promise<void> {
    for (let from = request.fromStep; from <= request.toStep && !pointless.signal.aborted; ) {
      const steps = Math.min(this.pieces.stepsFor(metric.name), request.toStep - from + 1);
      const outcome = await this.readPiece(metric, { fromStep: from, toStep: from + steps - 1, stepMs: request.stepMs }, collector, signal);
      if (outcome.kind === 'done') {
        from += steps;
      } else if (outcome.kind === 'too-much') {
        if (steps === 1) {
          collector.fault({ kind: 'too-much', message: `${metric.name}: ${this.address} refuses even one step: ${outcome.message}. Narrow it with where, or raise the limits under [coordinator] there.` });
          return;
        }
        this.pieces.refused(metric.name, steps);
      } else {
        if (outcome.down) pointless.abort();
        return;
      }
    }
  }

  private async readPiece(
    metric: MetricMeasure,
    span: StepSpan,
    collector: StepCollector,
    signal: AbortSignal,
  ): Promise<{ kind: 'done' } | { kind: 'too-much'; message: string } | { kind: 'stopped'; down: boolean }> {
    const { measure, name } = metric;
    const answer = await this.client.query(statementsOf(measure, span), signal);
    if (answer.kind === 'too-much') return answer;
    if (answer.kind === 'failed') {
      const down = answer.fault.kind === 'unreachable' || answer.fault.kind === 'unauthorised';
      collector.fault(down ? answer.fault : { kind: answer.fault.kind, message: `${name}: ${answer.fault.message}` });
      return { kind: 'stopped', down };
    }
    const sums = new ServerSums(measure, span);
    const rough: RoughSteps[] = [];
    let seriesCount = 0;
    for (const [i, statement] of answer.statements.entries()) {
      if (statement.error !== null) {
        collector.fault({ kind: 'bad-query', message: `${name}: ${this.address} rejected the query. It says: ${statement.error}` });
        return { kind: 'stopped', down: false };
      }
      seriesCount += statement.series.length;
      for (const series of statement.series) {
        if (series.partial) collector.fault({ kind: 'partial', message: `${name}: ${this.address} cut a series short (max-row-limit); lower pointsPerQuery.` });
        const server = this.namer.observe(series.tags);
        if (server === undefined) collector.unnamed(name, series.tags);
        else if (measure.aggregate === 'counter') rough.push({ field: measure.fields[i], tags: series.tags, steps: takeIncreases(series, span, (step, rate) => sums.add(server, step, rate)) });
        else for (const row of series.values) sums.add(server, stepOfBucket(Number(row[0]), span.stepMs), asNumber(row[1]));
      }
    }
    this.pieces.answered(name, seriesCount);
    for (const series of rough) {
      if (series.steps.length === 0) continue;
      const failure = await this.takeRawSamples(metric, series, span, sums, signal);
      if (failure !== null) collector.fault({ kind: 'partial', message: `${name}: the steps in which a counter was reset could not be read again: ${failure}` });
    }
    sums.writeTo(collector, name);
    return { kind: 'done' };
  }

  /** Works the rough steps of one series out from its samples; says why when it cannot. */
  private async takeRawSamples(metric: MetricMeasure, { field, tags, steps }: RoughSteps, span: StepSpan, sums: ServerSums, signal: AbortSignal): Promise<string | null> {
    const server = this.namer.observe(tags);
    if (server === undefined) return null;
    const range = { fromStep: Math.min(...steps), toStep: Math.max(...steps) };
    const answer = await this.client.query([rawStatement(metric.measure, field, tags, { ...range, stepMs: span.stepMs })], signal);
    if (answer.kind !== 'read') return answer.kind === 'failed' ? answer.fault.message : answer.message;
    const rows = answer.statements[0]?.series[0]?.values ?? [];
    const samples = { timesMs: Float64Array.from(rows, (row) => Number(row[0])), values: Float64Array.from(rows, (row) => asNumber(row[1])) };
    const rates = resample(samples, 'counter-rate', { stepMs: span.stepMs }, range);
    for (const step of steps) sums.add(server, step, rates[step - range.fromStep]);
    return null;
  }
}

const asNumber = (value: unknown) => (typeof value === 'number' ? value : NaN);

/** A bucket is stamped just after the end of the step before its own; stamps come rounded to milliseconds. */
function stepOfBucket(bucketStampMs: number, stepMs: number): number {
  return Math.round(bucketStampMs / stepMs) + 1;
}

/**
 * The rate of each smooth step of a counter's series goes to `take`; the rough ones are returned. Rows are
 * [time, increase, fall, covered, longest]: the increase between neighbouring samples, summed, over the time it took.
 */
function takeIncreases(series: InfluxSeries, span: StepSpan, take: (step: number, perSecond: number) => void): number[] {
  const rough: number[] = [];
  for (const [stampMs, increase, fall, coveredMs, longestMs] of series.values) {
    const step = stepOfBucket(Number(stampMs), span.stepMs);
    if (step < span.fromStep || step > span.toStep) continue;
    if (asNumber(fall) < 0 || asNumber(longestMs) > 2 * span.stepMs) rough.push(step);
    else take(step, (1000 * asNumber(increase)) / asNumber(coveredMs));
  }
  return rough;
}
