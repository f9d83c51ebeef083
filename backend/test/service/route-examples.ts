/** A harmless request for every route of the contract, and what somebody who may is answered; routes not listed need nothing and answer ok. */
import { routes, type RouteName } from '@fleetcast/contract';

interface RouteExample {
  readonly query?: string;
  readonly body?: unknown;
  /** Code of the answer; ok unless said. */
  readonly answers?: string;
}

const event = { name: 'Nightly load', kind: 'batch', startsAt: '2026-03-01T02:00', endsAt: '2026-03-01T03:00' };
const incident = { title: 'Disk full', startMs: 0, endMs: 1000 };

const examples: Readonly<Partial<Record<RouteName, RouteExample>>> = {
  serverForecast: { query: '?metric=cpu' },
  demo: { answers: 'not_simulated' },
  playDemo: { body: { scenario: 'critical', faults: ['leak'] }, answers: 'not_simulated' },
  // no cycle has run in this process
  whatIf: { query: `?interventions=${encodeURIComponent(JSON.stringify([{ kind: 'restart', serverId: 'id-0' }]))}`, answers: 'not_ready' },
  explanation: { query: '?metric=cpu', answers: 'not_ready' },
  recommendations: { answers: 'not_ready' },
  giveFeedback: { body: { actionId: 'add-server', metric: 'cpu', verdict: 'taken' }, answers: 'not_ready' },
  importActions: { body: { actions: [{ actionId: 'add-server', serverId: 'id-0', metric: 'cpu', takenAt: '2026-03-02T10:00:00.000Z' }] } },
  job: { answers: 'unknown_job' },
  cancelJob: { answers: 'unknown_job' },
  promoteModel: { answers: 'unknown_model' },
  rollBackModel: { answers: 'model_conflict' },
  rejectChallenger: { answers: 'model_conflict' },
  shareChallenger: { body: { servedShare: 0.1 }, answers: 'model_conflict' },
  addEvent: { body: event },
  changeEvent: { body: { expectedVersion: 1, event }, answers: 'unknown_event' },
  removeEvent: { query: '?expectedVersion=1', answers: 'unknown_event' },
  saveScenario: { body: { name: 'more traffic', serverId: 'id-0', interventions: [{ kind: 'traffic', tiers: ['web'], changePercent: 50 }] }, answers: 'not_ready' },
  scenario: { answers: 'unknown_scenario' },
  runScenario: { answers: 'unknown_scenario' },
  recordScenarioAction: { answers: 'unknown_scenario' },
  deleteScenario: { answers: 'unknown_scenario' },
  warning: { answers: 'unknown_warning' },
  acknowledgeWarning: { answers: 'unknown_warning' },
  commentWarning: { body: { text: 'seen' }, answers: 'unknown_warning' },
  recordWarningAction: { body: { text: 'added a server' }, answers: 'unknown_warning' },
  incidentHistory: { answers: 'unknown_incident' },
  reportIncident: { body: incident },
  changeIncident: { body: { expectedVersion: 1, incident }, answers: 'unknown_incident' },
  removeIncident: { query: '?expectedVersion=1', answers: 'unknown_incident' },
  importIncidents: { body: { incidents: [{ ...incident, externalId: 'INC-1' }] } },
  importCalendar: { body: { ics: 'BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//test//EN\r\nEND:VCALENDAR' } },
};

/** Values that stand for a path's parameters. */
const parameters: Readonly<Record<string, string>> = { serverId: 'id-0', jobId: 'no-such-job', eventId: 'no-such-event', warningId: '0'.repeat(20) };

export function pathOf(name: RouteName): string {
  return routes[name].path.replace(/:(\w+)/g, (_, parameter: string) => parameters[parameter] ?? `no-such-${parameter}`);
}

export function exampleRequest(name: RouteName): { readonly path: string; readonly init: { readonly method: string; readonly headers: Record<string, string>; readonly body?: string } } {
  const { query = '', body = {} } = examples[name] ?? {};
  const method = routes[name].method.toUpperCase();
  const hasBody = method === 'POST' || method === 'PUT';
  return { path: `${pathOf(name)}${query}`, init: { method, headers: hasBody ? { 'content-type': 'application/json' } : {}, ...(hasBody ? { body: JSON.stringify(body) } : {}) } };
}

export function allowedCode(name: RouteName): string {
  return examples[name]?.answers ?? 'ok';
}
