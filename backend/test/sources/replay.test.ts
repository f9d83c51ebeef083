import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { describeWithServers } from '../../../tools/servers/describe-with-servers.ts';
import { startInflux } from '../../../tools/servers/influxdb.ts';
import { startPrometheus } from '../../../tools/servers/prometheus.ts';
import { InfluxSource } from '../../src/io/influxdb/influx-source.ts';
import { influxOptions } from '../../src/io/influxdb/options.ts';
import { prometheusOptions } from '../../src/io/prometheus/options.ts';
import { PrometheusSource } from '../../src/io/prometheus/prometheus-source.ts';
import { push } from './push.ts';
import { startIntake } from './running-intake.ts';

const stepMs = 300_000;
const never = new AbortController().signal;
const main = path.resolve(import.meta.dirname, '../../src/main.ts');

interface Ended {
  readonly code: number | null;
  readonly out: string;
  readonly errors: string;
}

function fleetcastReplay(...args: string[]): Promise<Ended> {
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', main, 'replay', ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
  let [out, errors] = ['', ''];
  child.stdout.on('data', (text: Buffer) => (out += text.toString()));
  child.stderr.on('data', (text: Buffer) => (errors += text.toString()));
  return new Promise((resolve) => child.once('close', (code) => resolve({ code, out, errors })));
}

describeWithServers(['prometheus', 'influxdb'], 'fleetcast replay', () => {
  let folder: string;
  let file: string;

  /** 36 steps of a year ago: server a counts up, server b has a gap. */
  beforeAll(async () => {
    folder = mkdtempSync(path.join(os.tmpdir(), 'fleetcast-replay-'));
    file = path.join(folder, 'history.parquet');
    const instance = await DuckDBInstance.create(':memory:');
    const connection = await instance.connect();
    await connection.run(
      `COPY (SELECT s AS server, TIMESTAMP '2020-01-01 00:00:00' + INTERVAL 5 MINUTE * i AS time, CASE WHEN s = 'a' THEN i::DOUBLE WHEN i = 34 THEN NULL ELSE 50.0 END AS cpu_pct, 7.0 AS net_kbps
        FROM range(36) AS steps(i), (VALUES ('a'), ('b')) AS servers(s)) TO '${file}' (FORMAT parquet)`,
    );
    connection.closeSync();
    instance.closeSync();
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  /** The last four steps that were written at `atMs` or later, by now; a step may have ended meanwhile. */
  const stepsSince = (atMs: number) => ({ fromStep: Math.floor(atMs / stepMs) - 3, toStep: Math.floor(Date.now() / stepMs), stepMs });
  /** The last four values up to the newest that is there. */
  const lastFour = (values: Float32Array | undefined) => {
    const all = [...(values ?? [])];
    const end = all.findLastIndex((value) => !Number.isNaN(value)) + 1;
    return all.slice(Math.max(0, end - 4), end);
  };

  it('moves a file so that it ends now, into Prometheus', async () => {
    await using server = await startPrometheus();
    const startedMs = Date.now();
    const ended = await fleetcastReplay('--into', 'prometheus', '--url', server.url, '--file', file);
    expect(ended).toMatchObject({ code: 0, out: `Wrote 143 samples of 4 series into ${server.url}.\n` });
    const source = new PrometheusSource('test', prometheusOptions.parse({ url: server.url, metrics: { cpu_pct: 'avg_over_time(fleet_cpu_pct[$step])' } }));
    const reading = await source.readSteps(stepsSince(startedMs), never);
    const byServer = Object.fromEntries(reading.servers.map((one) => [one.server, lastFour(reading.series.find((series) => series.serverId === one.serverId)?.values)]));
    expect(byServer).toEqual({ a: [32, 33, 34, 35], b: [50, 50, NaN, 50] });
  });

  it('is refused by a Prometheus that holds newer samples, and says what to do', async () => {
    await using server = await startPrometheus();
    await push(server, [{ labels: { __name__: 'up', instance: 'x' }, timesMs: [Date.now()], values: [1] }]);
    const ended = await fleetcastReplay('--into', 'prometheus', '--url', server.url, '--servers', '5', '--days', '2');
    expect(ended.code).toBe(1);
    expect(ended.errors).toContain('already holds newer samples, so it refuses history');
    expect(ended.errors).toContain('out_of_order_time_window');
    // and what it advises works
    await using patient = await startPrometheus({ outOfOrderWindowMs: 10 * 86_400_000 });
    await push(patient, [{ labels: { __name__: 'up', instance: 'x' }, timesMs: [Date.now()], values: [1] }]);
    expect((await fleetcastReplay('--into', 'prometheus', '--url', patient.url, '--servers', '5', '--days', '2')).code).toBe(0);
  });

  it('fills an InfluxDB, making the database', async () => {
    await using server = await startInflux();
    const startedMs = Date.now();
    const ended = await fleetcastReplay('--into', 'influxdb', '--url', server.url, '--file', file, '--servers-match', '^a$');
    expect(ended).toMatchObject({ code: 0, out: `Wrote 72 samples of 2 series into ${server.url}.\n` });
    const source = new InfluxSource('test', influxOptions.parse({ url: server.url, database: 'fleetcast', metrics: { cpu_pct: { measurement: 'fleet', fields: ['cpu_pct'] }, net_kbps: { measurement: 'fleet', fields: ['net_kbps'] } } }));
    const reading = await source.readSteps(stepsSince(startedMs), never);
    // metrics are asked for side by side: which answers first is chance
    expect(reading.series.map((series) => [series.metric, ...lastFour(series.values)]).sort()).toEqual([
      ['cpu_pct', 32, 33, 34, 35],
      ['net_kbps', 7, 7, 7, 7],
    ]);
  });

  it('fills our own intake with a simulated fleet, with its profiles, tiers and regions', async () => {
    await using intake = await startIntake([]);
    const startedMs = Date.now();
    const ended = await fleetcastReplay('--url', intake.writeUrl.replace('/api/v1/write', ''), '--servers', '12', '--days', '1', '--seed', '3');
    expect(ended.code).toBe(0);
    const reading = await intake.source.readSteps(stepsSince(startedMs), never);
    expect(reading.servers).toHaveLength(12);
    for (const server of reading.servers) expect([server.region, server.tier, server.profile]).not.toContain(null);
    expect(new Set(reading.series.map((series) => series.metric))).toEqual(new Set(['cpu', 'memory', 'disk', 'network', 'latency']));
  });

  it('says in words what is wrong: no server, no file, wrong columns, no remote write', async () => {
    const unreachable = await fleetcastReplay('--into', 'influxdb', '--url', 'http://127.0.0.1:9', '--file', file);
    expect([unreachable.code, unreachable.errors]).toEqual([1, expect.stringContaining('cannot be reached')]);
    const missing = await fleetcastReplay('--file', path.join(folder, 'missing.parquet'));
    expect([missing.code, missing.errors]).toEqual([1, expect.stringContaining('There is no file')]);
    await using plain = await startPrometheus({ remoteWriteReceiver: false });
    const refused = await fleetcastReplay('--into', 'prometheus', '--url', plain.url, '--file', file);
    expect([refused.code, refused.errors]).toEqual([1, expect.stringContaining('start Prometheus with --web.enable-remote-write-receiver')]);
  });
});
