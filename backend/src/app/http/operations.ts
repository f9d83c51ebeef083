import type { ModelList, RouteName, ServiceStatus } from '@fleetcast/contract';
import type { Published } from '../answers/published.ts';
import { freshnessOf, isoOf, validatorOf } from '../answers/published.ts';
import { fleetFacetsOf, fleetPageOf } from '../answers/fleet-page.ts';
import { forecastOf, serverDetailOf, seriesOf, type ForecastContext, type MetricInfoFor } from '../answers/forecast-answer.ts';
import { forecastPageOf } from '../answers/forecast-page.ts';
import type { ExplanationAnswers } from '../analysis/explanations.ts';
import type { ServiceBackups } from '../backup/service-backups.ts';
import type { ServiceCalendar } from '../calendar/service-calendar.ts';
import { incidentOperations } from '../incidents/incident-operations.ts';
import type { ServiceIncidents } from '../incidents/service-incidents.ts';
import type { PublishedFleet } from '../cycle/published-fleet.ts';
import type { TrainingJobs } from '../jobs/training-jobs.ts';
import type { ModelLifecycle } from '../models/model-lifecycle.ts';
import { calendarOperations } from './calendar-operations.ts';
import type { WarningDesk } from '../warnings/warning-desk.ts';
import type { LifecycleReports } from '../models/lifecycle-reports.ts';
import type { ServiceModels } from '../models/service-models.ts';
import { modelOperations } from './model-operations.ts';
import { warningOperations } from './warning-operations.ts';
import type { ModelPerformance } from '../ledger/model-performance.ts';
import { performanceOperations } from './performance-operations.ts';
import { executiveOperations, type ExecutivePorts } from '../executive/executive-operations.ts';
import type { FirstActions } from '../insights/first-actions.ts';
import { insightOperations } from '../insights/insight-operations.ts';
import { recommendationOperations } from '../recommendation/recommendation-operations.ts';
import type { ServiceRecommendations } from '../recommendation/service-recommendations.ts';
import { ticketOperations } from '../tickets/ticket-operations.ts';
import type { TicketStore } from '../../io/state/ticket-store.ts';
import { demoOperations, type DemoControl } from '../demo/demo-control.ts';
import { answer, type Operation, type Operations } from './operation.ts';
import type { WhatIfAnalysis } from '../whatif/what-if-analysis.ts';
import { scenarioOperations } from '../scenarios/scenario-operations.ts';
import type { ServiceScenarios } from '../scenarios/service-scenarios.ts';
import { whatIfOperations } from '../whatif/what-if-operations.ts';
import { refusal } from './refusal.ts';

export interface OperationPorts {
  readonly fleet: PublishedFleet;
  readonly metricInfo: MetricInfoFor;
  readonly jobs: Pick<TrainingJobs, 'list' | 'find' | 'cancel'>;
  readonly trainByHand: ModelLifecycle['trainByHand'];
  readonly calendar: ServiceCalendar;
  readonly incidents: ServiceIncidents;
  readonly warnings: WarningDesk;
  readonly backups: ServiceBackups;
  readonly status: (nowMs: number) => ServiceStatus;
  readonly models: ServiceModels;
  readonly explanations: ExplanationAnswers;
  readonly performance: Pick<ModelPerformance, 'over'>;
  readonly modelList: () => Promise<ModelList>;
  readonly lifecycle: LifecycleReports;
  readonly whatIf: Pick<WhatIfAnalysis, 'answer'>;
  readonly scenarios: ServiceScenarios;
  /** Null where the fleet is real. */
  readonly demo: DemoControl | null;
  readonly recommendations: ServiceRecommendations;
  readonly assumptions: ExecutivePorts['assumptions'];
  readonly firstActions: Pick<FirstActions, 'of'>;
  readonly tickets: Pick<TicketStore, 'list' | 'waiting'>;
}

