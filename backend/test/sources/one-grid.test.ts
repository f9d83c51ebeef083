import { setTimeout as delay } from 'node:timers/promises';
import { expect, it } from '@jest/globals';
import { describeWithServers } from '../../../tools/servers/describe-with-servers.ts';
import { startInflux } from '../../../tools/servers/influxdb.ts';
import { startNodeExporter } from '../../../tools/servers/node-exporter.ts';
import { startPrometheus } from '../../../tools/servers/prometheus.ts';
import type { RunningServer } from '../../../tools/servers/running-server.ts';
import { telegrafMeasures } from '../../src/domain/catalog/presets/telegraf-influxql.ts';
import type { MetricSource } from '../../src/domain/series/ports.ts';
import { InfluxSource } from '../../src/io/influxdb/influx-source.ts';
import { influxOptions } from '../../src/io/influxdb/options.ts';
import { prometheusOptions } from '../../src/io/prometheus/options.ts';
import { PrometheusSource } from '../../src/io/prometheus/prometheus-source.ts';
import { eventually } from '../service/eventually.ts';
import { startChangingExporter } from './changing-exporter.ts';
import { startIntake } from './running-intake.ts';
import { type Point, runInfluxql, writePoints } from './write-points.ts';

// About the proportions of a real fleet (15 s in 5 minutes), thirty times as fast: 25 scrapes a step, four steps.
const stepMs = 10_000;
const scrapeMs = 400;
const wantedSteps = 4;
const never = new AbortController().signal;

interface RawSeries {
  readonly metric: Readonly<Record<string, string>>;
  readonly values: ReadonlyArray<readonly [number, string]>;
}

/** Every sample that Prometheus has scraped of a metric. */
async function scraped(server: RunningServer, selector: string): Promise<readonly RawSeries[]> {
  const answer = await fetch(`${server.url}/api/v1/query?query=${encodeURIComponent(`${selector}[10m]`)}`);
  return ((await answer.json()) as { data: { result: RawSeries[] } }).data.result;
}

/**
 * Telegraf's cpu usage is a share of one interval, and its mean weighs every interval alike. Within half a second the kernel's
 * account of idle time is too coarse for that; a third of a step is enough, and its intervals end where steps do.
 */
const telegrafCpuMs = stepMs / 3;

/** The last moment within each of Telegraf's intervals; moments are sorted, in seconds. */
function lastOfEachInterval<T>(moments: ReadonlyArray<readonly [number, T]>): ReadonlyArray<readonly [number, T]> {
  const intervalOf = (at: number) => Math.ceil((at * 1000) / telegrafCpuMs);
  return moments.filter(([at], i) => i + 1 < moments.length && intervalOf(moments[i + 1][0]) !== intervalOf(at));
}

/** What Telegraf would have written, had it looked at the moments when Prometheus did. */
async function telegrafPoints(server: RunningServer): Promise<Point[]> {
  const tags = { host: 'box' };
  const points: Point[] = [];
  const seconds = new Map<number, { idle: number; all: number }>();
  for (const { metric, values } of await scraped(server, 'node_cpu_seconds_total')) {
    for (const [at, text] of values) {
      const sum = seconds.get(at) ?? { idle: 0, all: 0 };
      sum.all += Number(text);
      if (metric['mode'] === 'idle') sum.idle += Number(text);
      seconds.set(at, sum);
    }
  }
  const moments = lastOfEachInterval([...seconds].sort(([a], [b]) => a - b));
  for (let i = 1; i < moments.length; i++) {
    const [[, before], [at, now]] = [moments[i - 1], moments[i]];
    const usage_idle = now.all > before.all ? (100 * (now.idle - before.idle)) / (now.all - before.all) : 100;
    points.push({ measurement: 'cpu', tags: { ...tags, cpu: 'cpu-total' }, fields: { usage_idle }, timeMs: at * 1000 });
  }
  const [total] = await scraped(server, 'node_memory_MemTotal_bytes');
  const totals = new Map(total.values);
  const [available] = await scraped(server, 'node_memory_MemAvailable_bytes');
  for (const [at, text] of available.values) {
    points.push({ measurement: 'mem', tags, fields: { used_percent: 100 * (1 - Number(text) / Number(totals.get(at))) }, timeMs: at * 1000 });
  }
  const [bytes] = await scraped(server, 'changing_bytes_total');
  for (const [at, text] of bytes.values) points.push({ measurement: 'net', tags: { ...tags, interface: 'eth0' }, fields: { bytes_recv: Number(text), bytes_sent: 0 }, timeMs: at * 1000 });
  const [level] = await scraped(server, 'changing_level');
  for (const [at, text] of level.values) points.push({ measurement: 'level', tags, fields: { value: Number(text) }, timeMs: at * 1000 });
  return points.map((point) => ({ ...point, timeMs: Math.round(point.timeMs) }));
}

