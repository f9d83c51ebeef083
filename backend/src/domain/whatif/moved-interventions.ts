/** Interventions of a saved question at another time: what was planned for two hours from now begins two hours after the new now. */
import type { Intervention } from '@fleetcast/contract';

/**
 * `byMs` later. A version's arrival is a fact of the past and stays. A job keeps to its own rhythm: its first run after `nowMs`.
 */
export function movedInterventions(interventions: readonly Intervention[], byMs: number, nowMs: number): Intervention[] {
  const later = (at: string) => new Date(Date.parse(at) + byMs).toISOString();
  return interventions.map((one): Intervention => {
    if ('jobStartAt' in one) return { ...one, jobStartAt: nextRun(Date.parse(one.jobStartAt), one.everyMinutes * 60_000, nowMs) };
    if (one.kind === 'edit-input') return { ...one, points: one.points.map((point) => ({ ...point, at: later(point.at) })) };
    const start = one.startAt === undefined ? {} : { startAt: later(one.startAt) };
    const end = !('endAt' in one) || one.endAt === undefined ? {} : { endAt: later(one.endAt) };
    return { ...one, ...start, ...end };
  });
}

/** When the first of them begins, if they were written down at `writtenMs`. */
export function firstBeginsMs(interventions: readonly Intervention[], writtenMs: number): number {
  return Math.min(...interventions.map((one) => ('startAt' in one && one.startAt !== undefined ? Date.parse(one.startAt) : writtenMs)));
}

function nextRun(startMs: number, everyMs: number, nowMs: number): string {
  return new Date(startMs + Math.max(0, Math.ceil((nowMs - startMs) / everyMs)) * everyMs).toISOString();
}
