import type { Clock } from '../../io/clock/clock.ts';
import type { CycleOutcome } from './ports.ts';

/** When cycles are due: once a step has ended and settled. */
export interface CycleTimetable {
  readonly stepMs: number;
  readonly settleMs: number;
}

/** How long after an attempt that brought nothing the next one comes. */
function retryDelayMs(timetable: CycleTimetable): number {
  return Math.min(5_000, timetable.stepMs / 5);
}

/** The next moment after `nowMs` at which a step has settled. */
export function nextDueMs({ stepMs, settleMs }: CycleTimetable, nowMs: number): number {
  return (Math.floor((nowMs - settleMs) / stepMs) + 1) * stepMs + settleMs;
}

/** Between two steps it is asked this often whether history has been pushed behind what was published. */
const revisionCheckMs = 5_000;

/**
 * Runs cycles until the signal aborts: one at once, then one a step; sooner again after one that brought nothing. In between
 * `runOnce` is asked too, and answers at once that the step is done unless history has come in.
 */
export async function runCycles(timetable: CycleTimetable, clock: Clock, runOnce: (nowMs: number) => Promise<CycleOutcome>, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    const nowMs = clock.now();
    const outcome = await runOnce(nowMs);
    const done = outcome.kind === 'published' || outcome.kind === 'already-done';
    // Counted from when the run began: a step that settled while it was under way is due at once.
    const due = nextDueMs(timetable, nowMs);
    await clock.waitUntil(Math.min(due, clock.now() + (done ? revisionCheckMs : retryDelayMs(timetable))), signal);
  }
}
