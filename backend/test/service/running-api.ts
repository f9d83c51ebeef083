/** The HTTP application on a free port, in this process, over a fleet that stands still. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { ServiceBackups } from '../../src/app/backup/service-backups.ts';
import { ServiceIncidents } from '../../src/app/incidents/service-incidents.ts';
import { ServiceCalendar } from '../../src/app/calendar/service-calendar.ts';
import { AnalysisEngine } from '../../src/app/analysis/analysis-engine.ts';
import { DemoControl } from '../../src/app/demo/demo-control.ts';
import { WhatIfAnalysis } from '../../src/app/whatif/what-if-analysis.ts';
import { PlaybookSource } from '../../src/app/recommendation/playbook-source.ts';
import { RecommendationAnalysis } from '../../src/app/recommendation/recommendation-analysis.ts';
import { FirstActions } from '../../src/app/insights/first-actions.ts';
import { ServiceRecommendations } from '../../src/app/recommendation/service-recommendations.ts';
import { ServiceScenarios } from '../../src/app/scenarios/service-scenarios.ts';
import { createApi, type ApiPorts } from '../../src/app/http/api.ts';
import { WarningDesk } from '../../src/app/warnings/warning-desk.ts';
import { metricCatalogue } from '../../src/app/config/metric-catalogue.ts';
import { loadConfig, type Config } from '../../src/app/config/config.ts';
import { PublishedFleet } from '../../src/app/cycle/published-fleet.ts';
import { operations, type OperationPorts } from '../../src/app/http/operations.ts';
import type { ReadablePage } from '../../src/app/http/predictions-route.ts';
import type { TrainingRunner } from '../../src/app/jobs/ports.ts';
import { TrainingJobs } from '../../src/app/jobs/training-jobs.ts';
import { Listener } from '../../src/app/service/listener.ts';
import { modelListOf, readinessOf, serviceStatusOf } from '../../src/app/service/service-status.ts';
import type { Published } from '../../src/app/answers/published.ts';
import { LifecycleReports } from '../../src/app/models/lifecycle-reports.ts';
import { ServiceModels } from '../../src/app/models/service-models.ts';
import { openStateHere, type State } from '../../src/io/state/state.ts';
import { createLog, type Logger } from '../../src/io/telemetry/log.ts';
import { ServiceMetrics } from '../../src/io/telemetry/service-metrics.ts';
import { madeAtMs, settleMs } from './sample-fleet.ts';

export interface RunningApi {
  readonly url: string;
  readonly fleet: PublishedFleet;
  readonly state: State;
  readonly recommendations: ServiceRecommendations;
  readonly warnings: WarningDesk;
  readonly scenarios: ServiceScenarios;
  close(): Promise<void>;
}

export interface ApiOptions {
  readonly published: Published | null;
  readonly tokens?: Config['tokens'];
  readonly rateLimits?: Config['rateLimits'];
  readonly tickets?: Config['tickets'];
  /** What takes Grafana's webhook; by default nothing does. */
  readonly takeWebhook?: (state: State, warnings: WarningDesk) => Promise<ApiPorts['takeWebhook']>;
  readonly now?: () => number;
  readonly log?: Logger;
  readonly performance?: OperationPorts['performance'];
  /** What explanations and what-if questions stand on; by default one that has not heard of a cycle yet. */
  readonly analysis?: AnalysisEngine;
  /** Whether scenarios may be played; by default the fleet is real. */
  readonly isSimulated?: boolean;
  readonly playbookFile?: string;
  /** GET /metrics/predictions; by default it is off. */
  readonly predictionsPage?: ReadablePage;
}

/** A training that ends at once: its own process is tested elsewhere. */
const endsAtOnce: TrainingRunner = { kindOf: () => 'fine-tuning', start: () => ({ finished: Promise.resolve({ kind: 'succeeded', message: 'done' }), cancel: () => undefined }) };

const noWarnings = { cameTrue: 0, late: 0, prevented: 0, false: 0, missed: 0, unobserved: 0, pending: 0, precision: null, recall: null, medianLeadMinutes: null, leadTimes: [] };
const nothingJudgedYet = {
  from: new Date(0).toISOString(), to: new Date(0).toISOString(), asOf: null, series: 0, metrics: [], worstSeries: [], warnings: { all: noWarnings, paged: noWarnings }, drift: [], horizons: [], days: [],
};

