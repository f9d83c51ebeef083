/**
 * `npm run bench:event-loop`: how long the service's main thread keeps anybody waiting while everything happens at once: cycles,
 * one training, 100,000 samples a second and 200 requests a second. Read from the service's own /metrics (monitorEventLoopDelay).
 */
import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { FleetPage, Job } from '@fleetcast/contract';
import { createFleet, seedFor } from '@fleetcast/simulator';
import { DrivenService } from './driven-service/driven-service.ts';
import { settleMs, stepMs } from './grid/product-grid.ts';
import { quantileOf, requestAtConstantRate } from './load/constant-rate.ts';
import { PushedFleet } from './load/pushed-fleet.ts';
import { streamSamples } from './load/sample-stream.ts';
import { scrape } from './load/service-metrics.ts';
import { BenchReport } from './report/bench-report.ts';

const report = new BenchReport('event-loop');
const { quick } = report;

const seconds = quick ? 60 : 600;
const servers = quick ? 40 : 200;
const historySteps = 8 * 288;
/** A cycle this often in real time: thirty times as often as the product's. */
const cycleEveryMs = 10_000;
const requestsPerSecond = 200;
const samplesPerSecond = 100_000;
const trainingSeconds = Math.round(seconds / 2);

const firstStep = Math.floor(Date.UTC(2026, 2, 10) / stepMs);
const nowMsAt = (step: number) => step * stepMs + settleMs + 1_000;
const fleet = new PushedFleet(createFleet({ seed: seedFor('proof', 9), servers, startMs: (firstStep - historySteps - 1) * stepMs }));
const folder = mkdtempSync(path.join(os.tmpdir(), 'fleetcast-bench-event-loop-'));
const service = await DrivenService.start(folder, {}, nowMsAt(firstStep - 1));
process.once('exit', () => {
  service.kill('SIGKILL');
  rmSync(folder, { recursive: true, force: true });
});
await fleet.push(service.url, firstStep - historySteps, firstStep);
service.setNow(nowMsAt(firstStep));
if (!(await service.published(0, 240_000))) throw new Error(`no cycle: ${service.troubles.slice(-5).join('\n')}`);

let measuring = true;
async function keepCycling(): Promise<number> {
  const before = service.publishedCycles;
  for (let step = firstStep + 1; measuring; step++) {
    await fleet.push(service.url, step, step);
    service.setNow(nowMsAt(step));
    await new Promise((resolve) => setTimeout(resolve, cycleEveryMs));
  }
  return service.publishedCycles - before;
}

const page = (await (await fetch(`${service.url}/v1/fleet?limit=200`)).json()) as FleetPage;
const paths = page.servers.map(({ serverId }) => `/v1/servers/${serverId}/forecast?metric=cpu`);
// Everything before this moment is not what is measured: a scrape begins a new stretch.
await scrape(service.url);
const cycling = keepCycling();
const requested = requestAtConstantRate({ url: service.url, paths, requestsPerSecond, seconds });
const streamed = streamSamples({ url: service.url, samplesPerSecond, seconds, firstMs: nowMsAt(firstStep) - 6 * 3_600_000, scrapeMs: 1_000 });
const training = await fetch(`${service.url}/v1/models/train`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ budgetSeconds: trainingSeconds }) });
if (!training.ok) throw new Error(`the training was refused: ${await training.text()}`);
const { jobId } = (await training.json()) as Job;
const [load, stream] = await Promise.all([requested, streamed]);
const metrics = await scrape(service.url);
measuring = false;
const cycles = await cycling;
const job = (await (await fetch(`${service.url}/v1/jobs/${jobId}`)).json()) as Job;
await service.stop();

const milliseconds = (line: string) => 1000 * metrics(line);
const refusals = Object.entries(stream.refused).map(([status, count]) => `${count} x ${status}`);
report.say(`${seconds} s: ${cycles} cycles of ${servers} servers, a training of ${trainingSeconds} s (${job.state}), ${Math.round(stream.acknowledged / seconds)} samples/s acknowledged${refusals.length > 0 ? ` (refused: ${refusals.join(', ')})` : ''}, ${Math.round(load.answered / seconds)} requests/s answered.\n`);
report.table('Delay of the main thread', ['quantile', 'ms'], [
  ['50 %', milliseconds('fleetcast_event_loop_delay_seconds{quantile="0.5"}')],
  ['99 %', milliseconds('fleetcast_event_loop_delay_seconds{quantile="0.99"}')],
  ['99.9 %', milliseconds('fleetcast_event_loop_delay_seconds{quantile="0.999"}')],
  ['largest', milliseconds('fleetcast_event_loop_delay_seconds{quantile="1"}')],
]);
report.figure('cycles', cycles);
report.figure('samplesPerSecond', stream.acknowledged / seconds);
report.figure('forecastP99Ms', quantileOf(load.latenciesMs, 0.99));
report.limit({ name: 'eventLoopDelayP999Ms', figure: milliseconds('fleetcast_event_loop_delay_seconds{quantile="0.999"}'), most: 50, unit: 'ms' });
report.limit({ name: 'eventLoopDelayMaxMs', figure: milliseconds('fleetcast_event_loop_delay_seconds{quantile="1"}'), most: 200, unit: 'ms' });
report.limit({ name: 'samplesPerSecondAcknowledged', figure: stream.acknowledged / seconds, least: 0.95 * samplesPerSecond, unit: 'samples/s' });
report.limit({ name: 'failedRequests', figure: requestsPerSecond * seconds - load.answered, most: 0 });
process.exit(report.finish());
