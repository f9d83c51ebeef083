/** The sinks' own thread: it writes, renders the page that is scraped, and is started again when it dies. */
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gunzipSync } from 'node:zlib';
import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { describeWithServers } from '../../../tools/servers/describe-with-servers.ts';
import { startPrometheus } from '../../../tools/servers/prometheus.ts';
import { configSchema } from '../../src/app/config/schema.ts';
import { RunningSinks } from '../../src/app/service/running-sinks.ts';
import { SinkThread } from '../../src/app/workers/sink-thread.ts';
import { systemClock } from '../../src/io/clock/clock.ts';
import { createLog } from '../../src/io/telemetry/log.ts';
import { ServiceMetrics } from '../../src/io/telemetry/service-metrics.ts';
import { eventually } from '../service/eventually.ts';
import { startApi } from '../service/running-api.ts';
import { publishedFleet } from '../service/sample-fleet.ts';
import { storyOf } from '../warnings/sample-warnings.ts';
import { promql } from './promql.ts';
import { sinkFolder } from './sample-said.ts';

const published = publishedFleet([{ server: 'web-1', tier: 'shop', risk: 0.7, p50Minutes: 90 }]);
const never = new AbortController().signal;

describeWithServers(['prometheus'], "the sinks' thread", () => {
  let receiver: Server;
  let requests = 0;
  beforeEach(async () => {
    requests = 0;
    receiver = createServer((request, response) => {
      request.resume();
      request.on('end', () => {
        requests += 1;
        response.writeHead(204).end();
      });
    });
    await new Promise<void>((resolve) => receiver.listen(0, '127.0.0.1', resolve));
  });
  afterEach(() => new Promise((resolve) => receiver.close(resolve)));

  function start(folder: string, settings: object, clock = systemClock): { readonly sinks: RunningSinks; readonly metrics: ServiceMetrics } {
    const url = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}`;
    const config = configSchema.parse({ sinks: [{ kind: 'prometheus', name: 'main', url }], ...settings });
    const metrics = new ServiceMetrics(() => 0);
    const startThread = (onStatus: ConstructorParameters<typeof SinkThread>[1]) => new SinkThread({ config, folder }, onStatus);
    return { sinks: new RunningSinks({ startThread, clock, metrics, log: createLog('silent') }), metrics };
  }

  it('is started again when it dies, is told anew what is said, and counts', async () => {
    using folder = sinkFolder();
    // The wait before the restart passes at once.
    const { sinks, metrics } = start(folder.path, {}, { now: systemClock.now, waitUntil: async () => undefined });
    try {
      sinks.publish(published);
      sinks.judged([]);
      await eventually(async () => expect(requests).toBeGreaterThan(0));
      // A snapshot that no sense can be made of breaks the thread in the midst of its work.
      sinks.publish({ ...published, snapshot: { ...published.snapshot, columns: {} as typeof published.snapshot.columns } });
      sinks.judged([]);
      await eventually(async () => expect((await metrics.workerFailures.get()).values).toMatchObject([{ labels: { worker: 'sinks' }, value: expect.any(Number) }]));
      sinks.publish(published);
      const before = requests;
      await eventually(async () => expect(requests).toBeGreaterThan(before));
      await eventually(async () => expect(sinks.warnings).toEqual([]));
      await eventually(async () => expect(sinks.statuses).toMatchObject([{ name: 'main', state: 'up', batchesDropped: 0, message: null }]));
    } finally {
      await sinks.stop();
    }
  });

  it('renders the page, packed or not, with whole families and every kind of figure', async () => {
    using folder = sinkFolder();
    const { sinks } = start(folder.path, { sinks: [], predictionsPage: { enabled: true, nameStyle: 'underscore' } });
    try {
      expect(await sinks.page(false, never)).toMatchObject({ kind: 'unavailable', message: expect.stringContaining('No forecast has been made yet') });
      sinks.publish(published);
      const { warning } = storyOf('web-1', Date.now());
      sinks.judged([warning]);
      const read = async (gzip: boolean) => {
        const reading = await sinks.page(gzip, never);
        if (reading.kind === 'unavailable') throw new Error(reading.message);
        const pieces: Uint8Array[] = [];
        for await (const piece of reading.pieces) pieces.push(piece);
        return Buffer.concat(pieces);
      };
      const plain = (await read(false)).toString();
      // What tells how much time has passed differs from one reading to the next.
      const steady = (page: string) => page.split('\n').filter((line) => !/^fleetcast_(forecast_age|time_to_breach|written|warning_horizon)/.test(line));
      expect(steady(gunzipSync(await read(true)).toString())).toEqual(steady(plain));
      const families = plain.split('\n').filter((line) => line !== '').map((line) => /^(?:# TYPE )?([a-z_]+)/.exec(line)![1]);
      expect(families.filter((name, at) => name !== families[at - 1])).toEqual([...new Set(families)]);
      expect(plain).toContain('# TYPE cpu_predicted gauge\ncpu_predicted{server="web-1",region="eu",tier="shop",ml_forecast="yhat",horizon="1h"} 55.1');
      expect(plain).toContain('fleetcast_warning{server="web-1",region="eu",tier="shop",metric="cpu",direction="above"} 1\n');
      // No stamp: the line ends with the value.
      for (const line of plain.trimEnd().split('\n')) expect(line).toMatch(/^# TYPE \w+ gauge$|^\w+\{.*\} \S+$/);
    } finally {
      await sinks.stop();
    }
  });

  it('offers what a real Prometheus scrapes', async () => {
    using folder = sinkFolder();
    const { sinks } = start(folder.path, { sinks: [], predictionsPage: { enabled: true } });
    const api = await startApi({ published, tokens: { proxy: [], intake: [], hooks: [], metrics: [] }, predictionsPage: sinks });
    await using prometheus = await startPrometheus({ scrape: [{ job: 'fleetcast', targets: [new URL(api.url).host], intervalMs: 500, path: '/metrics/predictions' }] });
    try {
      sinks.publish(published);
      sinks.judged([storyOf('web-1', Date.now()).warning]);
      await eventually(async () => {
        const found = await promql(prometheus.url, 'cpu:predicted{horizon="8h",ml_forecast="yhat"} and on (server, region, tier) (fleetcast_warning == 1)', Date.now());
        expect(found.map(({ metric, value }) => [metric.server, metric.region, metric.tier, metric.job, Number(Number(value[1]).toFixed(2))])).toEqual([['web-1', 'eu', 'shop', 'fleetcast', 55.95]]);
      });
    } finally {
      await api.close();
      await sinks.stop();
    }
  });

  it('is read by four at once, and by the next when one has gone', async () => {
    using folder = sinkFolder();
    const { sinks } = start(folder.path, { sinks: [], predictionsPage: { enabled: true } });
    try {
      sinks.publish(published);
      sinks.judged([]);
      const leaving = new AbortController();
      const kinds = [];
      for (let reader = 0; reader < 5; reader++) kinds.push((await sinks.page(true, leaving.signal)).kind);
      expect(kinds).toEqual(['pieces', 'pieces', 'pieces', 'pieces', 'unavailable']);
      leaving.abort();
      await eventually(async () => expect((await sinks.page(true, never)).kind).toBe('pieces'));
    } finally {
      await sinks.stop();
    }
  });

  it('does not render more series than allowed, and says how many it would be', async () => {
    using folder = sinkFolder();
    const { sinks } = start(folder.path, { sinks: [], predictionsPage: { enabled: true, mostSeries: 5 } });
    try {
      sinks.publish(published);
      sinks.judged([]);
      expect(await sinks.page(false, never)).toMatchObject({ kind: 'unavailable', message: expect.stringMatching(/would write \d\d series; its limit is 5/) });
    } finally {
      await sinks.stop();
    }
  });
});
