/**
 * The real intake behind the real route, in a process that a test may kill. Arguments: one JSON object of ChildOptions.
 * Logs one line when it listens, as the service does. Beside the route: GET /steps and /readings, POST /checkpoint, /retire, /crash and /recover, GET /status.
 */
import type { AddressInfo } from 'node:net';
import express from 'express';
import { remoteWriteRoute } from '../../src/app/http/remote-write-route.ts';
import { intakeDefaults, type IntakeOptions } from '../../src/app/intake/intake-options.ts';
import { systemClock, type Clock } from '../../src/io/clock/clock.ts';
import { createLog } from '../../src/io/telemetry/log.ts';
import { IntakeSupervisor } from '../../src/app/service/intake-supervisor.ts';
import { IntakeClient } from '../../src/app/workers/intake-client.ts';
import { IntakeSource } from '../../src/app/workers/intake-source.ts';
import { pushPresets } from '../../src/domain/catalog/rules/presets.ts';
import type { StepReading } from '../../src/domain/series/ports.ts';

export type ChildOptions = Partial<IntakeOptions> & { readonly folder: string };

/** What GET /steps answers with; numbers of a series are null where nothing was observed. */
export interface StepsAnswer {
  readonly faults: readonly string[];
  readonly series: ReadonlyArray<{ readonly server: string; readonly region: string; readonly profile: string; readonly metric: string; readonly values: ReadonlyArray<number | null> }>;
}

/** First line of what GET /readings answers with; the values follow as Float32, series by series. */
export interface ReadingHead {
  readonly faults: readonly string[];
  /** Server and metric of each series, with a space between them. */
  readonly names: readonly string[];
  readonly readMs: number;
  readonly residentBytes: number;
  readonly cpu: NodeJS.CpuUsage;
}

const options = JSON.parse(process.argv[2]) as ChildOptions;
/** A thread that has ended is started again when the test has seen what is answered meanwhile. */
const recovery = Promise.withResolvers<void>();
const clock: Clock = { now: systemClock.now, waitUntil: (_, signal) => Promise.race([recovery.promise, new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }))]) };
const supervisor = await IntakeSupervisor.start({
  startThread: async (nowMs) => (await IntakeClient.start({ ...intakeDefaults, ...options }, pushPresets, nowMs)).client,
  clock,
  log: createLog('silent'),
  onEnd: () => undefined,
});
const source = new IntakeSource(await supervisor.thread!.connect());
supervisor.onRestart((port) => source.use(port));
const { message: fault } = await supervisor.thread!.status();

const app = express();
app.post('/api/v1/write', remoteWriteRoute(supervisor, { mostBodyBytes: 8 * 2 ** 20, now: Date.now, tokenOf: () => 'test' }));
function read(query: express.Request['query']): Promise<StepReading> {
  const [fromStep, toStep, stepMs] = ['from', 'to', 'stepMs'].map((name) => Number(query[name]));
  return source.readSteps({ fromStep, toStep, stepMs }, new AbortController().signal);
}

app.get('/steps', async (request, response) => {
  const reading = await read(request.query);
  const serverById = new Map(reading.servers.map((server) => [server.serverId, server]));
  response.json({
    faults: reading.faults.map(({ message }) => message),
    series: reading.series.map(({ serverId, metric, values }) => {
      const { server, region, profile } = serverById.get(serverId)!;
      return { server, region, profile, metric, values: Array.from(values, (value) => (Number.isNaN(value) ? null : value)) };
    }),
  } satisfies StepsAnswer);
});
app.get('/readings', async (request, response) => {
  const startedMs = performance.now();
  const { servers, series, faults } = await read(request.query);
  const nameById = new Map(servers.map(({ serverId, server }) => [serverId, server]));
  const head: ReadingHead = {
    faults: faults.map(({ message }) => message),
    names: series.map(({ serverId, metric }) => `${nameById.get(serverId)} ${metric}`),
    readMs: performance.now() - startedMs,
    residentBytes: process.memoryUsage.rss(),
    cpu: process.cpuUsage(),
  };
  response.write(`${JSON.stringify(head)}\n`);
  for (const { values } of series) response.write(Buffer.from(values.buffer, values.byteOffset, values.byteLength));
  response.end();
});
app.post('/checkpoint', async (_request, response) => {
  response.json({ message: await supervisor.thread!.checkpoint() });
});
app.post('/retire', async (request, response) => {
  response.json({ message: await supervisor.thread!.retire(Number(request.query['nowMs'])) });
});
// What is no request is no message that the thread can answer: it dies of it, as it would of any fault of its own.
app.post('/crash', async (_request, response) => {
  (await supervisor.thread!.connect()).postMessage(null);
  response.json({});
});
app.post('/recover', (_request, response) => {
  recovery.resolve();
  response.json({});
});
app.get('/status', async (_request, response) => {
  response.json(await supervisor.thread!.status());
});

const server = app.listen(0, '127.0.0.1', () => process.stderr.write(`${JSON.stringify({ level: 30, msg: 'Fleetcast is listening', url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, fault })}\n`));
process.once('SIGTERM', () => {
  server.close();
  server.closeAllConnections();
  void supervisor.close();
});
