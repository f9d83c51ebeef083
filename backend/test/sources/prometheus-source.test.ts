import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { describeWithServers } from '../../../tools/servers/describe-with-servers.ts';
import { startPrometheus } from '../../../tools/servers/prometheus.ts';
import type { RunningServer } from '../../../tools/servers/running-server.ts';
import { startVictoriaMetrics } from '../../../tools/servers/victoria-metrics.ts';
import { prometheusOptions } from '../../src/io/prometheus/options.ts';
import { PrometheusSource } from '../../src/io/prometheus/prometheus-source.ts';
import { push, sampled } from './push.ts';

const stepMs = 300_000;
const scrapeMs = 15_000;
const never = new AbortController().signal;
/** An hour ago, on the grid, so that a Prometheus takes the samples as recent ones. */
const originStep = Math.floor(Date.now() / stepMs) - 12;

const sourceOf = (url: string, options: Record<string, unknown>) => new PrometheusSource('test', prometheusOptions.parse({ url, ...options }));
const steps = (count: number, offset = 0) => ({ fromStep: originStep + offset, toStep: originStep + offset + count - 1, stepMs });

function suite(start: () => Promise<RunningServer>): void {
  let server: RunningServer;
  beforeAll(async () => {
    server = await start();
  });
  afterAll(async () => {
    await server.stop();
  });

  it('gives a step the mean over (t - step, t]: the sample on its own stamp is in, the one on the stamp before is not', async () => {
    const from = (originStep - 1) * stepMs;
    // 1000 on every stamp of the grid, 1 between: counted twice, a stamp would lift the mean of 20 samples by another 50
    await push(server, [sampled({ __name__: 'edge', host: 'web1' }, from, from + 3 * stepMs, scrapeMs, (at) => (at % stepMs === 0 ? 1000 : 1))]);
    const reading = await sourceOf(server.url, { metrics: { edge: 'avg_over_time(edge[$step])' } }).readSteps(steps(3), never);
    expect(reading.faults).toEqual([]);
    for (const value of reading.series[0].values) expect(value).toBeCloseTo((19 * 1 + 1000) / 20, 3);
  });

  it('gives the maximum where peaks matter', async () => {
    const from = (originStep - 1) * stepMs;
    await push(server, [sampled({ __name__: 'peaks', host: 'web1' }, from, from + 2 * stepMs, scrapeMs, (at) => (at === from + 7 * scrapeMs ? 93 : 10))]);
    const reading = await sourceOf(server.url, { metrics: { peaks: { query: 'max_over_time(peaks[$step])', kind: 'saturation' } } }).readSteps(steps(2), never);
    expect([...reading.series[0].values]).toEqual([93, 10]);
  });

  it('counts every increase of a counter once, a reset included', async () => {
    const from = (originStep - 1) * stepMs;
    const resetAt = from + stepMs + 60_000;
    // 2 a second; restarted in the middle of the second step, having shown 30 by its next scrape
    const counter = (at: number) => (at <= resetAt ? 10_000 + (2 * (at - from)) / 1000 : (2 * (at - resetAt)) / 1000);
    await push(server, [sampled({ __name__: 'bytes_total', host: 'web1' }, from - stepMs, from + 3 * stepMs, scrapeMs, counter)]);
    const reading = await sourceOf(server.url, { metrics: { bytes: 'rate(bytes_total[$rate])' } }).readSteps(steps(3), never);
    for (const value of reading.series[0].values) expect(value).toBeCloseTo(2, 2);
  });

  it('finds out how often the servers are scraped, so that a rate neither misses an increase nor smears the step before into its own', async () => {
    const from = (originStep - 1) * stepMs;
    for (const everyMs of [5000, 60_000]) {
      const name = `scraped_every_${everyMs}_total`;
      // nothing in the step before, then 600 bytes between any two samples
      const counter = (at: number) => 1e6 + Math.max(0, Math.ceil((at - from) / everyMs)) * 600;
      await push(server, [sampled({ __name__: name, host: 'web"}1' }, from - stepMs, from + stepMs, everyMs, counter)]);
      const reading = await sourceOf(server.url, { metrics: { bytes: `rate(${name}{host=~"web.*}1"}[$rate])` } }).readSteps(steps(2, -1), never);
      expect([...reading.series[0].values]).toEqual([0, expect.closeTo(600_000 / everyMs, 2)]);
    }
  });

  it('leaves gaps, servers that have not come yet and servers that have gone missing', async () => {
    const from = (originStep - 1) * stepMs;
    const whole = { from, to: from + 4 * stepMs };
    const late = { from: from + 2 * stepMs + scrapeMs, to: whole.to };
    const gone = { from, to: from + 2 * stepMs };
    await push(server, [
      sampled({ __name__: 'life', host: 'always' }, whole.from, whole.to, scrapeMs, () => 1),
      sampled({ __name__: 'life', host: 'late' }, late.from, late.to, scrapeMs, () => 2),
      sampled({ __name__: 'life', host: 'gone' }, gone.from, gone.to, scrapeMs, () => 3),
    ]);
    const reading = await sourceOf(server.url, { metrics: { life: 'avg_over_time(life[$step])' } }).readSteps(steps(4), never);
    const valuesOf = (name: string) => [...(reading.series.find((series) => series.serverId === reading.servers.find((one) => one.server === name)?.serverId)?.values ?? [])];
    expect(valuesOf('always')).toEqual([1, 1, 1, 1]);
    expect(valuesOf('late')).toEqual([NaN, NaN, 2, 2]);
    expect(valuesOf('gone')).toEqual([3, 3, NaN, NaN]);
  });

  it('asks in pieces when the fleet is large, with the same result', async () => {
    const from = (originStep - 1) * stepMs;
    const hosts = Array.from({ length: 30 }, (_, i) => `app${i}`);
    await push(server, hosts.map((host, i) => sampled({ __name__: 'many', host }, from, from + 6 * stepMs, 60_000, (at) => i + at / 1e12)));
    const options = { metrics: { many: 'avg_over_time(many[$step])' } };
    const atOnce = await sourceOf(server.url, options).readSteps(steps(6), never);
    const inPieces = await sourceOf(server.url, { ...options, pointsPerQuery: 1000 }).readSteps(steps(6), never);
    const sorted = (reading: typeof atOnce) => [...reading.series].sort((a, b) => a.serverId.localeCompare(b.serverId));
    expect(atOnce.series).toHaveLength(30);
    expect(sorted(inPieces)).toEqual(sorted(atOnce));
  });

  it('keeps the good metric when the query of another is wrong, and says which and why', async () => {
    const from = (originStep - 1) * stepMs;
    await push(server, [sampled({ __name__: 'fine', host: 'web1' }, from, from + stepMs, scrapeMs, () => 5)]);
    const reading = await sourceOf(server.url, { metrics: { broken: 'avg_over_time(fine[$step]', fine: 'avg_over_time(fine[$step])' } }).readSteps(steps(1), never);
    expect(reading.series.map((series) => [series.metric, ...series.values])).toEqual([['fine', 5]]);
    expect(reading.faults).toHaveLength(1);
    expect(reading.faults[0]).toMatchObject({ kind: 'bad-query' });
    expect(reading.faults[0].message).toMatch(/^broken: .*rejected the query.*/);
  });
}

