import { createServer, type IncomingHttpHeaders } from 'node:http';
import { type AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { describeWithServers } from '../../../tools/servers/describe-with-servers.ts';
import { startInflux } from '../../../tools/servers/influxdb.ts';
import type { RunningServer } from '../../../tools/servers/running-server.ts';
import { InfluxSource } from '../../src/io/influxdb/influx-source.ts';
import { influxOptions } from '../../src/io/influxdb/options.ts';
import { type Point, runInfluxql, writePoints } from './write-points.ts';

const stepMs = 300_000;
const sampleMs = 10_000;
const never = new AbortController().signal;
const originStep = Math.floor(Date.now() / stepMs) - 12;

const sourceOf = (url: string, options: Record<string, unknown>) => new InfluxSource('test', influxOptions.parse({ url, database: 'telegraf', ...options }));
const steps = (count: number, offset = 0) => ({ fromStep: originStep + offset, toStep: originStep + offset + count - 1, stepMs });
const startMs = (originStep - 1) * stepMs;

function every(measurement: string, tags: Record<string, string>, fromMs: number, toMs: number, fieldsAt: (timeMs: number) => Record<string, number>): Point[] {
  return Array.from({ length: Math.floor((toMs - fromMs) / sampleMs) + 1 }, (_, i) => fromMs + i * sampleMs).map((timeMs) => ({ measurement, tags, fields: fieldsAt(timeMs), timeMs }));
}

describeWithServers(['influxdb'], 'reading steps from InfluxDB', () => {
  let server: RunningServer;
  beforeAll(async () => {
    server = await startInflux();
    await runInfluxql(server, 'CREATE DATABASE telegraf');
  });
  afterAll(async () => {
    await server.stop();
  });

  const write = (points: readonly Point[]) => writePoints(server, 'db=telegraf', points);

  it('gives a step the mean over (t - step, t]: nothing later than the stamp is inside, nothing is counted twice', async () => {
    await write(every('edge', { host: 'web1' }, startMs, startMs + 3 * stepMs, (at) => ({ value: at % stepMs === 0 ? 1000 : 1 })));
    const reading = await sourceOf(server.url, { metrics: { edge: { measurement: 'edge', fields: ['value'] } } }).readSteps(steps(3), never);
    expect(reading.faults).toEqual([]);
    expect(reading.servers).toMatchObject([{ server: 'web1', profile: 'web' }]);
    for (const value of reading.series[0].values) expect(value).toBeCloseTo((29 * 1 + 1000) / 30, 3);
  });

  it("reads Telegraf's measurements as the catalogue's metrics", async () => {
    const host = { host: 'tele1' };
    const until = startMs + 2 * stepMs;
    await write([
      ...every('cpu', { ...host, cpu: 'cpu-total' }, startMs, until, () => ({ usage_idle: 75 })),
      ...every('cpu', { ...host, cpu: 'cpu0' }, startMs, until, () => ({ usage_idle: 10 })),
      ...every('mem', host, startMs, until, () => ({ used_percent: 60 })),
      ...every('diskio', { ...host, name: 'sda' }, startMs - stepMs, until, (at) => ({ read_bytes: at - startMs, write_bytes: 2 * (at - startMs) })),
      ...every('diskio', { ...host, name: 'sdb' }, startMs - stepMs, until, (at) => ({ read_bytes: at - startMs, write_bytes: 0 })),
      ...every('diskio', { ...host, name: 'sda1' }, startMs - stepMs, until, (at) => ({ read_bytes: 100 * (at - startMs), write_bytes: 0 })),
      ...every('net', { ...host, interface: 'eth0' }, startMs - stepMs, until, (at) => ({ bytes_recv: 3 * (at - startMs), bytes_sent: at - startMs })),
      ...every('net', { ...host, interface: 'lo' }, startMs - stepMs, until, (at) => ({ bytes_recv: 1000 * (at - startMs), bytes_sent: 0 })),
      ...every('disk', { ...host, path: '/', fstype: 'ext4' }, startMs, until, () => ({ used_percent: 40 })),
      ...every('disk', { ...host, path: '/var', fstype: 'ext4' }, startMs, until, (at) => ({ used_percent: at === startMs + sampleMs ? 91 : 80 })),
      ...every('disk', { ...host, path: '/run', fstype: 'tmpfs' }, startMs, until, () => ({ used_percent: 99 })),
    ]);
    const reading = await sourceOf(server.url, { preset: 'telegraf' }).readSteps(steps(2), never);
    expect(reading.faults).toEqual([]);
    const id = reading.servers.find((one) => one.server === 'tele1')?.serverId;
    const values = Object.fromEntries(reading.series.filter((series) => series.serverId === id).map((series) => [series.metric, [...series.values]]));
    // bytes per millisecond are KB per second
    expect(values).toEqual({ cpu: [25, 25], memory: [60, 60], disk: [4, 4], network: [4, 4], filesystem: [91, 80] });
  });

  it('counts every increase of a counter once: resets, also several in one step and of one device of two', async () => {
    const counter = (at: number) => (at - startMs + stepMs) % 70_000; // restarts every 70 s, having shown 60,000
    await write([
      ...every('resets', { host: 'db1', dev: 'a' }, startMs - stepMs, startMs + 3 * stepMs, (at) => ({ bytes: counter(at) })),
      ...every('resets', { host: 'db1', dev: 'b' }, startMs - stepMs, startMs + 3 * stepMs, (at) => ({ bytes: at - startMs })),
    ]);
    const options = { metrics: { traffic: { measurement: 'resets', fields: ['bytes'], aggregate: 'counter', combine: 'sum' } } };
    const reading = await sourceOf(server.url, options).readSteps(steps(3), never);
    expect(reading.faults).toEqual([]);
    // device b: 1000 a second; device a: 60,000 in every 70 s, less or more where a step cuts a cycle
    const perStep = [0, 1, 2].map((step) => {
      let increase = 0;
      for (let at = startMs + step * stepMs + sampleMs; at <= startMs + (step + 1) * stepMs; at += sampleMs) increase += counter(at) < counter(at - sampleMs) ? counter(at) : sampleMs;
      return 1000 + increase / (stepMs / 1000);
    });
    reading.series[0].values.forEach((value, i) => expect(value).toBeCloseTo(perStep[i], 2));
  });

  it('leaves gaps, late comers and servers that have gone missing; duplicates and late points correct what was there', async () => {
    await write([
      ...every('life', { host: 'late' }, startMs + 2 * stepMs + sampleMs, startMs + 4 * stepMs, () => ({ value: 2 })),
      ...every('life', { host: 'gone' }, startMs, startMs + 2 * stepMs, () => ({ value: 3 })),
    ]);
    const source = sourceOf(server.url, { metrics: { life: { measurement: 'life', fields: ['value'] } } });
    const valuesOf = async (name: string) => {
      const reading = await source.readSteps(steps(4), never);
      const id = reading.servers.find((one) => one.server === name)?.serverId;
      return [...(reading.series.find((series) => series.serverId === id)?.values ?? [])];
    };
    expect(await valuesOf('late')).toEqual([NaN, NaN, 2, 2]);
    expect(await valuesOf('gone')).toEqual([3, 3, NaN, NaN]);
    // out of order, twice, and different the second time: the last one stands
    for (const value of [7, 9]) await write(every('life', { host: 'gone' }, startMs + 3 * stepMs + sampleMs, startMs + 4 * stepMs, () => ({ value })));
    expect(await valuesOf('gone')).toEqual([3, 3, NaN, 9]);
  });

  it('does not average a counter over a silence of more than two steps', async () => {
    await write([
      ...every('pause', { host: 'db2' }, startMs - stepMs, startMs, (at) => ({ bytes: at - startMs + stepMs })),
      ...every('pause', { host: 'db2' }, startMs + 3 * stepMs, startMs + 4 * stepMs, (at) => ({ bytes: at - startMs + stepMs })),
    ]);
    const options = { metrics: { traffic: { measurement: 'pause', fields: ['bytes'], aggregate: 'counter' } } };
    const reading = await sourceOf(server.url, options).readSteps(steps(5, -1), never);
    expect([...reading.series[0].values].map((value) => Math.round(value))).toEqual([1000, NaN, NaN, NaN, 1000]);
  });

  it('asks in pieces when the fleet is large, with the same result', async () => {
    const hosts = Array.from({ length: 20 }, (_, i) => `app${i}`);
    await write(hosts.flatMap((host, i) => every('many', { host }, startMs - stepMs, startMs + 5 * stepMs, (at) => ({ value: i, bytes: i * (at - startMs) }))));
    const options = {
      metrics: { many: { measurement: 'many', fields: ['value'] }, flow: { measurement: 'many', fields: ['bytes'], aggregate: 'counter' } },
    };
    const [atOnce, inPieces] = await Promise.all([options, { ...options, pointsPerQuery: 1000 }].map((each) => sourceOf(server.url, each).readSteps(steps(5), never)));
    const sorted = (reading: typeof atOnce) => [...reading.series].sort((a, b) => `${a.serverId}${a.metric}`.localeCompare(`${b.serverId}${b.metric}`));
    expect(atOnce.series).toHaveLength(40);
    expect(sorted(inPieces)).toEqual(sorted(atOnce));
  });

  it('keeps the good metric when another cannot be read, and says which and why', async () => {
    const reading = await sourceOf(server.url, {
      metrics: { broken: { measurement: 'mem', fields: ['used_percent'], where: 'no (condition' }, memory: { measurement: 'mem', fields: ['used_percent'] } },
    }).readSteps(steps(2), never);
    expect(reading.series.map((series) => series.metric)).toEqual(['memory']);
    expect(reading.faults).toMatchObject([{ kind: 'bad-query' }]);
    expect(reading.faults[0].message).toMatch(/^broken: .*rejected the query/);
  });

  it('says so when the database does not exist', async () => {
    const reading = await sourceOf(server.url, { database: 'nowhere', preset: 'telegraf' }).readSteps(steps(1), never);
    expect(reading.faults[0]).toMatchObject({ kind: 'bad-query' });
    expect(reading.faults[0].message).toContain('database not found: nowhere');
  });

  it('sends the token of 2.x and 3.x as their header, and nothing else', async () => {
    const seen: IncomingHttpHeaders[] = [];
    const gateway = createServer((request, response) => {
      seen.push(request.headers);
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        void fetch(`${server.url}${request.url}`, { method: 'POST', headers: { 'content-type': 'application/x-www-form-urlencoded' }, body: Buffer.concat(chunks) }).then(async (answer) =>
          response.writeHead(answer.status).end(await answer.text()),
        );
      });
    });
    await new Promise<void>((resolve) => gateway.listen(0, '127.0.0.1', resolve));
    try {
      const url = `http://127.0.0.1:${(gateway.address() as AddressInfo).port}`;
      const reading = await sourceOf(url, { token: 's3cret-token', metrics: { memory: { measurement: 'mem', fields: ['used_percent'] } } }).readSteps(steps(2), never);
      expect([...reading.series[0].values]).toEqual([60, 60]);
      expect(seen.map((headers) => headers.authorization)).toEqual(['Token s3cret-token']);
    } finally {
      await new Promise((resolve) => gateway.close(resolve));
    }
  });
});

