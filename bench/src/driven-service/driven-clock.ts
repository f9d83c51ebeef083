import type { Clock } from '@fleetcast/backend/src/io/clock/clock.ts';

interface Waiter {
  readonly untilMs: number;
  readonly resolve: () => void;
}

/** A clock that stands still until it is set: a month can pass in minutes. */
export class DrivenClock implements Clock {
  private nowMs: number;
  private readonly waiters = new Set<Waiter>();

  constructor(nowMs: number) {
    this.nowMs = nowMs;
  }

  readonly now = (): number => this.nowMs;

  readonly waitUntil = (epochMs: number, signal: AbortSignal): Promise<void> => {
    if (signal.aborted || epochMs <= this.nowMs) return Promise.resolve();
    return new Promise((resolve) => {
      const done = () => {
        this.waiters.delete(waiter);
        signal.removeEventListener('abort', done);
        resolve();
      };
      const waiter: Waiter = { untilMs: epochMs, resolve: done };
      this.waiters.add(waiter);
      signal.addEventListener('abort', done);
    });
  };

  set(nowMs: number): void {
    this.nowMs = nowMs;
    for (const waiter of [...this.waiters]) if (waiter.untilMs <= nowMs) waiter.resolve();
  }
}
