import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { dataFolderNames } from '../io/backup/data-folder.ts';
import { unfinishedRestore } from '../io/backup/restored-folder.ts';
import { nextRunMs } from '../io/clock/cron-schedule.ts';
import { systemClock, type Clock } from '../io/clock/clock.ts';
import { hastenedClock } from '../io/clock/hastened-clock.ts';
import { DataFolderLease } from '../io/lease/data-folder-lease.ts';
import { SnapshotFile } from '../io/snapshot/snapshot-file.ts';
import type { StateLocation } from '../io/state/state-database.ts';
import type { StateStore } from '../io/state/state-store.ts';
import { createLog, type Logger } from '../io/telemetry/log.ts';
import { ServiceMetrics } from '../io/telemetry/service-metrics.ts';
import { ServiceBackups } from './backup/service-backups.ts';
import type { BackupParts } from './backup/ports.ts';
import { copyClosedSamples } from './backup/stopped-parts.ts';
import { configuredEvents } from './calendar/configured-events.ts';
import { ServiceCalendar } from './calendar/service-calendar.ts';
import { ServiceIncidents } from './incidents/service-incidents.ts';
import type { ExplanationAnswers } from './analysis/explanations.ts';
import type { Config } from './config/config.ts';
import { metricCatalogue } from './config/metric-catalogue.ts';
import { PublishedFleet } from './cycle/published-fleet.ts';
import { createApi } from './http/api.ts';
import { operations } from './http/operations.ts';
import { FleetTraining } from './jobs/fleet-training.ts';
import { TrainingJobs } from './jobs/training-jobs.ts';
import { LifecycleReports } from './models/lifecycle-reports.ts';
import { maintenanceInWords, maintenanceSpans } from './models/maintenance.ts';
import { ModelLifecycle } from './models/model-lifecycle.ts';
import { ServiceModels } from './models/service-models.ts';
import { RunningIntake } from './lifecycle/running-intake.ts';
import { ModelPerformance } from './ledger/model-performance.ts';
import { watchDrift } from './lifecycle/watch-drift.ts';
import { RunningTickets } from './lifecycle/running-tickets.ts';
import { ledgerStoreOptions, RunningLedger } from './lifecycle/running-ledger.ts';
import { keepHouse } from './lifecycle/housekeeping.ts';
import { CycleSupervisor } from './lifecycle/cycle-supervisor.ts';
import { Listener } from './lifecycle/listener.ts';
import { stateFault } from './lifecycle/state-fault.ts';
import { RunningSinks } from './lifecycle/running-sinks.ts';
import { modelListOf, readinessOf, serviceStatusOf, snapshotAgeSeconds, type ServiceFacts } from './lifecycle/service-status.ts';
import { DemoControl } from './demo/demo-control.ts';
import { whatIfMethods, type WhatIfAnalysis } from './whatif/what-if-analysis.ts';
import { AnalysisThread, explanationMethods } from './workers/analysis-thread.ts';
import { WarningAdvice } from './warnings/warning-advice.ts';
import { WarningDesk } from './warnings/warning-desk.ts';
import { WarningReasons } from './warnings/warning-reasons.ts';
import { SinkThread } from './workers/sink-thread.ts';
import { PlaybookSource } from './recommendation/playbook-source.ts';
import { type RecommendationAnalysis, recommendationMethods } from './recommendation/recommendation-analysis.ts';
import { FirstActions } from './insights/first-actions.ts';
import { ServiceRecommendations } from './recommendation/service-recommendations.ts';
import { ServiceScenarios } from './scenarios/service-scenarios.ts';
import { CycleThread } from './workers/cycle-thread.ts';
import { LedgerThread } from './workers/ledger-thread.ts';
import { openState } from './workers/state-thread.ts';

/** A service that is running. */
export interface RunningService {
  readonly url: string;
  /** Ends everything in order; safe to call twice. */
  stop(): Promise<void>;
}

export type ServiceOutcome =
  | { readonly kind: 'running'; readonly service: RunningService }
  /** `folderInUse`: by another process, or by a restore that was cut off. */
  | { readonly kind: 'refused'; readonly message: string; readonly folderInUse: boolean };

export interface ServiceOptions {
  /** Things worth knowing about the configuration, shown among the warnings. */
  readonly notes?: readonly string[];
  readonly clock?: Clock;
  readonly log?: Logger;
}

export const productVersion = (JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as { version: string }).version;

export function stateLocation(config: Config): StateLocation {
  const { databaseUrl } = config.state;
  return databaseUrl === undefined ? { kind: 'sqlite', file: path.join(config.dataFolder, 'state.sqlite') } : { kind: 'postgres', url: databaseUrl };
}