describeWithServers(['influxdb'], 'an InfluxDB that asks for a password', () => {
  it('is read with the right one; with a wrong one the fault says what to check, and shows no secret', async () => {
    await using server = await startInflux({ admin: { username: 'ada', password: 'lovelace-1815' } });
    const credentials = 'u=ada&p=lovelace-1815';
    await runInfluxql(server, 'CREATE DATABASE telegraf', credentials);
    await writePoints(server, `db=telegraf&${credentials}`, every('mem', { host: 'web1' }, startMs, startMs + stepMs, () => ({ used_percent: 33 })));
    const options = { metrics: { memory: { measurement: 'mem', fields: ['used_percent'] } } };
    const right = await sourceOf(server.url, { ...options, username: 'ada', password: 'lovelace-1815' }).readSteps(steps(1), never);
    expect([...right.series[0].values]).toEqual([33]);
    for (const signIn of [{ username: 'ada', password: 'wrong-password' }, {}]) {
      const refused = await sourceOf(server.url, { ...options, ...signIn }).readSteps(steps(1), never);
      expect(refused).toMatchObject({ series: [], faults: [{ kind: 'unauthorised' }] });
      expect(refused.faults[0].message).toContain('check username and password');
      expect(refused.faults[0].message).not.toContain('wrong-password');
    }
  });
});

