import type { ServiceStatus } from '@fleetcast/contract';
import type { TicketStore } from '../../io/state/ticket-store.ts';
import { explanationOperations } from '../analysis/explanation-operations.ts';
import type { ExplanationAnswers } from '../analysis/explanations.ts';
import { fleetOperations } from '../answers/fleet-operations.ts';
import type { MetricInfoFor } from '../answers/forecast-answer.ts';
import { freshnessOf } from '../answers/published.ts';
import type { ServiceBackups } from '../backup/service-backups.ts';
import { calendarOperations } from '../calendar/calendar-operations.ts';
import type { ServiceCalendar } from '../calendar/service-calendar.ts';
import type { PublishedFleet } from '../cycle/published-fleet.ts';
import { demoOperations, type DemoControl } from '../demo/demo-control.ts';
import { executiveOperations, type ExecutivePorts } from '../executive/executive-operations.ts';
import { incidentOperations } from '../incidents/incident-operations.ts';
import type { ServiceIncidents } from '../incidents/service-incidents.ts';
import type { FirstActions } from '../insights/first-actions.ts';
import { insightOperations } from '../insights/insight-operations.ts';
import { jobOperations, type JobOperationPorts } from '../jobs/job-operations.ts';
import type { ModelPerformance } from '../ledger/model-performance.ts';
import { performanceOperations } from '../ledger/performance-operations.ts';
import { modelOperations, type ModelOperationPorts } from '../models/model-operations.ts';
import { recommendationOperations } from '../recommendation/recommendation-operations.ts';
import type { ServiceRecommendations } from '../recommendation/service-recommendations.ts';
import { scenarioOperations } from '../scenarios/scenario-operations.ts';
import type { ServiceScenarios } from '../scenarios/service-scenarios.ts';
import { ticketOperations } from '../tickets/ticket-operations.ts';
import type { WarningDesk } from '../warnings/warning-desk.ts';
import { warningOperations } from '../warnings/warning-operations.ts';
import type { WhatIfAnalysis } from '../whatif/what-if-analysis.ts';
import { whatIfOperations } from '../whatif/what-if-operations.ts';
import { answer, type Operations } from './operation.ts';
import { refusal } from './refusal.ts';

export interface OperationPorts extends JobOperationPorts, ModelOperationPorts {
  readonly fleet: PublishedFleet;
  readonly metricInfo: MetricInfoFor;
  readonly calendar: ServiceCalendar;
  readonly incidents: ServiceIncidents;
  readonly warnings: WarningDesk;
  readonly backups: ServiceBackups;
  readonly status: (nowMs: number) => ServiceStatus;
  readonly explanations: ExplanationAnswers;
  readonly performance: Pick<ModelPerformance, 'over'>;
  readonly whatIf: Pick<WhatIfAnalysis, 'answer'>;
  readonly scenarios: ServiceScenarios;
  /** Null where the fleet is real. */
  readonly demo: DemoControl | null;
  readonly recommendations: ServiceRecommendations;
  readonly assumptions: ExecutivePorts['assumptions'];
  readonly firstActions: Pick<FirstActions, 'of'>;
  readonly tickets: Pick<TicketStore, 'list' | 'waiting'>;
}

/** What each route of the contract does, subject by subject. Everything about HTTP stays outside. */
export function operations(ports: OperationPorts): Operations {
  const { fleet, metricInfo, calendar, warnings, backups, status, whatIf, performance, recommendations, scenarios } = ports;
  const serverOf = (serverId: string) => {
    const index = fleet.current()?.index;
    const at = index?.indexOf(serverId);
    return at === undefined ? null : index!.directory.servers[at];
  };
  const freshness = (nowMs: number) => {
    const published = fleet.current();
    return published === null ? null : freshnessOf(published, nowMs);
  };
  return {
    whoami: ({ principal }) => answer({ login: principal.login, organisationId: principal.organisationId, role: principal.role!, tokenScope: principal.scope }),
    status: ({ nowMs }) => answer(status(nowMs)),
    backup: async ({ nowMs }) => {
      const outcome = await backups.make(nowMs);
      return outcome.kind === 'made' ? answer(outcome.backup) : refusal('job_conflict', 'A backup is being made already; wait until it is finished.');
    },
    ...fleetOperations({ fleet, metricInfo }),
    ...explanationOperations(ports),
    ...warningOperations(warnings, fleet, metricInfo),
    ...calendarOperations(calendar, serverOf),
    ...incidentOperations(ports.incidents, (serverId) => fleet.current() === null || serverOf(serverId) !== null),
    ...insightOperations(ports),
    ...executiveOperations(ports),
    ...recommendationOperations({ recommendations, freshness, serverOf }),
    ...ticketOperations(ports.tickets),
    ...demoOperations(ports.demo),
    ...whatIfOperations({ analysis: whatIf, freshness }),
    ...scenarioOperations({ scenarios, freshness }),
    ...modelOperations(ports),
    ...performanceOperations(performance),
    ...jobOperations(ports),
  };
}
