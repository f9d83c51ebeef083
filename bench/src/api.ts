/** `npm run bench:api`: 200 requests a second for a server's forecast, and the first page of 10,000 servers, while cycles run. */
import { mkdtempSync, rmSync } from 'node:fs';
import { request } from 'node:http';
import os from 'node:os';
import path from 'node:path';
import type { FleetPage, ServiceStatus } from '@fleetcast/contract';
import { createFleet, seedFor } from '@fleetcast/simulator';
import { DrivenService } from './driven-service/driven-service.ts';
import { settleMs, stepMs } from './grid/product-grid.ts';
import { quantileOf, requestAtConstantRate } from './load/constant-rate.ts';
import { PushedFleet } from './load/pushed-fleet.ts';
import { BenchReport } from './report/bench-report.ts';

const report = new BenchReport('api');
const { quick } = report;

/** Part of the fleet has enough history for the model and is what forecasts are asked of; the rest has two hours, to be pushed in bearable time. */
const longServers = quick ? 100 : 1_000;
const shortServers = quick ? 900 : 9_000;
const [longSteps, shortSteps] = [8 * 288 + 12, 24];
const requestsPerSecond = 200;
const seconds = quick ? 20 : 60;
const pageTries = 20;
const cycleWithinMs = 240_000;

const firstStep = Math.floor(Date.UTC(2026, 2, 2) / stepMs);
const originStep = firstStep + longSteps;
const nowMsAt = (step: number) => step * stepMs + settleMs + 1_000;

const fleetOf = (servers: number, n: number, region: string, fromStep: number) =>
  new PushedFleet(createFleet({ seed: seedFor('proof', n), servers, startMs: (fromStep - 1) * stepMs, regions: [{ name: region, timeZone: 'Europe/Berlin' }] }));
const fleets = [
  { fleet: fleetOf(longServers, 1, 'eu-long', firstStep), fromStep: firstStep },
  { fleet: fleetOf(shortServers, 2, 'eu-short', originStep - shortSteps), fromStep: originStep - shortSteps + 1 },
];

const folder = mkdtempSync(path.join(os.tmpdir(), 'fleetcast-bench-api-'));
const service = await DrivenService.start(folder, { region: { name: 'eu' } }, nowMsAt(originStep - 1));
process.once('exit', () => {
  service.kill('SIGKILL');
  rmSync(folder, { recursive: true, force: true });
});

const pushStartedMs = performance.now();
let samples = 0;
for (const { fleet, fromStep } of fleets) samples += await fleet.push(service.url, fromStep, originStep);
const pushSeconds = (performance.now() - pushStartedMs) / 1000;
let step = originStep;
let before = service.publishedCycles;
service.setNow(nowMsAt(step));
if (!(await service.published(before, cycleWithinMs))) throw new Error(`no cycle within ${cycleWithinMs / 1000} s: ${service.troubles.slice(-5).join('\n')}`);

/** The fleet's next step, then the cycle that reads it, over and over. */
let measuring = true;
const cycleMs: number[] = [];
async function keepCycling(): Promise<void> {
  while (measuring) {
    step++;
    for (const { fleet } of fleets) await fleet.push(service.url, step, step);
    before = service.publishedCycles;
    const startedMs = performance.now();
    service.setNow(nowMsAt(step));
    if (!(await service.published(before, cycleWithinMs))) throw new Error(`no cycle within ${cycleWithinMs / 1000} s: ${service.troubles.slice(-5).join('\n')}`);
    cycleMs.push(performance.now() - startedMs);
  }
}

async function json<T>(route: string): Promise<T> {
  const response = await fetch(`${service.url}${route}`);
  if (!response.ok) throw new Error(`${route} was answered ${response.status}: ${await response.text()}`);
  return (await response.json()) as T;
}

/** Milliseconds to the last byte, and the bytes as they come over the wire. */
function timedPage(route: string, encoding: 'gzip' | 'identity'): Promise<{ readonly ms: number; readonly bytes: number }> {
  const startedMs = performance.now();
  return new Promise((resolve, reject) => {
    request(`${service.url}${route}`, { headers: { 'accept-encoding': encoding } }, (response) => {
      let bytes = 0;
      response.on('data', (chunk: Buffer) => (bytes += chunk.length));
      response.once('end', () => (response.statusCode === 200 ? resolve({ ms: performance.now() - startedMs, bytes }) : reject(new Error(`${route} was answered ${response.statusCode}`))));
    }).once('error', reject).end();
  });
}

async function timedPages(route: string, encoding: 'gzip' | 'identity') {
  const pages: Array<{ readonly ms: number; readonly bytes: number }> = [];
  for (let tries = 0; tries < pageTries; tries++) pages.push(await timedPage(route, encoding));
  const ms = Float64Array.from(pages, (page) => page.ms).sort();
  return { median: quantileOf(ms, 0.5), largest: quantileOf(ms, 1), bytes: Math.max(...pages.map((page) => page.bytes)) };
}

const cycling = keepCycling();
const asked = await json<FleetPage>('/v1/fleet?region=eu-long&limit=200&sort=server');
const plain = await timedPages('/v1/fleet', 'identity');
const drawn = await timedPages('/v1/fleet?fields=sparkline', 'gzip');
const paths = asked.servers.map(({ serverId }) => `/v1/servers/${serverId}/forecast?metric=cpu`);
const load = await requestAtConstantRate({ url: service.url, paths, requestsPerSecond, seconds });
const { series } = await json<ServiceStatus>('/v1/status');
measuring = false;
await cycling;
const page = await json<FleetPage>('/v1/fleet');
await service.stop();

report.say(`${page.total} simulated servers, ${series.total} series (${series.byModel} by the model), pushed as ${samples} samples in ${pushSeconds.toFixed(0)} s; while measuring, ${cycleMs.length} cycles of ${(cycleMs.reduce((sum, ms) => sum + ms, 0) / cycleMs.length / 1000).toFixed(1)} s each one after the other.\n`);
report.table(`${requestsPerSecond} requests/s for a server's forecast, ${seconds} s, counted from when each was due`, ['figure', 'value', 'unit'], [
  ['answered', load.answered, ''],
  ['failed', Object.values(load.failures).reduce((sum, count) => sum + count, 0), Object.keys(load.failures).join(', ')],
  ...[0.5, 0.9, 0.99, 0.999, 1].map((level): [string, number, string] => [`${100 * level} %`, quantileOf(load.latenciesMs, level), 'ms']),
]);
report.table(`First page of ${page.total} servers, ${pageTries} times`, ['page', 'median ms', 'largest ms', 'bytes on the wire'], [
  ['/v1/fleet', plain.median, plain.largest, plain.bytes],
  ['/v1/fleet?fields=sparkline (gzip)', drawn.median, drawn.largest, drawn.bytes],
]);
report.figure('servers', page.total);
report.limit({ name: 'forecastP99Ms', figure: quantileOf(load.latenciesMs, 0.99), most: 50, unit: 'ms' });
report.limit({ name: 'failedRequests', figure: requestsPerSecond * seconds - load.answered, most: 0 });
report.limit({ name: 'firstPageMs', figure: plain.largest, most: 200, unit: 'ms' });
report.limit({ name: 'firstPageBytes', figure: plain.bytes, most: 200_000, unit: 'bytes' });
report.limit({ name: 'sparklinePageMs', figure: drawn.largest, most: 200, unit: 'ms' });
report.limit({ name: 'sparklinePageBytes', figure: drawn.bytes, most: 200_000, unit: 'bytes' });
process.exit(report.finish());
