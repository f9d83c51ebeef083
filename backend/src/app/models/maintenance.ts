import type { EventCalendar } from '../../domain/calendar/event-calendar.ts';
import type { ScopedServer } from '../../domain/calendar/event-scope.ts';
import type { LeftOutInterval } from '../../domain/training/dataset.ts';

/** Maintenance windows as steps that no model should learn from, server by server. */
export function maintenanceSteps(calendar: EventCalendar, servers: readonly ScopedServer[], span: { readonly fromStep: number; readonly toStep: number; readonly stepMs: number }): readonly LeftOutInterval[] {
  const { fromStep, toStep, stepMs } = span;
  const [fromMs, toMs] = [(fromStep - 1) * stepMs, toStep * stepMs];
  if (!calendar.occurrences(fromMs, toMs).some(({ kind }) => kind === 'maintenance')) return [];
  return servers.flatMap((server) =>
    calendar
      .touching(server, fromMs, toMs)
      .filter(({ kind }) => kind === 'maintenance')
      .map(({ startMs, endMs }) => ({ serverId: server.serverId, fromStep: Math.floor(startMs / stepMs) + 1, toStep: Math.ceil(endMs / stepMs) })),
  );
}

/** The maintenance of the whole fleet that is under way; null: none. What concerns some servers does not stop the others from learning. */
export function maintenanceInWords(calendar: EventCalendar, nowMs: number): string | null {
  const whole = calendar.occurrences(nowMs, nowMs + 1).find(({ kind, scope }) => kind === 'maintenance' && Object.values(scope).every((list) => list.length === 0));
  return whole === undefined ? null : `maintenance ${whole.name} until ${new Date(whole.endMs).toISOString()}.`;
}