/**
 * Share of the cpus' time that the kernel accounted to no mode, which happens on virtual machines. node_exporter's presets count it
 * as busy, Telegraf leaves it out of the whole: by so much the two disagree about cpu, whatever the grid does.
 */
async function unaccountedShare(server: RunningServer): Promise<number> {
  const series = await scraped(server, 'node_cpu_seconds_total');
  const cpus = new Set(series.map(({ metric }) => metric['cpu'])).size;
  const accountedSeconds = series.reduce((sum, { values }) => sum + Number(values.at(-1)![1]) - Number(values[0][1]), 0);
  const [from, to] = [series[0].values[0][0], series[0].values.at(-1)![0]];
  return Math.max(0, 1 - accountedSeconds / (cpus * (to - from)));
}

/** What one look showed of something that only grows. */
interface Look {
  readonly atMs: number;
  readonly total: number;
}

async function looksAt(server: RunningServer, selector: string): Promise<readonly Look[]> {
  const totals = new Map<number, number>();
  for (const { values } of await scraped(server, selector)) for (const [at, text] of values) totals.set(at * 1000, (totals.get(at * 1000) ?? 0) + Number(text));
  return [...totals].map(([atMs, total]) => ({ atMs, total })).sort((one, other) => one.atMs - other.atMs);
}

/**
 * How far those who see the same looks may differ about the rate between the first and the last of these boundaries, as
 * docs/methods/grid.md says. About each boundary one counts the increase between the looks on either side wholly in one part, another by
 * its share; and where they lie more than a tenth further apart than looks do, Prometheus takes the counter to have stood still but for
 * half a look, at either end of its range, which begins one look before the step.
 */
function openRate(looks: readonly Look[], boundariesMs: readonly number[]): number {
  const [fromMs, toMs] = [boundariesMs[0], boundariesMs.at(-1)!];
  const pairs = looks.slice(1).map((after, i) => {
    const lastedMs = after.atMs - looks[i].atMs;
    return { endMs: after.atMs, lastedMs, rate: (after.total - (after.total < looks[i].total ? 0 : looks[i].total)) / lastedMs };
  });
  const inside = pairs.filter(({ endMs }) => endMs > fromMs && endMs <= toMs);
  const mean = sumOf(inside.map(({ rate, lastedMs }) => rate * lastedMs)) / sumOf(inside.map(({ lastedMs }) => lastedMs));
  const about = (boundaryMs: number) => pairs.find(({ endMs }) => endMs > boundaryMs)!;
  const straddling = boundariesMs.map(about).map(({ rate, lastedMs }) => lastedMs * Math.abs(rate - mean));
  const late = [fromMs - scrapeMs, ...boundariesMs].map(about).map(({ lastedMs }) => (lastedMs > 1.1 * scrapeMs ? (lastedMs - scrapeMs / 2) * mean : 0));
  return (sumOf(straddling) + sumOf(late)) / (toMs - fromMs);
}

function sumOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0);
}

/** Up to which stamp Prometheus has written to us, by its own account. */
async function sentUntilMs(server: RunningServer): Promise<number> {
  const text = await (await fetch(`${server.url}/metrics`)).text();
  return 1000 * Number(/^prometheus_remote_storage_queue_highest_sent_timestamp_seconds\{.*\} (\S+)$/m.exec(text)?.[1]);
}

async function stepsOf(source: MetricSource, fromStep: number): Promise<ReadonlyMap<string, Float32Array>> {
  const reading = await source.readSteps({ fromStep, toStep: fromStep + wantedSteps - 1, stepMs }, never);
  expect(reading.faults).toEqual([]);
  const box = reading.servers.find((server) => server.server === 'box');
  return new Map(reading.series.filter((series) => series.serverId === box?.serverId).map((series) => [series.metric, series.values]));
}