describeWithServers(['prometheus'], 'reading steps from Prometheus', () => {
  suite(() => startPrometheus({ outOfOrderWindowMs: 86_400_000 }));

  it('reads late and out-of-order samples when it is asked again; of duplicates the first stays', async () => {
    await using server = await startPrometheus({ outOfOrderWindowMs: 86_400_000 });
    const from = (originStep - 1) * stepMs;
    const part = (fromMs: number, toMs: number, value: number) => push(server, [sampled({ __name__: 'tardy', host: 'web1' }, fromMs, toMs, scrapeMs, () => value)]);
    const source = sourceOf(server.url, { metrics: { tardy: 'avg_over_time(tardy[$step])' } });
    const read = async () => [...(await source.readSteps(steps(3), never)).series[0].values];
    await part(from + 2 * stepMs + scrapeMs, from + 3 * stepMs, 3);
    expect(await read()).toEqual([NaN, NaN, 3]);
    await part(from + scrapeMs, from + stepMs, 1);
    expect(await read()).toEqual([1, NaN, 3]);
    await part(from + scrapeMs, from + stepMs, 7);
    expect(await read()).toEqual([1, NaN, 3]);
  });

  it('halves what it asks for when the server refuses so much, down to what it allows', async () => {
    await using small = await startPrometheus({ extraArgs: ['--query.max-samples=500'] });
    const from = (originStep - 1) * stepMs;
    await push(small, [sampled({ __name__: 'wide', host: 'web1' }, from, from + 12 * stepMs, scrapeMs, (at) => (at - from) / stepMs)]);
    const source = sourceOf(small.url, { metrics: { wide: 'max_over_time(wide[$step])' } });
    const reading = await source.readSteps(steps(12), never);
    expect([...reading.series[0].values]).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]);
    expect(reading.faults).toEqual([]);
  });

  it('says so when not even one step is allowed', async () => {
    await using tiny = await startPrometheus({ extraArgs: ['--query.max-samples=5'] });
    const from = (originStep - 1) * stepMs;
    await push(tiny, [sampled({ __name__: 'wide', host: 'web1' }, from, from + stepMs, scrapeMs, () => 1)]);
    const reading = await sourceOf(tiny.url, { metrics: { wide: 'max_over_time(wide[$step])' } }).readSteps(steps(1), never);
    expect(reading.faults).toMatchObject([{ kind: 'too-much' }]);
  });

  it('answers with a fault, not an exception, while the server is down, and reads again once it is back', async () => {
    const first = await startPrometheus();
    const source = sourceOf(first.url, { metrics: { back: 'avg_over_time(back[$step])' }, attempts: 2 });
    await first.stop();
    const down = await source.readSteps(steps(1), never);
    expect(down).toMatchObject({ servers: [], series: [], faults: [{ kind: 'unreachable' }] });
    expect(down.faults[0].message).toContain('Is it running, and is url right?');
    await using second = await startPrometheus({ port: first.port });
    const from = (originStep - 1) * stepMs;
    await push(second, [sampled({ __name__: 'back', host: 'web1' }, from, from + stepMs, scrapeMs, () => 4)]);
    expect((await source.readSteps(steps(1), never)).series[0].values[0]).toBe(4);
  });
});

describeWithServers(['victoria-metrics'], 'reading steps from VictoriaMetrics', () => {
  suite(startVictoriaMetrics);
});

describe('a read that is called off', () => {
  it('ends with the reason', async () => {
    const caller = new AbortController();
    caller.abort(new Error('shutting down'));
    await expect(sourceOf('http://127.0.0.1:9', { metrics: { x: 'x' } }).readSteps(steps(1), caller.signal)).rejects.toThrow('shutting down');
  });
});