export async function startApi(options: ApiOptions): Promise<RunningApi> {
  const outcome = loadConfig(null, {});
  if (outcome.kind === 'invalid') throw new Error('the defaults are valid');
  const config = { tokens: options.tokens ?? outcome.config.tokens, rateLimits: options.rateLimits ?? outcome.config.rateLimits, tickets: options.tickets ?? outcome.config.tickets };
  const fleet = new PublishedFleet(settleMs);
  if (options.published !== null) {
    fleet.receiveDirectory(options.published.index.directory);
    fleet.receiveSnapshot(options.published.snapshot);
  }
  const now = options.now ?? (() => madeAtMs);
  const log = options.log ?? createLog('silent');
  const metrics = new ServiceMetrics(() => 0);
  const state = await openStateHere({ kind: 'sqlite', file: ':memory:' });
  const { store } = state;
  const calendar = await ServiceCalendar.open({ store: state.calendar, configured: [], region: outcome.config.region, now });
  const incidents = await ServiceIncidents.open({ store: state.incidents, audit: store, region: 'eu', now });
  const warnings = await WarningDesk.open({ store: state.warnings, policy: outcome.config.warnings, facts: { inMaintenance: () => false }, now, log });
  fleet.onPublished((published) => void warnings.judge(published));
  const jobs = new TrainingJobs(store, endsAtOnce, 'eu', now, log);
  const dataFolder = mkdtempSync(path.join(tmpdir(), 'fleetcast-api-'));
  const models = await ServiceModels.open(store, state.modelRegistry, { folder: path.join(dataFolder, 'models'), region: 'eu', stepSeconds: 300, horizonSteps: 96 }, now());
  const parts = { stateIn: 'sqlite', copyState: async (file: string) => void (await store.copyTo(file)), copySamples: () => Promise.resolve(), copyLedger: () => Promise.resolve() } as const;
  const metricInfo = metricCatalogue([]);
  const terms = { ...outcome.config.grid, timeZone: 'UTC', metricInfo };
  const engine = options.analysis ?? new AnalysisEngine(outcome.config);
  const recommending = new RecommendationAnalysis(engine, terms, null);
  const whatIf = new WhatIfAnalysis(engine, terms);
  const scenarios = new ServiceScenarios({ store: state.scenarios, audit: store, whatIf, observations: recommending, region: 'eu', stepMs: 300_000, horizonSteps: 96, now });
  const recommendations = new ServiceRecommendations({
    store: state.takenActions,
    analysis: recommending,
    playbook: await PlaybookSource.open(options.playbookFile, now),
    region: 'eu',
    stepMs: 300_000,
    horizonSteps: 96,
    leastProbability: outcome.config.risk.warning,
    openWarnings: (serverId) => warnings.open.filter((warning) => warning.serverId === serverId).map(({ metric, severity, pagedAtMs }) => ({ metric, severity, paged: pagedAtMs !== null })),
    now,
  });
  const facts = { version: '0.0.0', startedAtMs: now(), stepSeconds: 300, horizonSteps: 96, simulated: false, sinks: [], warnings: [], hasPublished: true };
  const api = createApi({
    config,
    version: '0.0.0',
    operations: operations({
      fleet,
      metricInfo,
      jobs,
      trainByHand: (request, by) => jobs.start({ update: false, request }, by),
      calendar,
      incidents,
      warnings,
      backups: new ServiceBackups(dataFolder, parts, '0.0.0'),
      status: (nowMs) => serviceStatusOf(fleet, facts, nowMs),
      demo: options.isSimulated === true ? new DemoControl({ speed: 1, stepSeconds: 300 }) : null,
      whatIf,
      scenarios,
      recommendations,
      assumptions: { minutesPerIncident: 90, minutesToNotice: 20, minutesPerFalsePage: 15 },
      firstActions: new FirstActions(recommendations),
      tickets: state.tickets,
      models,
      explanations: { explain: () => Promise.resolve({ kind: 'not-ready' }) },
      performance: options.performance ?? { over: async () => nothingJudgedYet },
      lifecycle: new LifecycleReports({ region: 'eu', settings: { automatic: false, trialHours: 24, watchHours: 24 }, models, store: state.modelRegistry, lifecycle: { examination: null }, nextScheduledMs: () => null }),
      modelList: async () => modelListOf(fleet, await models.list()),
    }),
    readiness: () => readinessOf(fleet, [], now()),
    metrics,
    log,
    now,
    predictionsPage: options.predictionsPage ?? null,
    remoteWrite: null,
    takeWebhook: (await options.takeWebhook?.(state, warnings)) ?? null,
  });
  const opened = await Listener.open({ host: '127.0.0.1', port: 0 });
  if (opened.kind === 'refused') throw new Error(opened.message);
  const { listener } = opened;
  listener.serve(api);
  return {
    url: listener.url,
    fleet,
    state,
    recommendations,
    warnings,
    scenarios,
    async close() {
      await listener.close();
      await jobs.stop();
      await store.close();
      rmSync(dataFolder, { recursive: true });
    },
  };
}