/** What each route does. Everything about HTTP stays outside. */
export function operations(ports: OperationPorts): Operations {
  const { fleet, metricInfo, jobs, trainByHand, calendar, warnings, backups, status, explanations, whatIf, performance, recommendations, scenarios } = ports;
  /** An operation that needs a snapshot; before the first one the service is not ready. */
  const withFleet =
    <N extends RouteName>(perform: (published: Published, input: Parameters<Operation<N>>[0]) => ReturnType<Operation<N>>): Operation<N> =>
    (input) => {
      const published = fleet.current();
      return published === null ? refusal('not_ready') : perform(published, input);
    };
  const contextOf = (published: Published, nowMs: number): ForecastContext => ({ published, metricInfo, longHistory: fleet.longHistory, nowMs });
  const serverOf = (serverId: string) => {
    const index = fleet.current()?.index;
    const at = index?.indexOf(serverId);
    return at === undefined ? null : index!.directory.servers[at];
  };
  const freshness = (nowMs: number) => {
    const published = fleet.current();
    return published === null ? null : freshnessOf(published, nowMs);
  };
  const unknownServer = (serverId: string) => refusal('unknown_server', `No server has the id ${serverId}; /v1/fleet lists those there are.`);

  return {
    whoami: ({ principal }) => answer({ login: principal.login, organisationId: principal.organisationId, role: principal.role!, tokenScope: principal.scope }),
    status: ({ nowMs }) => answer(status(nowMs)),
    fleet: withFleet<'fleet'>((published, { query, nowMs }) => {
      const outcome = fleetPageOf(published, query, nowMs);
      if (outcome.kind === 'bad-cursor') return refusal('bad_request', 'The cursor was not made by this service; take nextCursor of an earlier page, or leave it out.');
      return answer(outcome.page, validatorOf(published, nowMs));
    }),
    facets: withFleet<'facets'>((published, { nowMs }) => answer(fleetFacetsOf(published), validatorOf(published, nowMs))),
    tiers: () => answer(fleet.tiers),
    metrics: withFleet<'metrics'>((published, { nowMs }) => {
      const anyServer = { profile: '', server: '', serverId: '' };
      return answer({ metrics: published.snapshot.metrics.map((metric) => metricInfo(metric, anyServer)) }, validatorOf(published, nowMs));
    }),
    server: withFleet<'server'>((published, { params, nowMs }) => {
      const server = published.index.indexOf(params.serverId);
      if (server === undefined) return unknownServer(params.serverId);
      return answer(serverDetailOf(contextOf(published, nowMs), server), validatorOf(published, nowMs));
    }),
    serverForecast: withFleet<'serverForecast'>((published, { params, query, nowMs }) => {
      const server = published.index.indexOf(params.serverId);
      if (server === undefined) return unknownServer(params.serverId);
      const series = seriesOf(published.snapshot, server, query.metric);
      if (series === undefined) return refusal('unknown_metric', `This server has no metric ${query.metric}; /v1/servers/${params.serverId} lists those it has.`);
      return answer(forecastOf(contextOf(published, nowMs), series, query.historyHours), validatorOf(published, nowMs));
    }),
    explanation: withFleet<'explanation'>(async (published, { params, query, nowMs }) => {
      const outcome = await explanations.explain({ serverId: params.serverId, metric: query.metric, atMs: query.at === undefined ? null : Date.parse(query.at) });
      switch (outcome.kind) {
        case 'explained':
          return answer({ ...outcome.explanation, freshness: freshnessOf(published, nowMs) });
        case 'unknown-server':
          return unknownServer(params.serverId);
        case 'unknown-metric':
          return refusal('unknown_metric', `This server has no metric ${query.metric}; /v1/servers/${params.serverId} lists those it has.`);
        case 'outside-horizon':
          return refusal('bad_request', `Forecast are the times from ${isoOf(outcome.firstMs)} to ${isoOf(outcome.lastMs)}, not ${query.at}; ask for one of them, or leave at out.`);
        case 'not-ready':
          return refusal('not_ready', 'No forecast of this run can be explained yet; the first one is on its way.');
      }
    }),
    forecasts: withFleet<'forecasts'>((published, { query, nowMs }) => {
      const outcome = forecastPageOf(contextOf(published, nowMs), query);
      switch (outcome.kind) {
        case 'page':
          return answer(outcome.page, validatorOf(published, nowMs));
        case 'bad-cursor':
          return refusal('bad_request', 'The cursor was not made by this service; take nextCursor of an earlier page, or leave it out.');
        case 'unknown-server':
          return refusal('unknown_server', `No server is called ${outcome.server}.`);
        case 'ambiguous':
          return refusal('ambiguous_server', `${outcome.candidates.length} servers are called ${outcome.server}; add region, or ask by serverId.`, { candidates: outcome.candidates });
      }
    }),
    ...warningOperations(warnings, fleet, metricInfo),
    ...calendarOperations(calendar, serverOf),
    ...incidentOperations(ports.incidents),
    ...insightOperations(ports),
    ...executiveOperations(ports),
    ...recommendationOperations({ recommendations, freshness, serverOf }),
    ...ticketOperations(ports.tickets),
    ...demoOperations(ports.demo),
    ...whatIfOperations({ analysis: whatIf, freshness }),
    ...scenarioOperations({ scenarios, freshness }),
    ...modelOperations(ports),
    ...performanceOperations(performance),
    jobs: async ({ query }) => {
      const page = await jobs.list(query.limit, query.cursor);
      return page === null ? refusal('bad_request', 'The cursor was not made by this service; take nextCursor of an earlier page, or leave it out.') : answer(page);
    },
    job: async ({ params }) => {
      const found = await jobs.find(params.jobId);
      return found === null ? refusal('unknown_job', `No job has the id ${params.jobId}; /v1/jobs lists those there are.`) : answer(found);
    },
    train: async ({ body, principal, nowMs }) => {
      const outcome = await trainByHand(body, principal.login, nowMs);
      if (outcome.kind === 'started') return answer(outcome.job);
      return refusal('job_conflict', outcome.message);
    },
    backup: async ({ nowMs }) => {
      const outcome = await backups.make(nowMs);
      return outcome.kind === 'made' ? answer(outcome.backup) : refusal('job_conflict', 'A backup is being made already; wait until it is done.');
    },
    cancelJob: async ({ params, principal }) => {
      const cancelled = await jobs.cancel(params.jobId, principal.login);
      return cancelled === null ? refusal('unknown_job', `No job has the id ${params.jobId}; /v1/jobs lists those there are.`) : answer(cancelled);
    },
  };
}

