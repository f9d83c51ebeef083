import { systemClock, type Clock } from '../io/clock/clock.ts';
import { hastenedClock } from '../io/clock/hastened-clock.ts';
import { SnapshotFile } from '../io/snapshot/snapshot-file.ts';
import { createLog, type Logger } from '../io/telemetry/log.ts';
import { ServiceMetrics } from '../io/telemetry/service-metrics.ts';
import type { Config } from './config/config.ts';
import { PublishedFleet } from './cycle/published-fleet.ts';
import { claim, type RefusedClaim } from './service/claims.ts';
import type { Foundations } from './service/foundations.ts';
import { keepHouse } from './service/housekeeping.ts';
import { serviceApi } from './service/service-api.ts';
import { closeParts, startParts, stopWork } from './service/service-parts.ts';
import { snapshotAgeSeconds } from './service/service-status.ts';
import { watchDrift } from './service/watch-drift.ts';
import { judgeCycles } from './warnings/judged-cycles.ts';
import { WarningAdvice } from './warnings/warning-advice.ts';
import { WarningReasons } from './warnings/warning-reasons.ts';

/** A service that is running. */
export interface RunningService {
  readonly url: string;
  /** Ends everything in order; safe to call twice. */
  stop(): Promise<void>;
}

export type ServiceOutcome = { readonly kind: 'running'; readonly service: RunningService } | RefusedClaim;

export interface ServiceOptions {
  /** Things worth knowing about the configuration, shown among the warnings. */
  readonly notes?: readonly string[];
  readonly clock?: Clock;
  readonly log?: Logger;
}

/** Builds the whole service from its configuration and starts it. */
export async function startService(config: Config, options: ServiceOptions = {}): Promise<ServiceOutcome> {
  const clock = options.clock ?? clockOf(config);
  const log = options.log ?? createLog(config.logging.level);
  const claimed = await claim(config);
  if (claimed.kind === 'refused') return claimed;
  const { lease, listener, state } = claimed;
  const fleet = new PublishedFleet(config.grid.settleSeconds * 1000);
  const metrics = new ServiceMetrics(() => snapshotAgeSeconds(fleet, clock.now()));
  const base: Foundations = { config, clock, log, metrics, state, fleet };
  const restored = await restoreSnapshot(config, fleet);
  const parts = await startParts(base);
  const { sinks, warnings, performance, analysis: { explanations, recommendations } } = parts;
  const notes = [...(options.notes ?? []), ...openDoorNotes(config), ...restored, ...parts.calendarFaults];
  const ending = new AbortController();
  judgeCycles({ fleet, desk: warnings, advice: new WarningAdvice(warnings, recommendations), reasons: new WarningReasons({ explanations, now: clock.now }), sinks, clock, log }, ending.signal);
  listener.serve(serviceApi(base, parts, notes));
  void watchDrift({ performance, metrics, onFigures: (figures) => sinks?.watched(figures), clock, log }, ending.signal);
  void keepHouse([state.store, state.warnings, state.takenActions, state.tickets], clock, log, ending.signal);
  parts.models.cycles.start();
  log.info({ url: listener.url, dataFolder: config.dataFolder, fencingNumber: lease.fencingNumber, warnings: notes }, 'Fleetcast is listening');

  const stop = async () => {
    ending.abort();
    await Promise.all([listener.close(), stopWork(parts)]);
    await closeParts(parts, base);
    lease.release();
    log.info('Fleetcast has stopped');
  };
  let stopped: Promise<void> | null = null;
  return { kind: 'running', service: { url: listener.url, stop: () => (stopped ??= stop()) } };
}

function clockOf({ simulation: { speed, since } }: Config): Clock {
  return speed === 1 ? systemClock : hastenedClock(systemClock, speed, since === undefined ? systemClock.now() : Date.parse(since));
}

function openDoorNotes({ tokens }: Config): readonly string[] {
  const isOpen = Object.values(tokens).every((ofScope) => ofScope.length === 0);
  return isOpen ? ['No tokens are configured: only this machine can reach the service, and everybody on it may do everything.'] : [];
}

/** The last run's snapshot answers until the first cycle; a damaged one is set aside and told. */
async function restoreSnapshot(config: Config, fleet: PublishedFleet): Promise<readonly string[]> {
  const loaded = await new SnapshotFile(config.dataFolder).load();
  if (loaded.kind === 'loaded' && loaded.snapshot.stepMs === config.grid.stepSeconds * 1000) {
    fleet.receiveDirectory(loaded.directory);
    fleet.receiveSnapshot(loaded.snapshot);
  }
  return loaded.kind === 'damaged' ? [loaded.message] : [];
}
