import { z } from 'zod';
import { backup } from './backups.ts';
import { calendarEvent, calendarEventId, calendarEventList, calendarImport, calendarQuery, eventChange, eventDraft, eventRemoval, importOutcome, occurrenceList, occurrencesQuery, removedEvent } from './calendar.ts';
import { demoRequest, demoState } from './demo.ts';
import { executiveQuery, executiveReport } from './executive.ts';
import { explanation, explanationQuery } from './explanations.ts';
import { forecast, forecastPage, forecastsQuery, serverForecastQuery } from './forecasts.ts';
import { incidentChange, incidentDraft, incidentHistory, incidentId, incidentImport, incidentImportOutcome, incidentList, incidentRemoval, incidentsQuery, removedIncident, removedIncidentList, removedIncidentsQuery, toldIncident } from './incidents.ts';
import { insightSummary, insightsQuery } from './insights.ts';
import { job, jobList, jobsQuery } from './jobs.ts';
import { metricList } from './metrics.ts';
import { challengerShareRequest, changeReason, lifecycleDecisionList, lifecycleDecisionsQuery, lifecycleStatus, modelEventList, modelRegistry } from './model-lifecycle.ts';
import { modelList, trainRequest } from './models.ts';
import { performance, performanceQuery } from './performance.ts';
import { actionImport, actionImportOutcome, actionRecord, actionRecordList, actionsQuery, playbookSummary, recommendationFeedback, recommendationsQuery, serverRecommendations } from './recommendations.ts';
import type { Role } from './roles.ts';
import { removedScenario, scenario, scenarioActionRequest, scenarioDetail, scenarioDraft, scenarioId, scenarioList, scenariosQuery } from './scenarios.ts';
import { fleetFacets, fleetPage, fleetQuery, serverDetail, serverId } from './servers.ts';
import { serviceStatus, whoAmI } from './status.ts';
import { ticketList, ticketsQuery } from './tickets.ts';
import { tierRiskList } from './tiers.ts';
import { acknowledgement, recordedAction, warningComment, warningDetail, warningId, warningPage, warningsQuery } from './warnings.ts';
import { whatIfAnswer, whatIfQuery } from './what-if.ts';

interface RouteDefinition {
  readonly method: 'get' | 'post' | 'put' | 'delete';
  readonly path: string;
  /** Least role that may do this. */
  readonly role: Role;
  readonly summary: string;
  readonly params?: z.ZodObject;
  readonly query?: z.ZodObject;
  readonly body?: z.ZodObject;
  /** Largest body accepted; 64 KB unless said. */
  readonly mostBodyBytes?: number;
  readonly response: z.ZodType;
}

