import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { stringify } from 'yaml';
import { startServiceProcess } from '../../../tools/processes/service-process.ts';
import { describeWithServers } from '../../../tools/servers/describe-with-servers.ts';
import { startInflux } from '../../../tools/servers/influxdb.ts';
import { startPrometheus } from '../../../tools/servers/prometheus.ts';
import { configSchema } from '../../src/app/config/schema.ts';
import { examineSources } from '../../src/app/doctor/examine-sources.ts';
import { push, sampled } from './push.ts';
import { runInfluxql, writePoints } from './write-points.ts';

const main = path.resolve(import.meta.dirname, '../../src/main.ts');
const stepMs = 300_000;

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(path.join(os.tmpdir(), 'fleetcast-doctor-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Runs the doctor on a configuration; gives its exit code and what it said, without colours or times. */
function examine(settings: object, environment: Record<string, string> = {}): Promise<{ code: number | null; said: string }> {
  const file = path.join(folder, 'fleetcast.yaml');
  writeFileSync(file, stringify({ dataFolder: 'data', ...settings }));
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', main, 'doctor', '--config', file], { env: { PATH: process.env['PATH'], NODE_COMPILE_CACHE: process.env['NODE_COMPILE_CACHE'], ...environment }, stdio: ['ignore', 'pipe', 'pipe'] });
  let said = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (text: Buffer) => (said += text.toString()));
  return new Promise((resolve) => child.once('close', (code) => resolve({ code, said })));
}

describe('fleetcast doctor', () => {
  it('names every fault of the configuration at once and looks no further', async () => {
    const { code, said } = await examine({ listen: { port: 'many' }, sources: [{ kind: 'prometheus', name: 'main', url: 'prometheus:9090' }], colour: 'red' });
    expect(code).toBe(2);
    expect(said).toMatch(/^The configuration has \d faults:/);
    for (const at of ['listen.port', 'sources.0', 'colour']) expect(said).toContain(at);
    expect(said).toContain('Correct these');
  });

  it('finds nothing wrong with the defaults', async () => {
    const { code, said } = await examine({});
    expect(said).toContain('Nothing is wrong.');
    expect(said).toMatch(/ok {4}model: The base model \S+ is whole/);
    expect(said).toMatch(/hint {2}sources: None is configured: only what is pushed/);
    expect(said).toMatch(/ok {4}data folder: .*data will be made at the first start/);
    expect(existsSync(path.join(folder, 'data'))).toBe(false);
    expect(code).toBe(0);
  });

  it('says so when there is nothing to forecast', async () => {
    const { code, said } = await examine({ intake: { enabled: false } });
    expect([code, said]).toEqual([1, expect.stringMatching(/WRONG sources: .* add one under sources/)]);
  });

  it('says so when the data folder cannot be written', async () => {
    const blocked = path.join(folder, 'blocked');
    writeFileSync(blocked, 'a file where a folder is wanted');
    const { code, said } = await examine({ dataFolder: blocked });
    expect([code, said]).toEqual([1, expect.stringMatching(/WRONG data folder: .*blocked cannot be written .* name another dataFolder/)]);
  });

  it('says that the shipped model does not fit the grid asked for', async () => {
    expect((await examine({ grid: { stepSeconds: 60 } })).said).toMatch(/hint {2}model: It is made for 300 s x 96 steps, the configuration asks for 60 s x 96: simple forecasts speak/);
  });

  it('says what is wrong with a PostgreSQL and shows no password', async () => {
    const { code, said } = await examine({ state: { databaseUrl: 'postgres://fleetcast:hunter2-secret@127.0.0.1:9/fleetcast' } });
    expect([code, said]).toEqual([1, expect.stringMatching(/WRONG state: PostgreSQL cannot be opened .* is it running/)]);
    expect(said).not.toContain('hunter2');
  });

  it('finds a service at work in the data folder', async () => {
    const service = await startServiceProcess(path.join(folder, 'running'), {});
    try {
      const { port } = new URL(service.url);
      const { code, said } = await examine({ dataFolder: path.join(folder, 'running', 'data'), listen: { port: Number(port) } });
      expect(said).toMatch(/service: It runs and is (ready|not ready yet)/);
      expect(said).toContain('held by the running service');
      expect(code).toBe(0);
    } finally {
      await service.stop();
    }
  });
});

describeWithServers(['prometheus', 'influxdb'], 'fleetcast doctor and sources', () => {
  it('tells a good source, an empty one, a wrong password and one that is down apart', async () => {
    await using prometheus = await startPrometheus();
    await using influx = await startInflux({ admin: { username: 'ada', password: 'lovelace-1815' } });
    const signIn = 'u=ada&p=lovelace-1815';
    await runInfluxql(influx, 'CREATE DATABASE telegraf', signIn);
    const now = Date.now();
    await push(prometheus, [sampled({ __name__: 'busy', host: 'web1' }, now - 4 * stepMs, now, 60_000, () => 10)]);
    const points = Array.from({ length: 20 }, (_, i) => ({ measurement: 'mem', tags: { host: 'web1' }, fields: { used_percent: 5 }, timeMs: now - i * 60_000 }));
    await writePoints(influx, `db=telegraf&${signIn}`, points);
    const { code, said } = await examine({
      sources: [
        { kind: 'prometheus', name: 'good', url: prometheus.url, metrics: { busy: 'avg_over_time(busy[$step])', idle: 'avg_over_time(idle[$step])' } },
        { kind: 'prometheus', name: 'empty', url: prometheus.url, preset: 'node_exporter' },
        { kind: 'prometheus', name: 'down', url: 'http://127.0.0.1:9', preset: 'node_exporter', attempts: 1 },
        { kind: 'prometheus', name: 'mistyped', url: prometheus.url, metrics: { cpu: 'avg_over_time(busy[$step]' } },
        { kind: 'influxdb', name: 'tele', url: influx.url, database: 'telegraf', preset: 'telegraf', username: 'ada', password: 'lovelace-1815' },
        { kind: 'influxdb', name: 'locked', url: influx.url, database: 'telegraf', preset: 'telegraf', username: 'ada', password: 'wrong-password' },
      ],
    });
    expect(code).toBe(1);
    expect(said).toMatch(/ok {4}source good: .* 1 servers; with values: busy 1\./);
    expect(said).toMatch(/hint {2}source good: Nothing on idle for 15 minutes/);
    expect(said).toMatch(/WRONG source empty: .* answers, but has had nothing on cpu, memory, disk, network, filesystem for 15 minutes\. Are the exporters/);
    expect(said).toMatch(/WRONG source down: .* cannot be reached/);
    expect(said).toMatch(/WRONG source mistyped: cpu: .* rejected the query/);
    expect(said).toMatch(/ok {4}source tele: .* 1 servers; with values: memory 1\./);
    expect(said).toMatch(/WRONG source locked: .* refused the credentials/);
    expect(said).not.toContain('wrong-password');
    expect(said).toMatch(/\n\d things are wrong\.\n$/);
  });

  it("notices a clock that is off, Prometheus's as InfluxDB's", async () => {
    await using prometheus = await startPrometheus();
    await using influx = await startInflux();
    await runInfluxql(influx, 'CREATE DATABASE telegraf');
    const config = configSchema.parse({
      sources: [
        { kind: 'prometheus', name: 'main', url: prometheus.url, preset: 'node_exporter' },
        { kind: 'influxdb', name: 'tele', url: influx.url, database: 'telegraf', preset: 'telegraf' },
      ],
    });
    const clocksWith = async (aheadMs: number) => {
      const findings = await examineSources(config, () => Date.now() + aheadMs, new AbortController().signal);
      return findings.filter((finding) => finding.message.includes('clock')).map((finding) => `${finding.level} ${finding.message}`);
    };
    expect(await clocksWith(0)).toEqual([]);
    // As far as the time that the answers took leaves it open.
    const startedMs = Date.now();
    const [near, far] = [await clocksWith(30_000), await clocksWith(-600_000)];
    const openSeconds = 1 + Math.ceil((Date.now() - startedMs) / 1000);
    const expectAbout = (said: string, words: RegExp, seconds: number) => {
      expect(said).toMatch(words);
      expect(Math.abs(Number(words.exec(said)![1]) - seconds)).toBeLessThanOrEqual(openSeconds);
    };
    for (const said of near) expectAbout(said, /^hint Its clock is (\d+) s behind this machine's: keep both in time/, 30);
    expect(far).toHaveLength(2);
    for (const said of far) expectAbout(said, /^wrong Its clock is (\d+) s ahead of this machine's, more than the 60 s/, 600);
  });
});
