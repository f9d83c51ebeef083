import { describe, expect, it } from '@jest/globals';
import { prometheusOptions } from './options.ts';
import { metricQueriesOf, rangesInto } from './step-queries.ts';

const url = 'http://prometheus:9090';
const queriesOf = (options: Record<string, unknown>) => metricQueriesOf(prometheusOptions.parse({ url, ...options }));

describe('queries in force', () => {
  it("are the preset's standard ones, with the fleet's own on top", () => {
    const queries = queriesOf({ preset: 'node_exporter', metrics: { cpu: 'my_cpu', checkout_latency_ms: 'max_over_time(p99[$step])' } });
    expect(queries.map((metric) => [metric.name, metric.kind])).toEqual([
      ['cpu', 'percent'],
      ['memory', 'percent'],
      ['disk', 'unbounded'],
      ['network', 'unbounded'],
      ['filesystem', 'saturation'],
      ['checkout_latency_ms', 'latency'],
    ]);
    expect(queries[0].query).toBe('my_cpu');
  });

  it('take the kind that the configuration states', () => {
    expect(queriesOf({ metrics: { widgets: { query: 'w', kind: 'saturation' } } })[0].kind).toBe('saturation');
  });

  it('leave out what the exporter does not have', () => {
    expect(queriesOf({ preset: 'cadvisor' }).map((metric) => metric.name)).toEqual(['cpu', 'memory', 'disk', 'network']);
  });

  it('refuse a metric that the preset lacks, and say what it has', () => {
    expect(() => queriesOf({ preset: 'cadvisor', presetMetrics: ['heap'] })).toThrow('has no heap; it has cpu, memory, disk, network');
  });

  it('refuse options without any query, and two ways to sign in', () => {
    expect(prometheusOptions.safeParse({ url }).success).toBe(false);
    expect(prometheusOptions.safeParse({ url, preset: 'otel', bearerToken: 'x', basicAuth: { username: 'a', password: 'b' } }).success).toBe(false);
  });
});

describe('ranges in a query', () => {
  it('leave out the sample that closes the step before', () => {
    expect(rangesInto('rate(a[$rate]) + avg_over_time(b[$step])', 300_000, 15_000)).toBe('rate(a[314999ms]) + avg_over_time(b[299999ms])');
  });

  it('leave words that only begin alike', () => {
    expect(rangesInto('x{l="$steps"}[$step]', 5000, 1000)).toBe('x{l="$steps"}[4999ms]');
  });
});
