/** The whole of Fleetcast on a simulated fleet: service, pushed history, live samples, preview. */
import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';

import { fleetPage } from '@fleetcast/contract';

import { listen } from '../../preview/server/listen.ts';
import { previewServer } from '../../preview/server/preview-server.ts';
import { systemClock } from '../../backend/src/io/clock/clock.ts';
import { hastenedClock } from '../../backend/src/io/clock/hastened-clock.ts';
import { demoFleet, historyDays, stepMs } from './demo-fleet.ts';
import { playedFleet } from './played-fleet.ts';
import { pushLive, pushSteps } from './fleet-pusher.ts';
import { describeExit } from '../processes/listening-process.ts';
import { startServiceProcess } from '../processes/service-process.ts';
import type { DemoOptions } from './options.ts';
import { randomTokens, tokenEnvironment } from './service-tokens.ts';

const readyWithinMs = 180_000;
/** A cycle that began before the push ended is followed within this time by one that has read all of it. */
const rereadWithinMs = 15_000;
const liveEveryMs = 30_000;
const appId = 'fleetcast-forecasting-app';

/** What the demo runs: from this repository, or installed from packages elsewhere. */
export interface DemoParts {
  /** The service's main.ts. */
  readonly serviceMain: string;
  /** The built plugin. */
  readonly pluginFolder: string;
  /** The built preview page. */
  readonly pageFolder: string;
}

export interface RunningDemo {
  readonly url: string;
  readonly serviceUrl: string;
  /** Resolves, with how, should the service end by itself. */
  readonly serviceEnded: Promise<string>;
}

/** Undoes what was started, last first. */
export type CleanUp = Array<() => Promise<void>>;

/** Resolves once forecasts of the whole fleet are served. What must be undone goes to `cleanUp`, also when this rejects. */
export async function runDemo(options: DemoOptions, parts: DemoParts, progress: (line: string) => void, signal: AbortSignal, cleanUp: CleanUp): Promise<RunningDemo> {
  const { port, servers, seed, keep, speed } = options;
  const sinceMs = Date.now();
  const clock = speed === 1 ? systemClock : hastenedClock(systemClock, speed, sinceMs);
  const tokens = randomTokens();
  const folder = keep ?? mkdtempSync(path.join(os.tmpdir(), 'fleetcast-demo-'));
  if (keep === null) cleanUp.push(async () => rmSync(folder, { recursive: true, force: true }));

  progress('Starting the prediction service ...');
  const settings = { simulated: true, simulation: { speed, since: new Date(sinceMs).toISOString() }, region: { name: 'eu-central', timeZone: 'Europe/Berlin' } };
  const service = await startServiceProcess(folder, settings, {
    main: parts.serviceMain,
    environment: tokenEnvironment(tokens),
    logFile: path.join(folder, 'service.log'),
    // A group of its own: Ctrl-C in the terminal reaches the demo, which then stops the service in order.
    detached: true,
    signal,
  });
  cleanUp.push(async () => void (await service.stop()));
  const host = await listen(previewServer({ pluginFolder: parts.pluginFolder, pageFolder: parts.pageFolder, serviceUrl: service.url, apiToken: tokens.proxy }), port);
  cleanUp.push(() => host.close());

  const fleet = demoFleet(seed, servers, clock.now());
  const target = { url: service.url, intakeToken: tokens.intake };
  const pushedUntilMs = clock.now();
  const lastStep = Math.floor(pushedUntilMs / stepMs);
  progress(`Pushing ${historyDays} days of ${servers} simulated servers by remote write ...`);
  const beganMs = Date.now();
  const samples = await pushSteps(fleet, target, fleet.startStep, lastStep, everyQuarter(progress), signal);
  progress(`Pushed ${samples.toLocaleString('en')} samples in ${((Date.now() - beganMs) / 1000).toFixed(1)} s`);
  const live = pushLive(fleet, target, { everyMs: liveEveryMs, pushedUntilMs, clock }, progress, signal, playedFleet(service.url, tokens.proxy, progress));
  cleanUp.push(() => live);

  progress('Waiting for the first forecasts ...');
  await untilForecastsAreServed(host.url, servers, clock.now(), signal);
  return { url: host.url, serviceUrl: service.url, serviceEnded: service.exited.then(describeExit) };
}

function everyQuarter(progress: (line: string) => void): (share: number) => void {
  let told = 0;
  return (share) => {
    if (share - told < 0.25) return;
    told = share;
    progress(`  ${Math.round(100 * share)}%`);
  };
}

/** Forecasts of a fleet with this many servers, made from all that was pushed until `pushedAtMs` of its time, as a visitor of the preview gets them. */
async function untilForecastsAreServed(previewUrl: string, servers: number, pushedAtMs: number, signal: AbortSignal): Promise<void> {
  const beganMs = Date.now();
  while (!signal.aborted) {
    const answer = await fetch(`${previewUrl}/api/plugin-proxy/${appId}/read/v1/fleet?limit=1`, { signal });
    if (answer.ok) {
      const { total, generatedAt } = fleetPage.parse(await answer.json());
      const holdsAll = Date.parse(generatedAt) >= pushedAtMs || Date.now() - beganMs > rereadWithinMs;
      if (total >= servers && holdsAll) return;
    } else if (answer.status !== 503) throw new Error(`The preview answers ${answer.status} for the fleet: ${await answer.text()}`);
    if (Date.now() - beganMs > readyWithinMs) throw new Error(`No forecasts within ${readyWithinMs / 1000} s; the last answer was ${answer.status}.`);
    await wait(400, undefined, { signal });
  }
}
