/** The whole service over a real Prometheus that goes away for an hour and comes back; the service's clock is the test's. */
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fleetPage, forecast, serviceStatus } from '@fleetcast/contract';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { describeWithServers } from '../../../tools/servers/describe-with-servers.ts';
import { startPrometheus } from '../../../tools/servers/prometheus.ts';
import type { RunningServer } from '../../../tools/servers/running-server.ts';
import { push, sampled } from '../sources/push.ts';
import { startService, type RunningService } from '../../src/app/compose.ts';
import { loadConfig } from '../../src/app/config/config.ts';
import { createLog } from '../../src/io/telemetry/log.ts';
import { eventually } from './eventually.ts';
import { TestClock } from './test-clock.ts';

const stepMs = 300_000;
const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const servers = ['web-1', 'web-2'];
const cpuAt = (timeMs: number) => 40 + 20 * Math.sin((2 * Math.PI * timeMs) / (24 * hourMs));

describeWithServers(['prometheus'], 'a service whose Prometheus is down for an hour', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'fleetcast-outage-'));
  // Prometheus holds data up to the real now; the service lives three hours earlier and walks towards it.
  const endMs = Math.floor(Date.now() / stepMs) * stepMs;
  const clock = new TestClock(endMs - 3 * hourMs + 61_000);
  let prometheus: RunningServer;
  let service: RunningService;

  async function get<T>(route: string, parse: (body: unknown) => T): Promise<T> {
    const response = await fetch(`${service.url}${route}`);
    if (!response.ok) throw new Error(`${route} was answered ${response.status}: ${await response.text()}`);
    return parse(await response.json());
  }
  const fleet = () => get('/v1/fleet', (body) => fleetPage.parse(body));
  const status = () => get('/v1/status', (body) => serviceStatus.parse(body));

  /** One step later, once the cycle of this one is over. */
  async function step(): Promise<void> {
    await eventually(async () => expect(clock.isWaited).toBe(true));
    clock.advance(stepMs);
    await eventually(async () => expect(clock.isWaited).toBe(true));
  }

  beforeAll(async () => {
    mkdirSync(path.join(folder, 'prometheus'));
    prometheus = await startPrometheus({ folder: path.join(folder, 'prometheus') });
    await push(prometheus, servers.map((server) => sampled({ __name__: 'cpu_busy', server }, endMs - 30 * hourMs, endMs, minuteMs, cpuAt)));
    const loaded = loadConfig(null, { FLEETCAST_DATA_FOLDER: path.join(folder, 'data'), FLEETCAST_PORT: '0' });
    if (loaded.kind === 'invalid') throw new Error('the defaults are valid');
    const { config } = loaded;
    const outcome = await startService({ ...config, sources: [prometheusSetting(prometheus.url)], intake: { ...config.intake, enabled: false } }, { clock, log: createLog('silent') });
    if (outcome.kind === 'refused') throw new Error(outcome.message);
    service = outcome.service;
  });
  afterAll(async () => {
    await service.stop();
    await prometheus.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  function prometheusSetting(url: string) {
    return {
      kind: 'prometheus' as const, name: 'main', url, metrics: { cpu: 'avg_over_time(cpu_busy[$step])' }, headers: {}, scrapeIntervalSeconds: 60,
      method: 'POST' as const, timeoutSeconds: 10, attempts: 1, concurrency: 1, pointsPerQuery: 200_000,
    };
  }

  it('serves while it is up', async () => {
    const page = await eventually(fleet);
    expect(page).toMatchObject({ stale: false, total: 2 });
    await step();
    expect(Date.parse((await fleet()).originAt!)).toBe(Date.parse(page.originAt!) + stepMs);
  });

  it('goes on answering with the last snapshot, and says that it is stale and why', async () => {
    await eventually(async () => expect(clock.isWaited).toBe(true));
    const before = await fleet();
    const { port } = prometheus;
    await prometheus.stop();
    for (let passed = 0; passed < hourMs; passed += stepMs) {
      await step();
      const page = await fleet();
      expect(page.originAt).toBe(before.originAt);
    }
    const page = await fleet();
    expect(page.stale).toBe(true);
    expect(page.ageSeconds).toBeGreaterThanOrEqual(3600);
    expect(page.staleReason).toContain('main');
    expect(page.counts.stale).toBe(2);
    expect((await status()).sources).toMatchObject([{ name: 'main', state: 'down' }]);
    prometheus = await startPrometheus({ folder: path.join(folder, 'prometheus'), port });
  });

  it('fills the gap once it is back', async () => {
    await step();
    const page = await eventually(async () => {
      const one = await fleet();
      expect(one.stale).toBe(false);
      return one;
    });
    expect(page.counts.stale).toBe(0);
    const answer = await get(`/v1/servers/${page.servers[0].serverId}/forecast?metric=cpu&historyHours=4`, (body) => forecast.parse(body));
    const startMs = Date.parse(answer.history.startAt);
    answer.history.values.forEach((value, i) => {
      expect(value).not.toBeNull();
      expect(Math.abs(value! - cpuAt(startMs + i * stepMs - stepMs / 2))).toBeLessThan(1);
    });
    expect((await status()).sources).toMatchObject([{ name: 'main', state: 'up', message: null }]);
  });
});
