/** What the browser tests stand on: built plugin and page, real services in the states that matter, a preview host before each. */
import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';

import { fleetPage } from '@fleetcast/contract';

import { systemClock } from '../../backend/src/io/clock/clock.ts';
import { listen } from '../../preview/server/listen.ts';
import { previewServer } from '../../preview/server/preview-server.ts';
import { createFleet, type Fleet, seedFor } from '../../simulator/src/index.ts';
import { buildStaleArtefacts } from '../build/artefacts.ts';
import { pushLive, pushSteps } from '../demo/fleet-pusher.ts';
import { randomTokens, tokenEnvironment, type ServiceTokens } from '../demo/service-tokens.ts';
import type { ListeningProcess } from '../processes/listening-process.ts';
import { fillLedger } from './judged-ledger.ts';
import { judgeWarnings } from './judged-warnings.ts';
import { startServiceProcess } from '../processes/service-process.ts';

const root = path.resolve(import.meta.dirname, '../..');
const stepMs = 300_000;
const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
/** A little more than the 8 days after which the model speaks: the newest step settles only a minute after it has ended. */
const enoughHistoryMs = 8 * dayMs + hourMs;

/** Addresses of the preview hosts, one a state of the service behind it. */
export interface BrowserStage {
  /** 43 servers with 8 days of history, three of them with difficult names. */
  readonly full: string;
  /** One of them that will come to its threshold in two hours. */
  readonly nearlyBusy: string;
  /** A host of the same service whose settings a test may change. */
  readonly settings: string;
  /** Two days of history. */
  readonly learning: string;
  /** Eight days of history that end an hour and a half ago. */
  readonly stale: string;
  /** A service that nothing was ever pushed to. */
  readonly empty: string;
  /** A service that a test kills. */
  readonly mortal: string;
  readonly mortalPid: number;
  /** A thousand servers with four hours of history. */
  readonly large: string;
  /** The full service, asked with a token that it does not know. */
  readonly wrongToken: string;
  readonly serviceUrl: string;
  readonly apiToken: string;
}

/** Names with everything that a path, a query string or a narrow page must not trip over. */
export const difficultNames = ['pp/db 100%:ü', 'αρχείο & 名前#1?', 'k8s-eu-central-1a-payments-gateway-canary-7f9c6d5b4x2x9z.compute.internal.example.org'] as const;

type Undo = () => Promise<unknown>;

async function host(serviceUrl: string, apiToken: string, undo: Undo[]): Promise<string> {
  const listening = await listen(previewServer({ pluginFolder: path.join(root, 'plugin/dist'), pageFolder: path.join(root, 'preview/dist'), serviceUrl, apiToken }), 0);
  undo.push(() => listening.close());
  return listening.url;
}

interface StagedService {
  readonly process: ListeningProcess;
  readonly url: string;
  readonly tokens: ServiceTokens;
}

async function service(folder: string, name: string, undo: Undo[], more: object = {}): Promise<StagedService> {
  const tokens = randomTokens();
  const own = path.join(folder, name);
  // Left to itself a service would train for fleets this young, beside the tests, and what they see would change.
  const settings = { simulated: true, region: { name: 'eu-central', timeZone: 'Europe/Berlin' }, models: { automatic: false }, ...more };
  const process = await startServiceProcess(own, settings, { environment: tokenEnvironment(tokens), logFile: path.join(own, 'service.log'), detached: true });
  undo.push(() => process.stop());
  return { process, url: process.url, tokens };
}

function fleetOf(servers: number, startMs: number, names: readonly string[] = []): Fleet {
  const fleet = createFleet({ seed: seedFor('demo', 0), servers: servers + names.length, startMs, stepMs, regions: [{ name: 'eu-central', timeZone: 'Europe/Berlin' }, { name: 'us-east', timeZone: 'America/New_York' }] });
  const renamed = new Map(fleet.servers.slice(-names.length || undefined).map(({ server }, i) => [server, names[i]]));
  if (names.length === 0) return fleet;
  const rename = <T extends { readonly server: string; readonly labels: Readonly<Record<string, string>> }>(server: T): T => {
    const name = renamed.get(server.server);
    return name === undefined ? server : { ...server, server: name, labels: { ...server.labels, server: name } };
  };
  return {
    ...fleet,
    servers: fleet.servers.map(rename),
    simulate: (fromStep, toStep) => {
      const slice = fleet.simulate(fromStep, toStep);
      return { ...slice, series: slice.series.map((series) => ({ ...series, server: rename(series.server) })) };
    },
  };
}

/**
 * Whatever the hour, one server is in trouble and another will come into it: for some hours the last of the web servers has needed
 * nearly all of its cpu, and the one before it passes its threshold of 80 % every four hours, in two hours the next time.
 */