function clockOf({ simulation: { speed, since } }: Config): Clock {
  return speed === 1 ? systemClock : hastenedClock(systemClock, speed, since === undefined ? systemClock.now() : Date.parse(since));
}

/** Builds the whole service from its configuration and starts it; the only place of this thread that builds io. */
export async function startService(config: Config, options: ServiceOptions = {}): Promise<ServiceOutcome> {
  const clock = options.clock ?? clockOf(config);
  const log = options.log ?? createLog(config.logging.level);
  const leased = DataFolderLease.acquire(config.dataFolder);
  if (leased.kind !== 'held') return { kind: 'refused', message: leased.message, folderInUse: leased.kind === 'taken' };
  const { lease } = leased;
  const refused = (message: string, folderInUse: boolean): ServiceOutcome => {
    lease.release();
    return { kind: 'refused', message, folderInUse };
  };
  const cutOff = unfinishedRestore(config.dataFolder);
  if (cutOff !== null) return refused(cutOff, true);
  const opened = await Listener.open(config.listen);
  if (opened.kind === 'refused') return refused(opened.message, false);
  const { listener } = opened;
  const state = await openState(stateLocation(config)).catch((error: unknown) => stateFault(stateLocation(config), error));
  if (typeof state === 'string') {
    await listener.close();
    return refused(state, false);
  }
  const warnings = [...(options.notes ?? [])];
  const isOpen = Object.values(config.tokens).every((tokens) => tokens.length === 0);
  if (isOpen) warnings.push('No tokens are configured: only this machine can reach the service, and everybody on it may do everything.');

  const timetable = { stepMs: config.grid.stepSeconds * 1000, settleMs: config.grid.settleSeconds * 1000 };
  const fleet = new PublishedFleet(timetable.settleMs);
  const metrics = new ServiceMetrics(() => snapshotAgeSeconds(fleet, clock.now()));
  warnings.push(...(await restoreSnapshot(config, fleet)));
  const intake = config.intake.enabled ? await RunningIntake.start(config, clock, log, metrics) : null;
  const ledger = RunningLedger.start({ startThread: () => new LedgerThread({ store: ledgerStoreOptions(config), grid: config.grid }), clock, metrics, log });
  const { store } = state;
  const configured = configuredEvents(config);
  warnings.push(...configured.faults);
  const calendar = await ServiceCalendar.open({ store: state.calendar, configured: configured.events, region: config.region, now: clock.now });
  const incidents = await ServiceIncidents.open({ store: state.incidents, audit: store, region: config.region.name, now: clock.now });
  const servers = () => fleet.current()?.index.directory.servers ?? [];
  const warningDesk = await WarningDesk.open({
    store: state.warnings,
    policy: config.warnings,
    facts: { inMaintenance: (server, atMs) => calendar.current.maintenance(server, atMs) !== null },
    now: clock.now,
    log,
  });
  const sinks = startSinks(config, clock, metrics, log);
  const lastSaid = fleet.current();
  if (lastSaid !== null) {
    sinks?.publish(lastSaid);
    sinks?.judged(warningDesk.open);
  }
  fleet.onPublished((published) => {
    sinks?.publish(published);
    const judged = warningDesk.judge(published).then(() => sinks?.judged(warningDesk.open));
    judged.then(
      () => warningAdvice.renew().catch((error: unknown) => log.error({ err: error }, 'what to do about warnings could not be asked; the next cycle asks again')),
      (error: unknown) => log.error({ err: error }, 'warnings could not be judged; the next cycle judges anew'),
    );
  });
  const models = await ServiceModels.open(store, state.modelRegistry, { folder: path.join(config.dataFolder, 'models'), region: config.region.name, ...config.grid }, clock.now());
  const analysisChannel = `fleetcast cycles ${randomUUID()}`;
  const analysis = new AnalysisThread({ config, channel: analysisChannel }, (error) => {
    metrics.workerFailures.inc({ worker: 'analysis' });
    log.error({ err: error }, "the analysis' thread ended by itself; the next question starts a new one");
  });
  const supervisor = new CycleSupervisor({
    startThread: async (inUse, onNews, onEnd) =>
      new CycleThread({ config, models: inUse, calendar: calendar.current.events, analysisChannel, intakePort: (await intake?.connect()) ?? null, ledgerPort: await ledger.connect() }, onNews, onEnd),
    fleet,
    timetable,
    onPublished: () => void lifecycle.lookHourly(clock.now()),
    clock,
    metrics,
    log,
  }, models.inUse);
  models.onChange((inUse) => supervisor.useModels(inUse));
  intake?.onRestart((port) => supervisor.useIntake(port));
  ledger.onRestart((port) => supervisor.useLedger(port));
  calendar.onChange((events) => supervisor.useCalendar(events));
  const training = new FleetTraining({
    models,
    workFolder: path.join(config.dataFolder, 'training'),
    grid: config.grid,
    region: config.region.name,
    historyDays: config.models.historyDays,
    budgetSeconds: config.models.budgetSeconds,
    now: clock.now,
    archive: (file, mostSeries, days) => supervisor.archive(file, mostSeries, days),
    leftOut: (fromMs, toMs) => [...maintenanceSpans(calendar.current, servers(), fromMs, toMs), ...incidents.leftOut(fromMs, toMs)],
    decide: (end, order, jobId) => lifecycle.decide(end, order, jobId, clock.now()),
  });
  const jobs = new TrainingJobs(store, training, config.region.name, clock.now, log);
  await jobs.recover();
  const { schedule } = config.models;
  const nextScheduledMs = (afterMs: number) => (schedule === null ? null : nextRunMs(schedule, config.region.timeZone, afterMs));
  const lifecycle: ModelLifecycle = new ModelLifecycle({
    models,
    decisions: state.modelRegistry,
    settings: { region: config.region.name, ...config.models },
    examine: (nowMs) => supervisor.examine(nowMs),
    train: (order, by) => jobs.start(order, by),
    runningJob: () => jobs.running,
    nextScheduledMs,
    troubleAt: (nowMs) => maintenanceInWords(calendar.current, nowMs) ?? incidents.underWay(nowMs, servers().length),
    log,
  });
  const recommending = analysis.subject<RecommendationAnalysis>('recommendation', recommendationMethods);
  const recommendations = new ServiceRecommendations({
    store: state.takenActions,
    analysis: recommending,
    playbook: await PlaybookSource.open(config.recommendations.playbookFile, clock.now),
    region: config.region.name,
    stepMs: timetable.stepMs,
    horizonSteps: config.grid.horizonSteps,
    leastProbability: config.risk.warning,
    openWarnings: (serverId) => warningDesk.open.filter((warning) => warning.serverId === serverId).map(({ metric, severity, pagedAtMs }) => ({ metric, severity, paged: pagedAtMs !== null })),
    now: clock.now,
  });
  const warningAdvice = new WarningAdvice(warningDesk, recommendations);
  const whatIf = analysis.subject<WhatIfAnalysis>('what-if', whatIfMethods);
  const scenarios = new ServiceScenarios({
    store: state.scenarios,
    audit: store,
    whatIf,
    observations: recommending,
    region: config.region.name,
    stepMs: timetable.stepMs,
    horizonSteps: config.grid.horizonSteps,
    now: clock.now,
  });
  fleet.onPublished(() => {
    scenarios.gradeDue().catch((error: unknown) => log.error({ err: error }, 'scenarios could not be graded; the next cycle tries again'));
    recommendations.measureDue().catch((error: unknown) => log.error({ err: error }, 'outcomes of actions could not be measured; the next cycle tries again'));
  });
  const tickets = config.tickets.systems.length === 0 ? null : await RunningTickets.start({ config, state, warnings: warningDesk, recommendations, explanations: analysis.subject<ExplanationAnswers>('explanation', explanationMethods), clock, metrics, log });
  const startedAtMs = clock.now();
  const facts = (): ServiceFacts => ({
    version: productVersion,
    startedAtMs,
    stepSeconds: config.grid.stepSeconds,
    horizonSteps: config.grid.horizonSteps,
    simulated: config.simulated,
    sinks: sinks?.statuses ?? [],
    warnings: [...warnings, ...models.faults, ...supervisor.warnings, ...(sinks?.warnings ?? []), ...(tickets?.warnings ?? []), ...recommendations.warnings, ...(intake?.warnings ?? []), ...ledger.warnings],
    hasPublished: supervisor.hasPublished,
  });
  const performance = new ModelPerformance({
    ledger,
    warnings: state.warnings,
    metricInfo: metricCatalogue(config.metrics),
    horizonMinutes: (config.grid.horizonSteps * config.grid.stepSeconds) / 60,
    limits: config.ledger.limits,
  });
  const api = createApi({
    config,
    version: productVersion,
    operations: operations({
      fleet,
      metricInfo: metricCatalogue(config.metrics),
      jobs,
      trainByHand: (request, by, nowMs) => lifecycle.trainByHand(request, by, nowMs),
      calendar,
      incidents,
      warnings: warningDesk,
      status: (nowMs) => serviceStatusOf(fleet, facts(), nowMs),
      backups: new ServiceBackups(config.dataFolder, runningParts(config, store, intake, ledger, clock), productVersion),
      demo: config.simulated ? new DemoControl({ speed: config.simulation.speed, stepSeconds: config.grid.stepSeconds }) : null,
      whatIf,
      scenarios,
      models,
      explanations: analysis.subject<ExplanationAnswers>('explanation', explanationMethods),
      performance,
      lifecycle: new LifecycleReports({ region: config.region.name, settings: config.models, models, store: state.modelRegistry, lifecycle, nextScheduledMs }),
      recommendations,
      assumptions: config.timeSaved,
      firstActions: new FirstActions(recommendations),
      tickets: state.tickets,
      modelList: async () => modelListOf(fleet, await models.list()),
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
  const housekeeping = new AbortController();
  if (sinks !== null) tellReasons({ fleet, desk: warningDesk, reasons: new WarningReasons({ explanations: analysis.subject<ExplanationAnswers>('explanation', explanationMethods), now: clock.now }), sinks, clock, log }, housekeeping.signal);
  void watchDrift({ performance, metrics, onFigures: (figures) => sinks?.watched(figures), clock, log }, housekeeping.signal);
  void keepHouse([store, state.warnings, state.takenActions, state.tickets], clock, log, housekeeping.signal);
  supervisor.start();
  log.info({ url: listener.url, dataFolder: config.dataFolder, fencingNumber: lease.fencingNumber, warnings }, 'Fleetcast is listening');

  const stop = async () => {
    housekeeping.abort();
    await Promise.all([listener.close(), jobs.stop(), supervisor.stop(), analysis.stop()]);
    await warningDesk.settled();
    await tickets?.stop();
    await sinks?.stop();
    await Promise.all([store.close(), intake?.close(), ledger.close()]);
    lease.release();
    log.info('Fleetcast has stopped');
  };
  let stopped: Promise<void> | null = null;
  return { kind: 'running', service: { url: listener.url, stop: () => (stopped ??= stop()) } };
}

/** Null: predictions are neither written nor scraped. */
function startSinks(config: Config, clock: Clock, metrics: ServiceMetrics, log: Logger): RunningSinks | null {
  const { sinks, predictionsPage, region } = config;
  if (sinks.length === 0 && !predictionsPage.enabled) return null;
  const data = { config: { sinks, predictionsPage, region }, folder: path.join(config.dataFolder, dataFolderNames.sinks) };
  return new RunningSinks({ startThread: (onStatus) => new SinkThread(data, onStatus), clock, metrics, log });
}

interface ToldReasons {
  readonly fleet: PublishedFleet;
  readonly desk: WarningDesk;
  readonly reasons: WarningReasons;
  readonly sinks: RunningSinks;
  readonly clock: Clock;
  readonly log: Logger;
}

/** The thread that explains takes some seconds to know the first cycle after a start. */
const reasonsAgainMs = 2_000;
const mostReasonTries = 10;

/** After a cycle's warnings are judged, why their forecasts are as they are is asked for and told to the sinks. */
function tellReasons({ fleet, desk, reasons, sinks, clock, log }: ToldReasons, signal: AbortSignal): void {
  const tell = async () => {
    await desk.settled();
    for (let tries = 0; tries < mostReasonTries && !signal.aborted; tries++) {
      const refreshed = await reasons.refresh(desk.open);
      if (refreshed === 'new') sinks.explained(reasons.texts);
      if (refreshed !== 'not-ready') return;
      await clock.waitUntil(clock.now() + reasonsAgainMs, signal);
    }
  };
  fleet.onPublished(() => {
    tell().catch((error: unknown) => log.warn({ err: error }, 'reasons of warnings are not known; the next cycle asks anew'));
  });
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

/** Each database is copied by the thread that owns it; a sample file that nobody has open, because intake is off, from here. */
function runningParts(config: Config, store: StateStore, intake: RunningIntake | null, ledger: RunningLedger, clock: Clock): BackupParts {
  return {
    stateIn: stateLocation(config).kind,
    async copyState(file) {
      await store.copyTo(file);
    },
    async copySamples(file) {
      if (intake === null) return copyClosedSamples(config, file, clock.now());
      const fault = await intake.copyTo(file);
      if (fault !== null) throw new Error(fault);
    },
    async copyLedger(file) {
      const fault = await ledger.copyTo(file);
      if (fault !== null) throw new Error(fault);
    },
  };
}