describeWithServers(['prometheus', 'node-exporter', 'influxdb'], 'one grid for every way in', () => {
  it('gives the same steps from Prometheus, from its remote write to us, and from InfluxDB, a counter reset included', async () => {
    await using exporter = await startChangingExporter();
    await using nodeExporter = await startNodeExporter({ collectors: ['cpu', 'meminfo'] });
    await using intake = await startIntake([
      {
        name: 'changing',
        rules: [
          { metric: 'traffic', read: 'rate', of: { name: 'changing_bytes_total' }, scale: 0.001 },
          { metric: 'level', read: 'gauge', of: { name: 'changing_level' } },
        ],
      },
    ]);
    await using prometheus = await startPrometheus({
      scrape: [
        { job: 'node', targets: [`127.0.0.1:${nodeExporter.port}`], intervalMs: scrapeMs, labels: { host: 'box' } },
        { job: 'changing', targets: [`127.0.0.1:${exporter.port}`], intervalMs: scrapeMs, labels: { host: 'box' } },
      ],
      remoteWrite: { url: intake.writeUrl },
    });
    await using influx = await startInflux();

    // Prometheus begins to look some seconds after it is ready; then whole steps only, and the reset falls into the third of them.
    await eventually(async () => {
      for (const selector of ['node_cpu_seconds_total', 'changing_bytes_total']) expect((await looksAt(prometheus, selector)).length).toBeGreaterThan(3);
    });
    const fromStep = Math.ceil(Date.now() / stepMs) + 1;
    await delay((fromStep + 1.6) * stepMs - Date.now());
    exporter.reset();
    const endMs = (fromStep + wantedSteps - 1) * stepMs;
    await delay(endMs - Date.now());
    // Prometheus has looked once more, and all that it saw has come to us.
    await eventually(async () => {
      expect((await looksAt(prometheus, 'changing_bytes_total')).at(-1)!.atMs).toBeGreaterThan(endMs + scrapeMs);
      expect(await sentUntilMs(prometheus)).toBeGreaterThan(endMs + scrapeMs);
    });

    await runInfluxql(influx, 'CREATE DATABASE telegraf');
    await writePoints(influx, 'db=telegraf', await telegrafPoints(prometheus));

    const ways = {
      prometheus: await stepsOf(
        new PrometheusSource(
          'prometheus',
          prometheusOptions.parse({
            url: prometheus.url,
            preset: 'node_exporter',
            presetMetrics: ['cpu', 'memory'],
            metrics: { traffic: 'rate(changing_bytes_total[$rate]) / 1000', level: { query: 'avg_over_time(changing_level[$step])', kind: 'percent' } },
          }),
        ),
        fromStep,
      ),
      remoteWrite: await stepsOf(intake.source, fromStep),
      influx: await stepsOf(
        new InfluxSource('influxdb', influxOptions.parse({ url: influx.url, database: 'telegraf', preset: 'telegraf', presetMetrics: ['cpu', 'memory'], metrics: { traffic: telegrafMeasures.network, level: { measurement: 'level', fields: ['value'], kind: 'percent' } } })),
        fromStep,
      ),
    };

    const idle = await looksAt(prometheus, 'node_cpu_seconds_total{mode="idle"}');
    const bytes = await looksAt(prometheus, 'changing_bytes_total');
    const cpus = new Set((await scraped(prometheus, 'node_cpu_seconds_total')).map(({ metric }) => metric['cpu'])).size;
    const unaccounted = await unaccountedShare(prometheus);
    /** What the looks leave open, as a share of the metric's range: of a percentage 100, of the counter 1.5 KB/s. */
    const openOf: Readonly<Record<string, (startMs: number) => number>> = {
      cpu: (startMs) => unaccounted + (1000 / cpus) * openRate(idle, [0, 1, 2, 3].map((third) => startMs + third * telegrafCpuMs)),
      memory: () => 0,
      level: () => 0,
      traffic: (startMs) => openRate(bytes, [startMs, startMs + stepMs]) / 1.5,
    };
    const rows = Object.entries(openOf).flatMap(([metric, open]) =>
      Array.from({ length: wantedSteps }, (_, i) => {
        const values = Object.values(ways).map((steps) => steps.get(metric)?.[i] ?? NaN);
        const apart = (Math.max(...values) - Math.min(...values)) / (metric === 'traffic' ? 1.5 : 100);
        return { metric, step: i, values, apart, open: open((fromStep + i - 1) * stepMs) };
      }),
    );
    if (process.env['FLEETCAST_SHOW'] === '1') console.table(rows.map(({ values, ...row }) => ({ ...row, ...Object.fromEntries(Object.keys(ways).map((way, i) => [way, values[i]])) })));
    for (const row of rows) expect(`${row.metric} in step ${row.step}: ${row.values.join(' ')}`).not.toContain('NaN');
    expect(rows.filter(({ apart, open }) => !(apart <= 0.01 + open))).toEqual([]);
    // the counter swung and was reset, and no way saw a dip or a spike from that
    for (const steps of Object.values(ways)) for (const value of steps.get('traffic') ?? []) expect(value).toBeGreaterThan(0.45);
  });
});