function withBusyServers(fleet: Fleet, nowMs: number): { readonly fleet: Fleet; readonly nearlyBusy: string } {
  const [busy, nearlyBusy] = fleet.servers.filter(({ profile }) => profile === 'web').reverse().map(({ server }) => server);
  const simulate: Fleet['simulate'] = (fromStep, toStep) => {
    const slice = fleet.simulate(fromStep, toStep);
    const firstBusy = Math.max(0, Math.ceil((nowMs - 3 * hourMs) / stepMs) - slice.fromStep);
    for (const { server, metric, values } of slice.series) {
      if (metric !== 'cpu') continue;
      if (server.server === busy) values.fill(97, firstBusy);
      if (server.server === nearlyBusy) values.forEach((_, i) => (values[i] = 70 - 20 * Math.cos((2 * Math.PI * ((slice.fromStep + i) * stepMs - nowMs)) / (4 * hourMs)) + Math.sin(i)));
    }
    return slice;
  };
  return { fleet: { ...fleet, simulate }, nearlyBusy };
}

async function pushHistory(to: StagedService, fleet: Fleet, untilMs: number): Promise<void> {
  await pushSteps(fleet, { url: to.url, intakeToken: to.tokens.intake }, fleet.startStep, Math.floor(untilMs / stepMs));
}

/** Pushes on, so that tests that come late do not find the fleet stale. */
function keepAlive(to: StagedService, fleet: Fleet, pushedUntilMs: number, undo: Undo[]): void {
  const ended = new AbortController();
  const live = pushLive(fleet, { url: to.url, intakeToken: to.tokens.intake }, { everyMs: 60_000, pushedUntilMs, clock: systemClock }, (line) => process.stderr.write(`${line}\n`), ended.signal);
  undo.push(() => {
    ended.abort();
    return live;
  });
}

/** Waits until a host serves the whole fleet with all of the history that was pushed. */
async function untilServed(hostUrl: string, servers: number, days: number): Promise<void> {
  const lateMs = Date.now() + 600_000;
  for (;;) {
    const answer = await fetch(`${hostUrl}/api/plugin-proxy/fleetcast-forecasting-app/read/v1/fleet?limit=500`);
    if (answer.ok) {
      const page = fleetPage.parse(await answer.json());
      if (page.total === servers && page.servers.every(({ daysObserved }) => daysObserved > days - 0.6)) return;
    }
    if (Date.now() > lateMs) throw new Error(`${hostUrl} does not serve ${servers} servers with ${days} days of history; last answer ${answer.status}`);
    await wait(300);
  }
}

export async function raiseStage(): Promise<{ readonly stage: BrowserStage; readonly strike: () => Promise<void> }> {
  await buildStaleArtefacts(root, (line) => process.stderr.write(`${line}\n`));
  const undo: Undo[] = [];
  const strike = async () => {
    for (const step of undo.reverse()) await step();
  };
  try {
    const folder = mkdtempSync(path.join(os.tmpdir(), 'fleetcast-browser-'));
    undo.push(async () => rmSync(folder, { recursive: true, force: true }));
    const nowMs = Date.now();

    // Whatever hour it is, some server of the fleet is a little likely to breach: that is enough for a warning here.
    await fillLedger(path.join(folder, 'full/data'), fleetOf(40, nowMs - 11 * dayMs, difficultNames), Math.floor(nowMs / stepMs) - 12);
    await judgeWarnings(path.join(folder, 'full/data'), fleetOf(40, nowMs - enoughHistoryMs).servers, nowMs);
    const full = await service(folder, 'full', undo, { warnings: { severities: { critical: { probability: 0.02 }, warning: { probability: 0.02 } } } });
    const { fleet, nearlyBusy } = withBusyServers(fleetOf(40, nowMs - enoughHistoryMs, difficultNames), nowMs);
    await pushHistory(full, fleet, nowMs);
    keepAlive(full, fleet, nowMs, undo);
    const learning = await service(folder, 'learning', undo);
    const young = fleetOf(8, nowMs - 2 * dayMs);
    await pushHistory(learning, young, nowMs);
    keepAlive(learning, young, nowMs, undo);
    const stale = await service(folder, 'stale', undo);
    await pushHistory(stale, fleetOf(8, nowMs - 8 * dayMs), nowMs - 5_400_000);
    const empty = await service(folder, 'empty', undo);
    const mortal = await service(folder, 'mortal', undo);
    await pushHistory(mortal, fleetOf(6, nowMs - dayMs), nowMs);
    const large = await service(folder, 'large', undo);
    await pushHistory(large, fleetOf(1000, nowMs - dayMs / 6), nowMs);

    const stage: BrowserStage = {
      full: await host(full.url, full.tokens.proxy, undo),
      nearlyBusy,
      settings: await host(full.url, full.tokens.proxy, undo),
      learning: await host(learning.url, learning.tokens.proxy, undo),
      stale: await host(stale.url, stale.tokens.proxy, undo),
      empty: await host(empty.url, empty.tokens.proxy, undo),
      mortal: await host(mortal.url, mortal.tokens.proxy, undo),
      mortalPid: mortal.process.pid,
      large: await host(large.url, large.tokens.proxy, undo),
      wrongToken: await host(full.url, 'not-the-token', undo),
      serviceUrl: full.url,
      apiToken: full.tokens.proxy,
    };
    await untilServed(stage.full, 40 + difficultNames.length, 8);
    await untilServed(stage.learning, 8, 2);
    await untilServed(stage.stale, 8, 7);
    await untilServed(stage.mortal, 6, 1);
    await untilServed(stage.large, 1000, 0);
    return { stage, strike };
  } catch (error) {
    await strike();
    throw error;
  }
}
