import path from 'node:path';
import { dataFolderNames } from '../../io/backup/data-folder.ts';
import { configuredEvents } from '../calendar/configured-events.ts';
import { ServiceCalendar } from '../calendar/service-calendar.ts';
import { metricCatalogue } from '../config/metric-catalogue.ts';
import type { MetricInfoFor } from '../answers/forecast-answer.ts';
import { ServiceIncidents } from '../incidents/service-incidents.ts';
import { ModelPerformance } from '../ledger/model-performance.ts';
import { WarningDesk } from '../warnings/warning-desk.ts';
import { LedgerThread } from '../workers/ledger-thread.ts';
import { SinkThread } from '../workers/sink-thread.ts';
import type { Foundations } from './foundations.ts';
import { type RunningAnalysis, startAnalysis } from './running-analysis.ts';
import { RunningIntake } from './running-intake.ts';
import { ledgerStoreOptions, RunningLedger } from './running-ledger.ts';
import { openModels, type RunningModels } from './running-models.ts';
import { RunningSinks } from './running-sinks.ts';
import { RunningTickets } from './running-tickets.ts';

/** Everything that a running service consists of besides its API. */
export interface ServiceParts {
  /** Null: nothing is pushed. */
  readonly intake: RunningIntake | null;
  readonly ledger: RunningLedger;
  readonly calendar: ServiceCalendar;
  readonly incidents: ServiceIncidents;
  readonly warnings: WarningDesk;
  /** Null: predictions are neither written nor scraped. */
  readonly sinks: RunningSinks | null;
  readonly analysis: RunningAnalysis;
  readonly models: RunningModels;
  /** Null: no ticket system is configured. */
  readonly tickets: RunningTickets | null;
  readonly performance: ModelPerformance;
  readonly metricInfo: MetricInfoFor;
  /** Configured events that were left out, and why. */
  readonly calendarFaults: readonly string[];
}

/** Starts all of them. No cycle runs yet: the first one is for whoever listens to what it publishes. */
export async function startParts(base: Foundations): Promise<ServiceParts> {
  const { config, clock, log, metrics, state } = base;
  const configured = configuredEvents(config);
  const metricInfo = metricCatalogue(config.metrics);
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
  const analysis = await startAnalysis(base, warnings);
  const { explanations, recommendations } = analysis;
  const models = await openModels(base, { calendar, incidents, intake, ledger, analysisChannel: analysis.channel });
  const tickets = config.tickets.systems.length === 0 ? null : await RunningTickets.start({ config, state, warnings, recommendations, explanations, clock, metrics, log });
  const horizonMinutes = (config.grid.horizonSteps * config.grid.stepSeconds) / 60;
  const performance = new ModelPerformance({ ledger, warnings: state.warnings, metricInfo, horizonMinutes, limits: config.ledger.limits });
  return { intake, ledger, calendar, incidents, warnings, sinks, analysis, models, tickets, performance, metricInfo, calendarFaults: configured.faults };
}

/** Ends what makes work for others. */
export async function stopWork({ models, analysis }: ServiceParts): Promise<void> {
  await Promise.all([models.jobs.stop(), models.cycles.stop(), analysis.stop()]);
}

/** Then what does that work, and last what keeps it. */
export async function closeParts({ intake, ledger, warnings, sinks, tickets }: ServiceParts, { state }: Foundations): Promise<void> {
  await warnings.settled();
  await tickets?.stop();
  await sinks?.stop();
  await Promise.all([state.store.close(), intake?.close(), ledger.close()]);
}

function startSinks({ config: { sinks, predictionsPage, region, dataFolder }, clock, metrics, log }: Foundations): RunningSinks | null {
  if (sinks.length === 0 && !predictionsPage.enabled) return null;
  const started = { config: { sinks, predictionsPage, region }, folder: path.join(dataFolder, dataFolderNames.sinks) };
  return new RunningSinks({ startThread: (onStatus) => new SinkThread(started, onStatus), clock, metrics, log });
}
