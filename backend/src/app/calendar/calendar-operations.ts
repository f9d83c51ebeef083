import type { ScopedServer } from '../../domain/calendar/event-scope.ts';
import { answer, type Answer, type Operations } from '../http/operation.ts';
import { badCursor, refusal, type Refusal, unknownServer } from '../http/refusal.ts';
import type { ChangeOutcome, ServiceCalendar } from './service-calendar.ts';

type CalendarRoute = 'calendar' | 'occurrences' | 'addEvent' | 'changeEvent' | 'removeEvent' | 'importCalendar';

/** What the calendar's routes do. `serverOf` is null for an id that nobody has. */
export function calendarOperations(calendar: ServiceCalendar, serverOf: (serverId: string) => ScopedServer | null): Pick<Operations, CalendarRoute> {
  return {
    calendar: ({ query }) => {
      const list = calendar.list(query.limit, query.cursor);
      return list === null ? badCursor() : answer(list);
    },
    occurrences: ({ query }) => {
      const server = query.serverId === undefined ? null : serverOf(query.serverId);
      if (query.serverId !== undefined && server === null) return unknownServer(query.serverId);
      const list = calendar.occurrences(query, server);
      return typeof list === 'string' ? refusal('bad_request', list) : answer(list);
    },
    addEvent: async ({ body, principal }) => changed(await calendar.add(body, principal.login), (event) => answer(event)),
    changeEvent: async ({ params, body, principal }) => changed(await calendar.change(params.eventId, body.expectedVersion, body.event, principal.login), (event) => answer(event)),
    removeEvent: async ({ params, query, principal }) =>
      changed(await calendar.remove(params.eventId, query.expectedVersion, principal.login), ({ eventId }) => answer({ eventId, removed: true as const })),
    importCalendar: async ({ body, principal }) => {
      const outcome = await calendar.import(body.ics, body, body.dryRun, principal.login);
      return typeof outcome === 'string' ? refusal('bad_request', outcome) : answer(outcome);
    },
  };
}

function changed<T>(outcome: ChangeOutcome, tell: (event: Extract<ChangeOutcome, { kind: 'done' }>['event']) => Answer<T>): Answer<T> | Refusal {
  switch (outcome.kind) {
    case 'done':
      return tell(outcome.event);
    case 'invalid':
      return refusal('bad_request', `The event is not valid: ${outcome.faults.join('; ')}.`, { issues: outcome.faults });
    case 'unknown':
      return refusal('unknown_event', 'No event of the calendar has this id; /v1/calendar/events lists those there are.');
    case 'configured':
      return refusal('event_of_configuration');
    case 'conflict':
      return refusal('event_conflict', `The event is at version ${outcome.version} by now; read it again before changing it.`);
  }
}
