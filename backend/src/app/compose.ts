import path from 'node:path';
import { dataFolderNames } from '../io/backup/data-folder.ts';
import { systemClock, type Clock } from '../io/clock/clock.ts';
import { hastenedClock } from '../io/clock/hastened-clock.ts';
import { SnapshotFile } from '../io/snapshot/snapshot-file.ts';
import { createLog, type Logger } from '../io/telemetry/log.ts';
import { ServiceMetrics } from '../io/telemetry/service-metrics.ts';
import { runningParts } from './backup/running-parts.ts';
import { ServiceBackups } from './backup/service-backups.ts';
import { configuredEvents } from './calendar/configured-events.ts';
import { ServiceCalendar } from './calendar/service-calendar.ts';
import type { Config } from './config/config.ts';
import { metricCatalogue } from './config/metric-catalogue.ts';
import { PublishedFleet } from './cycle/published-fleet.ts';
import { DemoControl } from './demo/demo-control.ts';
import { createApi } from './http/api.ts';
import { operations } from './http/operations.ts';
import { ServiceIncidents } from './incidents/service-incidents.ts';
import { FirstActions } from './insights/first-actions.ts';
import { ModelPerformance } from './ledger/model-performance.ts';
import { productVersion } from './product-version.ts';
import { claim, type RefusedClaim } from './service/claims.ts';
import type { Foundations } from './service/foundations.ts';
import { keepHouse } from './service/housekeeping.ts';
import { startAnalysis } from './service/running-analysis.ts';
import { RunningIntake } from './service/running-intake.ts';
import { ledgerStoreOptions, RunningLedger } from './service/running-ledger.ts';
import { openModels } from './service/running-models.ts';
import { RunningSinks } from './service/running-sinks.ts';
import { RunningTickets } from './service/running-tickets.ts';
import { modelListOf, readinessOf, serviceStatusOf, snapshotAgeSeconds, type ServiceFacts } from './service/service-status.ts';
import { watchDrift } from './service/watch-drift.ts';
import { judgeCycles } from './warnings/judged-cycles.ts';
import { WarningAdvice } from './warnings/warning-advice.ts';
import { WarningDesk } from './warnings/warning-desk.ts';
import { WarningReasons } from './warnings/warning-reasons.ts';
import { LedgerThread } from './workers/ledger-thread.ts';
import { SinkThread } from './workers/sink-thread.ts';

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
  const configured = configuredEvents(config);
  const notes = [...(options.notes ?? []), ...openDoorNotes(config), ...(await restoreSnapshot(config, fleet)), ...configured.faults];

  const intake = config.intake.enabled ? await RunningIntake.start(config, clock, log, metrics) : null;
  const ledger = RunningLedger.start({ startThread: () => new LedgerThread({ store: ledgerStoreOptions(config), grid: config.grid }), clock, metrics, log });
  const calendar = await ServiceCalendar.open({ store: state.calendar, configured: configured.events, region: config.region, now: clock.now });
  const incidents = await ServiceIncidents.open({ store: state.incidents, audit: state.store, region: config.region.name, now: clock.now });
  const warnings = await WarningDesk.open({
    store: state.warnings,
    policy: config.warnings,
    facts: { inMaintenance: (server, atMs) => calendar.current.maintenance(server, atMs) !== null },
    now: clock.now,
    log,
  });
  const sinks = startSinks(base);
  const ending = new AbortController();
  const analysis = await startAnalysis(base, warnings);
  const { explanations, whatIf, scenarios, recommendations } = analysis;
  judgeCycles({ fleet, desk: warnings, advice: new WarningAdvice(warnings, recommendations), reasons: new WarningReasons({ explanations, now: clock.now }), sinks, clock, log }, ending.signal);
  const models = await openModels(base, { calendar, incidents, intake, ledger, analysisChannel: analysis.channel });
  const { versions, cycles, jobs, lifecycle } = models;
  const tickets = config.tickets.systems.length === 0 ? null : await RunningTickets.start({ config, state, warnings, recommendations, explanations, clock, metrics, log });

  const startedAtMs = clock.now();
  const facts = (): ServiceFacts => ({
    version: productVersion,
    startedAtMs,
    stepSeconds: config.grid.stepSeconds,
    horizonSteps: config.grid.horizonSteps,
    simulated: config.simulated,
    sinks: sinks?.statuses ?? [],
    warnings: [...notes, ...versions.faults, ...cycles.warnings, ...(sinks?.warnings ?? []), ...(tickets?.warnings ?? []), ...recommendations.warnings, ...(intake?.warnings ?? []), ...ledger.warnings],
    hasPublished: cycles.hasPublished,
  });
  const metricInfo = metricCatalogue(config.metrics);
  const performance = new ModelPerformance({
    ledger,
    warnings: state.warnings,
    metricInfo,
    horizonMinutes: (config.grid.horizonSteps * config.grid.stepSeconds) / 60,
    limits: config.ledger.limits,
  });
  const api = createApi({
    config,
    version: productVersion,
    operations: operations({
      fleet,
      metricInfo,
      jobs,
      trainByHand: (request, by, nowMs) => lifecycle.trainByHand(request, by, nowMs),
      calendar,
      incidents,
      warnings,
      status: (nowMs) => serviceStatusOf(fleet, facts(), nowMs),
      backups: new ServiceBackups(config.dataFolder, runningParts(config, { store: state.store, intake, ledger, now: clock.now }), productVersion),
      demo: config.simulated ? new DemoControl({ speed: config.simulation.speed, stepSeconds: config.grid.stepSeconds }) : null,
      whatIf,
      scenarios,
      models: versions,
      explanations,
      performance,
      lifecycle: models.reports,
      recommendations,
      assumptions: config.timeSaved,
      firstActions: new FirstActions(recommendations),
      tickets: state.tickets,
      modelList: async () => modelListOf(fleet, await versions.list()),
    }),
    readiness: () => readinessOf(fleet, facts().warnings, clock.now()),
    metrics,
    log,
    now: clock.now,
    remoteWrite: intake?.route ?? null,
    takeWebhook: tickets === null ? null : (webhook) => tickets.desk.take(webhook),
    predictionsPage: config.predictionsPage.enabled ? sinks : null,
  });
  listener.serve(api);
  void watchDrift({ performance, metrics, onFigures: (figures) => sinks?.watched(figures), clock, log }, ending.signal);
  void keepHouse([state.store, state.warnings, state.takenActions, state.tickets], clock, log, ending.signal);
  cycles.start();
  log.info({ url: listener.url, dataFolder: config.dataFolder, fencingNumber: lease.fencingNumber, warnings: notes }, 'Fleetcast is listening');

  const stop = async () => {
    ending.abort();
    await Promise.all([listener.close(), jobs.stop(), cycles.stop(), analysis.stop()]);
    await warnings.settled();
    await tickets?.stop();
    await sinks?.stop();
    await Promise.all([state.store.close(), intake?.close(), ledger.close()]);
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

/** Null: predictions are neither written nor scraped. */
function startSinks({ config: { sinks, predictionsPage, region, dataFolder }, clock, metrics, log }: Foundations): RunningSinks | null {
  if (sinks.length === 0 && !predictionsPage.enabled) return null;
  const started = { config: { sinks, predictionsPage, region }, folder: path.join(dataFolder, dataFolderNames.sinks) };
  return new RunningSinks({ startThread: (onStatus) => new SinkThread(started, onStatus), clock, metrics, log });
}