describeWithServers(['influxdb'], 'an InfluxDB that goes away', () => {
  it('is given up after the time allowed when its answer breaks off, which the package itself would wait for without end', async () => {
    const gateway = createServer((_, response) => {
      response.writeHead(200, { 'content-type': 'application/json', 'content-length': '1000' });
      response.write('{"results":[', () => response.destroy());
    });
    await new Promise<void>((resolve) => gateway.listen(0, '127.0.0.1', resolve));
    try {
      const source = sourceOf(`http://127.0.0.1:${(gateway.address() as AddressInfo).port}`, { preset: 'telegraf', attempts: 1, timeoutSeconds: 1 });
      expect(await source.readSteps(steps(1), never)).toMatchObject({ series: [], faults: [{ kind: 'unreachable' }] });
    } finally {
      await new Promise((resolve) => gateway.close(resolve));
    }
  });

  it('gives a fault while it is down and data once it is back', async () => {
    const first = await startInflux();
    const source = sourceOf(first.url, { preset: 'telegraf', attempts: 2 });
    await first.stop();
    const down = await source.readSteps(steps(1), never);
    expect(down).toMatchObject({ servers: [], series: [], faults: [{ kind: 'unreachable' }] });
    await using second = await startInflux({ port: first.port });
    await runInfluxql(second, 'CREATE DATABASE telegraf');
    await writePoints(second, 'db=telegraf', every('mem', { host: 'web1' }, startMs, startMs + stepMs, () => ({ used_percent: 44 })));
    const back = await source.readSteps(steps(1), never);
    expect([...back.series[0].values]).toEqual([44]);
    expect(back.faults).toEqual([]);
  });
});
