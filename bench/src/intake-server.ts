/**
 * The service's write route over its intake worker, in a process of its own. Argument: the data folder.
 * GET /steps answers with one line of JSON (series), a line feed, and the values as Float32, series by series.
 */
import type { AddressInfo } from 'node:net';
import express from 'express';
import { remoteWriteRoute } from '../../backend/src/app/http/remote-write-route.ts';
import { intakeDefaults } from '../../backend/src/app/intake/intake-options.ts';
import { IntakeClient } from '../../backend/src/app/workers/intake-client.ts';
import { IntakeSource } from '../../backend/src/app/workers/intake-source.ts';
import { pushPresets } from '../../backend/src/domain/catalog/rules/presets.ts';

const { client, fault } = await IntakeClient.start({ ...intakeDefaults, folder: process.argv[2] }, pushPresets, Date.now());
if (fault !== null) throw new Error(fault);
const source = new IntakeSource(await client.connect());

const app = express();
app.post('/api/v1/write', remoteWriteRoute(client, { mostBodyBytes: 8 * 2 ** 20, now: Date.now, tokenOf: () => 'bench' }));
app.get('/steps', async (request, response) => {
  const [fromStep, toStep, stepMs] = ['from', 'to', 'stepMs'].map((name) => Number(request.query[name]));
  const startedMs = performance.now();
  const { servers, series, faults } = await source.readSteps({ fromStep, toStep, stepMs }, new AbortController().signal);
  const readMs = performance.now() - startedMs;
  const nameById = new Map(servers.map(({ serverId, server }) => [serverId, server]));
  const names = series.map(({ serverId, metric }) => `${nameById.get(serverId)} ${metric}`);
  response.write(`${JSON.stringify({ readMs, faults, names, residentBytes: process.memoryUsage.rss(), cpu: process.cpuUsage() })}\n`);
  for (const { values } of series) response.write(Buffer.from(values.buffer, values.byteOffset, values.byteLength));
  response.end();
});
const server = app.listen(0, '127.0.0.1', () => process.stdout.write(`${(server.address() as AddressInfo).port}\n`));
process.once('SIGTERM', () => {
  server.close();
  server.closeAllConnections();
  void client.close();
});
