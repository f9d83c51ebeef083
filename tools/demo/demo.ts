/** `npm run demo`: the whole of Fleetcast on a simulated fleet, in one terminal. */
import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import process from 'node:process';
import { setTimeout as wait } from 'node:timers/promises';

import { fleetPage } from '@fleetcast/contract';

import { listen } from '../../preview/server/listen.ts';
import { previewServer } from '../../preview/server/preview-server.ts';
import { buildStaleArtefacts } from './artefacts.ts';
import { demoFleet, historyDays, stepMs } from './demo-fleet.ts';
import { pushLive, pushSteps } from './fleet-pusher.ts';
import { demoOptions, type DemoOptions, usage } from './options.ts';
import { PredictionService, randomTokens } from './prediction-service.ts';

const root = path.resolve(import.meta.dirname, '../..');
const readyWithinMs = 180_000;
const liveEveryMs = 30_000;
const appId = 'fleetcast-forecasting-app';

const progress = (line: string) => process.stderr.write(`${line}\n`);

/** Forecasts of a fleet with this many servers, most of them past learning, as a visitor of the preview gets them. */
async function untilForecastsAreServed(previewUrl: string, servers: number, signal: AbortSignal): Promise<void> {
  const startedMs = Date.now();
  while (!signal.aborted) {
    const answer = await fetch(`${previewUrl}/api/plugin-proxy/${appId}/read/v1/fleet?limit=1`, { signal });
    if (answer.ok) {
      const { total, counts } = fleetPage.parse(await answer.json());
      if (total >= servers && (counts.learning ?? 0) + (counts.unknown ?? 0) < servers / 2) return;
    } else if (answer.status !== 503) throw new Error(`The preview answers ${answer.status} for the fleet: ${await answer.text()}`);
    if (Date.now() - startedMs > readyWithinMs) throw new Error(`No forecasts within ${readyWithinMs / 1000} s; the last answer was ${answer.status}.`);
    await wait(400, undefined, { signal });
  }
}

async function demo({ port, servers, seed, keep }: DemoOptions, signal: AbortSignal, cleanUp: Array<() => Promise<void>>): Promise<void> {
  await buildStaleArtefacts(root, progress, signal);
  const tokens = randomTokens();
  const folder = keep ?? mkdtempSync(path.join(os.tmpdir(), 'fleetcast-demo-'));
  if (keep === null) cleanUp.push(async () => rmSync(folder, { recursive: true, force: true }));

  progress('Starting the prediction service ...');
  const service = await PredictionService.start(folder, { simulated: true, region: { name: 'eu-central', timeZone: 'Europe/Berlin' } }, tokens, signal);
  cleanUp.push(() => service.stop());
  void service.ended.then((how) => signal.aborted || fail(new Error(`The prediction service ended by itself (${how}).`)));

  const page = { pluginFolder: path.join(root, 'plugin/dist'), pageFolder: path.join(root, 'preview/dist') };
  const host = await listen(previewServer({ ...page, serviceUrl: service.url, apiToken: tokens.proxy }), port);
  cleanUp.push(() => host.close());

  const fleet = demoFleet(seed, servers, Date.now());
  const target = { url: service.url, intakeToken: tokens.intake };
  const lastStep = Math.floor(Date.now() / stepMs);
  progress(`Pushing ${historyDays} days of ${servers} simulated servers by remote write ...`);
  const beganMs = Date.now();
  let told = 0;
  const tell = (share: number) => {
    if (share - told < 0.25) return;
    told = share;
    progress(`  ${Math.round(100 * share)} %`);
  };
  const samples = await pushSteps(fleet, target, fleet.startStep, lastStep, tell, signal);
  progress(`Pushed ${samples.toLocaleString('en')} samples in ${((Date.now() - beganMs) / 1000).toFixed(1)} s`);
  const live = pushLive(fleet, target, liveEveryMs, progress, signal);
  cleanUp.push(() => live);

  progress('Waiting for the first forecasts ...');
  await untilForecastsAreServed(host.url, servers, signal);
  process.stdout.write(`Fleetcast is ready: ${host.url}\n`);
  progress(`A new forecast comes every ${stepMs / 60_000} minutes. Ctrl-C stops everything.`);
}

const stopping = new AbortController();
const cleanUp: Array<() => Promise<void>> = [];

/** Stops what was started, last first, once. */
async function end(code: number): Promise<never> {
  stopping.abort();
  for (const undo of cleanUp.reverse()) await undo().catch((error: unknown) => progress(`While stopping: ${(error as Error).message}`));
  process.exit(code);
}

function fail(error: unknown): void {
  if (stopping.signal.aborted) return;
  progress((error as Error).message);
  void end(1);
}

const parsed = demoOptions(process.argv.slice(2));
if (parsed.kind === 'help') process.stdout.write(`${usage}\n`);
else if (parsed.kind === 'faults') {
  progress(`${parsed.faults.join('\n')}\n\n${usage}`);
  process.exitCode = 2;
} else {
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(signal, () => {
      if (stopping.signal.aborted) return;
      progress('Stopping ...');
      void end(0);
    });
  }
  demo(parsed.options, stopping.signal, cleanUp).catch(fail);
}