/** Every operation of the API that people and the plugin call. Path parameters in Express style. */
export const routes = {
  whoami: { method: 'get', path: '/v1/whoami', role: 'Viewer', summary: 'Who the service identifies the caller as', response: whoAmI },
  demo: { method: 'get', path: '/v1/demo', role: 'Viewer', summary: 'What the simulator of a demo is asked to play', response: demoState },
  playDemo: { method: 'post', path: '/v1/demo', role: 'Editor', summary: 'Make the simulated fleet of a demo healthy, degrading or critical, and inject faults', body: demoRequest, response: demoState },
  status: { method: 'get', path: '/v1/status', role: 'Viewer', summary: 'Sources, freshness, who serves how many series', response: serviceStatus },
  fleet: { method: 'get', path: '/v1/fleet', role: 'Viewer', summary: 'Every server with its risk', query: fleetQuery, response: fleetPage },
  insights: { method: 'get', path: '/v1/insights', role: 'Viewer', summary: 'The fleet in a few sentences: who is predicted to degrade, why, how sure, what to do first', query: insightsQuery, response: insightSummary },
  executive: { method: 'get', path: '/v1/executive', role: 'Viewer', summary: 'Health score, what warnings were good for, time saved, time to detect and to resolve, top risks', query: executiveQuery, response: executiveReport },
  facets: { method: 'get', path: '/v1/facets', role: 'Viewer', summary: 'Regions, profiles, tiers and metrics present', response: fleetFacets },
  tiers: { method: 'get', path: '/v1/tiers', role: 'Viewer', summary: 'How likely servers of a tier breach together, and after the loss of one', response: tierRiskList },
  metrics: { method: 'get', path: '/v1/metrics', role: 'Viewer', summary: 'The metric catalogue in force', response: metricList },
  server: { method: 'get', path: '/v1/servers/:serverId', role: 'Viewer', summary: 'One server with all its metrics', params: z.object({ serverId }), response: serverDetail },
  serverForecast: {
    method: 'get', path: '/v1/servers/:serverId/forecast', role: 'Viewer', summary: "One series' history and forecast",
    params: z.object({ serverId }), query: serverForecastQuery, response: forecast,
  },
  whatIf: {
    method: 'get', path: '/v1/servers/:serverId/what-if', role: 'Viewer', summary: 'What changes would do to a server: bands before and after, breach probability, side effects',
    params: z.object({ serverId }), query: whatIfQuery, response: whatIfAnswer,
  },
  scenarios: { method: 'get', path: '/v1/scenarios', role: 'Viewer', summary: 'Saved what-if questions, newest first', query: scenariosQuery, response: scenarioList },
  saveScenario: { method: 'post', path: '/v1/scenarios', role: 'Editor', summary: 'Save a what-if question under a name', body: scenarioDraft, response: scenario },
  scenario: { method: 'get', path: '/v1/scenarios/:scenarioId', role: 'Viewer', summary: 'One scenario with its history, and what was predicted beside what was observed', params: z.object({ scenarioId }), response: scenarioDetail },
  runScenario: {
    method: 'get', path: '/v1/scenarios/:scenarioId/answer', role: 'Viewer', summary: 'A scenario asked again, as of now',
    params: z.object({ scenarioId }), query: whatIfQuery.pick({ historyHours: true }), response: whatIfAnswer,
  },
  recordScenarioAction: {
    method: 'post', path: '/v1/scenarios/:scenarioId/action', role: 'Editor', summary: 'Say that the change was made: it is graded once all that was predicted has come',
    params: z.object({ scenarioId }), body: scenarioActionRequest, response: scenario,
  },
  deleteScenario: { method: 'delete', path: '/v1/scenarios/:scenarioId', role: 'Editor', summary: 'Delete a scenario', params: z.object({ scenarioId }), response: removedScenario },
  forecasts: { method: 'get', path: '/v1/forecasts', role: 'Viewer', summary: 'Forecasts of many series, by name, region, profile, metric', query: forecastsQuery, response: forecastPage },
  explanation: {
    method: 'get', path: '/v1/servers/:serverId/explanation', role: 'Viewer', summary: 'Why one series is forecast as it is: effects of its past, counterfactual, trends',
    params: z.object({ serverId }), query: explanationQuery, response: explanation,
  },
  models: { method: 'get', path: '/v1/models', role: 'Viewer', summary: 'Model versions and which one speaks', response: modelList },
  modelRegistry: { method: 'get', path: '/v1/models/registry', role: 'Viewer', summary: 'Champion, challenger, pin: which version has which part', response: modelRegistry },
  modelLifecycle: { method: 'get', path: '/v1/models/lifecycle', role: 'Viewer', summary: 'The trial under way, the last look at drift, the schedule', response: lifecycleStatus },
  modelDecisions: { method: 'get', path: '/v1/models/decisions', role: 'Viewer', summary: 'What was decided about models, with the figures it rests on, newest first', query: lifecycleDecisionsQuery, response: lifecycleDecisionList },
  modelEvents: { method: 'get', path: '/v1/models/events', role: 'Viewer', summary: 'What happened to the versions, by whom and why, newest first', response: modelEventList },
  promoteModel: {
    method: 'post', path: '/v1/models/:version/promote', role: 'Admin', summary: 'Let a version speak from the next cycle on',
    params: z.object({ version: z.string().max(64) }), body: changeReason, response: modelRegistry,
  },
  rollBackModel: { method: 'post', path: '/v1/models/rollback', role: 'Admin', summary: 'Let the champion before this one speak again', body: changeReason, response: modelRegistry },
  pinModel: { method: 'post', path: '/v1/models/pin', role: 'Admin', summary: 'Let nothing change the champion but a person', body: changeReason, response: modelRegistry },
  unpinModel: { method: 'post', path: '/v1/models/unpin', role: 'Admin', summary: 'Let the service change the champion again', body: changeReason, response: modelRegistry },
  rejectChallenger: { method: 'post', path: '/v1/models/challenger/reject', role: 'Admin', summary: 'Take the challenger out of the shadow', body: changeReason, response: modelRegistry },
  shareChallenger: { method: 'post', path: '/v1/models/challenger/share', role: 'Admin', summary: 'Let the challenger speak for a share of the servers', body: challengerShareRequest, response: modelRegistry },
  performance: { method: 'get', path: '/v1/performance', role: 'Viewer', summary: 'Skill, accuracy and calibration of the forecasts that have come true, and what became of warnings', query: performanceQuery, response: performance },
  jobs: { method: 'get', path: '/v1/jobs', role: 'Viewer', summary: 'Training jobs, newest first', query: jobsQuery, response: jobList },
  job: { method: 'get', path: '/v1/jobs/:jobId', role: 'Viewer', summary: 'One job with its progress', params: z.object({ jobId: z.string() }), response: job },
  train: { method: 'post', path: '/v1/models/train', role: 'Admin', summary: 'Fine-tune on this fleet now', body: trainRequest, response: job },
  cancelJob: { method: 'post', path: '/v1/jobs/:jobId/cancel', role: 'Admin', summary: 'Cancel a job', params: z.object({ jobId: z.string() }), response: job },
  calendar: { method: 'get', path: '/v1/calendar/events', role: 'Viewer', summary: 'Known events: deployments, batch jobs, maintenance, holidays, campaigns', query: calendarQuery, response: calendarEventList },
  occurrences: { method: 'get', path: '/v1/calendar/occurrences', role: 'Viewer', summary: 'When known events take place', query: occurrencesQuery, response: occurrenceList },
  addEvent: { method: 'post', path: '/v1/calendar/events', role: 'Editor', summary: 'Add a known event', body: eventDraft, response: calendarEvent },
  changeEvent: {
    method: 'put', path: '/v1/calendar/events/:eventId', role: 'Editor', summary: 'Change a known event',
    params: z.object({ eventId: calendarEventId }), body: eventChange, response: calendarEvent,
  },
  removeEvent: {
    method: 'delete', path: '/v1/calendar/events/:eventId', role: 'Editor', summary: 'Remove a known event',
    params: z.object({ eventId: calendarEventId }), query: eventRemoval, response: removedEvent,
  },
  incidents: { method: 'get', path: '/v1/incidents', role: 'Viewer', summary: 'Trouble that was reported: training leaves it out; newest first', query: incidentsQuery, response: incidentList },
  removedIncidents: { method: 'get', path: '/v1/incidents/removed', role: 'Viewer', summary: 'Incidents that were removed, by whom and when; the newest removal first', query: removedIncidentsQuery, response: removedIncidentList },
  incidentHistory: { method: 'get', path: '/v1/incidents/:incidentId/history', role: 'Viewer', summary: 'Who did what to an incident', params: z.object({ incidentId }), response: incidentHistory },
  reportIncident: { method: 'post', path: '/v1/incidents', role: 'Editor', summary: 'Report trouble that was observed', body: incidentDraft, response: toldIncident },
  changeIncident: {
    method: 'put', path: '/v1/incidents/:incidentId', role: 'Editor', summary: 'Change an incident, e.g. say that it is over',
    params: z.object({ incidentId }), body: incidentChange, response: toldIncident,
  },
  removeIncident: {
    method: 'delete', path: '/v1/incidents/:incidentId', role: 'Editor', summary: 'Remove an incident that was reported by mistake',
    params: z.object({ incidentId }), query: incidentRemoval, response: removedIncident,
  },
  importIncidents: { method: 'post', path: '/v1/incidents/import', role: 'Editor', summary: 'Import incidents from another system; importing one again replaces it', body: incidentImport, mostBodyBytes: 4_000_000, response: incidentImportOutcome },
  importCalendar: { method: 'post', path: '/v1/calendar/import', role: 'Editor', summary: 'Import an iCalendar file; importing it again replaces what changed', body: calendarImport, mostBodyBytes: 4_000_000, response: importOutcome },
  warnings: { method: 'get', path: '/v1/warnings', role: 'Viewer', summary: 'Warnings, newest first or as sorted', query: warningsQuery, response: warningPage },
  warning: { method: 'get', path: '/v1/warnings/:warningId', role: 'Viewer', summary: 'One warning with its history and its group', params: z.object({ warningId }), response: warningDetail },
  acknowledgeWarning: {
    method: 'post', path: '/v1/warnings/:warningId/acknowledge', role: 'Editor', summary: 'Acknowledge a warning: somebody attends to it',
    params: z.object({ warningId }), body: acknowledgement, response: warningDetail,
  },
  commentWarning: {
    method: 'post', path: '/v1/warnings/:warningId/comments', role: 'Editor', summary: 'Add a comment to its history',
    params: z.object({ warningId }), body: warningComment, response: warningDetail,
  },
  recordWarningAction: {
    method: 'post', path: '/v1/warnings/:warningId/actions', role: 'Editor', summary: 'Record what was done against it: if no breach comes, it counts as prevented',
    params: z.object({ warningId }), body: recordedAction, response: warningDetail,
  },
  tickets: { method: 'get', path: '/v1/tickets', role: 'Viewer', summary: 'Tickets about warnings in other systems, newest first', query: ticketsQuery, response: ticketList },
  recommendations: {
    method: 'get', path: '/v1/servers/:serverId/recommendations', role: 'Viewer', summary: 'What to do about a server, best first, with the expected effect of each action',
    params: z.object({ serverId }), query: recommendationsQuery, response: serverRecommendations,
  },
  giveFeedback: {
    method: 'post', path: '/v1/servers/:serverId/recommendations/feedback', role: 'Editor', summary: 'Say that a recommendation was taken, dismissed or not useful',
    params: z.object({ serverId }), body: recommendationFeedback, response: actionRecord,
  },
  actionRecords: { method: 'get', path: '/v1/actions', role: 'Viewer', summary: 'What was done with recommendations, by whom, and what became of it; newest first', query: actionsQuery, response: actionRecordList },
  importActions: { method: 'post', path: '/v1/actions', role: 'Editor', summary: 'Record actions that were taken elsewhere', body: actionImport, mostBodyBytes: 1_000_000, response: actionImportOutcome },
  playbook: { method: 'get', path: '/v1/playbook', role: 'Viewer', summary: 'The playbook in force, faults of its file, and how well each action has done', response: playbookSummary },
  backup: { method: 'post', path: '/v1/backups', role: 'Admin', summary: 'Copy samples, state, models and the newest forecasts into a folder of the service', response: backup },
} as const satisfies Record<string, RouteDefinition>;

export type RouteName = keyof typeof routes;
export type RouteResponse<N extends RouteName> = z.infer<(typeof routes)[N]['response']>;
