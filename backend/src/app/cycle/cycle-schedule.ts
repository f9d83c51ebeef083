import type { Clock } from '../../io/clock/clock.ts';
import type { CycleOutcome } from './ports.ts';

/** When cycles are due: once a step has ended and settled. */
export interface CycleTimetable {
  readonly stepMs: number;
  readonly settleMs: number;
}

/** How long after a failed attempt the next one comes: soon, but no more than five times a step. */
export function retryDelayMs(timetable: CycleTimetable): number {
  return Math.min(30_000, timetable.stepMs / 5);
}

/** The next moment after `nowMs` at which a step has settled. */
export function nextDueMs({ stepMs, settleMs }: CycleTimetable, nowMs: number): number {
  return (Math.floor((nowMs - settleMs) / stepMs) + 1) * stepMs + settleMs;
}

/** Runs cycles until the signal aborts: one at once, then one a step; sooner again after one that brought nothing. */
export async function runCycles(timetable: CycleTimetable, clock: Clock, runOnce: (nowMs: number) => Promise<CycleOutcome>, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    const outcome = await runOnce(clock.now());
    const done = outcome.kind === 'published' || outcome.kind === 'already-done';
    const due = nextDueMs(timetable, clock.now());
    await clock.waitUntil(done ? due : Math.min(due, clock.now() + retryDelayMs(timetable)), signal);
  }
}
