import type { EventCalendar } from '../../domain/calendar/event-calendar.ts';
import type { ScopedServer } from '../../domain/calendar/event-scope.ts';
import type { LeftOutSpan } from '../../domain/incidents/left-out-steps.ts';

/** Maintenance windows that no model should learn from, server by server. */
export function maintenanceSpans(calendar: EventCalendar, servers: readonly ScopedServer[], fromMs: number, toMs: number): readonly LeftOutSpan[] {
  if (!calendar.occurrences(fromMs, toMs).some(({ kind }) => kind === 'maintenance')) return [];
  return servers.flatMap((server) =>
    calendar
      .touching(server, fromMs, toMs)
      .filter(({ kind }) => kind === 'maintenance')
      .map(({ startMs, endMs }) => ({ cause: 'maintenance', serverId: server.serverId, startMs, endMs })),
  );
}

/** The maintenance of the whole fleet that is under way; null: none. What concerns some servers does not stop the others from learning. */
export function maintenanceInWords(calendar: EventCalendar, nowMs: number): string | null {
  const whole = calendar.occurrences(nowMs, nowMs + 1).find(({ kind, scope }) => kind === 'maintenance' && Object.values(scope).every((list) => list.length === 0));
  return whole === undefined ? null : `maintenance ${whole.name} until ${new Date(whole.endMs).toISOString()}.`;
}
