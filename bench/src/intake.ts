/** `npm run bench:intake`: samples a second that the intake stores durably, and whether all of them can be read back. */
import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { Agent, request } from 'node:http';
import os from 'node:os';
import path from 'node:path';
import { writeRequestHeaders } from '@fleetcast/backend/src/io/remote-write/encode.ts';
import { BodyTemplate } from '@fleetcast/backend/test/intake/body-template.ts';
import type { ReadingHead } from '@fleetcast/backend/test/intake/intake-child.ts';
import { IntakeProcess } from '@fleetcast/backend/test/intake/intake-process.ts';
import { BenchReport } from './report/bench-report.ts';

const seriesCount = 20_000;
const samplesPerBody = 2_000;
const bodiesPerRound = seriesCount / samplesPerBody;
const metrics = ['cpu', 'memory', 'disk', 'network', 'latency'] as const;
/** Stamps of two rounds lie this far apart, as scrapes do. */
const scrapeMs = 15_000;
const senders = 4;

const report = new BenchReport('intake');
const { quick } = report;
const durationMs = quick ? 15_000 : 60_000;

/** Ten labels, as a scraped fleet has them. */
function labelsOf(series: number): Record<string, string> {
  const server = Math.floor(series / metrics.length);
  return {
    __name__: `fleet_${metrics[series % metrics.length]}`,
    server: `web-${String(server).padStart(5, '0')}.example.internal`,
    instance: `10.${server >> 16}.${(server >> 8) & 255}.${server & 255}:9100`,
    job: 'node',
    profile: 'web',
    tier: `shop-${server % 40}`,
    region: 'eu-central-1',
    environment: 'production',
    cluster: `cluster-${server % 7}`,
    rack: `rack-${server % 113}`,
  };
}

/** A whole number below 2^24, so that a 32-bit float holds it, different for neighbours in time and place. */
function valueAt(series: number, round: number): number {
  return (series * 7919 + round * 104_729) % 9_999_991;
}

const folder = mkdtempSync(path.join(os.tmpdir(), 'fleetcast-bench-intake-'));
const service = await IntakeProcess.start({ folder });
process.once('exit', () => {
  process.kill(service.pid, 'SIGKILL');
  rmSync(folder, { recursive: true, force: true });
});

const agent = new Agent({ keepAlive: true, maxSockets: senders });

function post(body: Buffer): Promise<number> {
  return new Promise((resolve, reject) => {
    const sent = request(`${service.url}/api/v1/write`, { agent, method: 'POST', headers: { ...writeRequestHeaders, 'content-length': body.length } }, (answer) => {
      answer.resume();
      answer.once('end', () => resolve(answer.statusCode ?? 0));
    });
    sent.once('error', reject);
    sent.end(body);
  });
}

const templates = Array.from({ length: bodiesPerRound }, (_, part) => new BodyTemplate(Array.from({ length: samplesPerBody }, (_, i) => labelsOf(part * samplesPerBody + i))));
const lastRoundMs = Math.floor(Date.now() / scrapeMs) * scrapeMs;
/** Enough rounds that a machine ten times as fast as asked for still ends now. */
const mostRounds = Math.ceil((10 * 100_000 * (durationMs / 1000)) / seriesCount);
const stampOf = (round: number) => lastRoundMs - (mostRounds - round) * scrapeMs;

const acknowledged: number[] = [];
const latenciesMs: number[] = [];
const refusals: number[] = [];
let nextBody = 0;

async function send(untilMs: number): Promise<void> {
  while (performance.now() < untilMs && nextBody < mostRounds * bodiesPerRound) {
    const body = nextBody++;
    const [round, part] = [Math.floor(body / bodiesPerRound), body % bodiesPerRound];
    const bytes = templates[part].body(stampOf(round), (i) => valueAt(part * samplesPerBody + i, round));
    const startedMs = performance.now();
    const status = await post(bytes);
    latenciesMs.push(performance.now() - startedMs);
    if (status === 204) acknowledged.push(body);
    else refusals.push(status);
  }
}

const startedMs = performance.now();
await Promise.all(Array.from({ length: senders }, () => send(startedMs + durationMs)));
const seconds = (performance.now() - startedMs) / 1000;
const acknowledgedSamples = acknowledged.length * samplesPerBody;
agent.destroy();

/** Reads every step back, a step a round, and compares each value. */
async function readBack(): Promise<{ right: number; readMs: number; residentMiB: number; cpuSeconds: number }> {
  const rounds = Math.ceil(nextBody / bodiesPerRound);
  const first = stampOf(0) / scrapeMs;
  const response = await fetch(`${service.url}/readings?from=${first}&to=${first + rounds - 1}&stepMs=${scrapeMs}`);
  const bytes = Buffer.from(await response.arrayBuffer());
  const lineEnd = bytes.indexOf(10);
  const head = JSON.parse(bytes.subarray(0, lineEnd).toString()) as ReadingHead;
  const values = new Float32Array(bytes.buffer.slice(bytes.byteOffset + lineEnd + 1, bytes.byteOffset + bytes.length));
  const rowOf = new Map(head.names.map((name, row) => [name, row]));
  let right = 0;
  for (const body of acknowledged) {
    const [round, part] = [Math.floor(body / bodiesPerRound), body % bodiesPerRound];
    for (let i = 0; i < samplesPerBody; i++) {
      const series = part * samplesPerBody + i;
      const row = rowOf.get(`${labelsOf(series).server} ${metrics[series % metrics.length]}`);
      if (row !== undefined && values[row * rounds + round] === valueAt(series, round)) right++;
    }
  }
  return { right, readMs: head.readMs, residentMiB: head.residentBytes / 2 ** 20, cpuSeconds: (head.cpu.user + head.cpu.system) / 1e6 };
}

const { right, readMs, residentMiB, cpuSeconds } = await readBack();
await service.stop();
const storedBytes = readdirSync(folder).reduce((sum, name) => sum + statSync(path.join(folder, name)).size, 0);
latenciesMs.sort((a, b) => a - b);
const quantile = (level: number) => latenciesMs[Math.min(latenciesMs.length - 1, Math.floor(level * latenciesMs.length))];

report.table(`${seriesCount} series, 10 labels each, bodies of ${samplesPerBody} samples, ${senders} senders, ${seconds.toFixed(0)} s`, ['figure', 'value', 'unit'], [
  ['samples acknowledged', acknowledgedSamples, ''],
  ['samples read back with the right value', right, ''],
  ['acknowledged in', quantile(0.5), 'ms (median)'],
  ['acknowledged in', quantile(0.99), 'ms (99 %)'],
  ['refused bodies', refusals.length, ''],
  ['reading all steps of all series', readMs / 1000, 's'],
  ['stored', storedBytes / Math.max(1, acknowledgedSamples), 'bytes a sample'],
  ['processor time of the service', cpuSeconds, 's'],
  ['resident memory of the service after reading', residentMiB, 'MiB'],
]);
report.figure('bytesPerSample', storedBytes / acknowledgedSamples);
report.figure('acknowledgedP99Ms', quantile(0.99));
report.figure('readBackSeconds', readMs / 1000);
report.limit({ name: 'samplesPerSecond', figure: acknowledgedSamples / seconds, least: 100_000, unit: 'samples/s' });
report.limit({ name: 'shareReadBack', figure: right / acknowledgedSamples, least: 1, unit: 'of the acknowledged samples' });
process.exit(report.finish());
