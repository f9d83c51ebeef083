import type { Clock } from '../../src/io/clock/clock.ts';

/** A clock that stands still until it is told to move on. */
export class TestClock implements Clock {
  private nowMs: number;
  private readonly waiting = new Set<{ readonly untilMs: number; readonly resolve: () => void }>();

  constructor(nowMs: number) {
    this.nowMs = nowMs;
  }

  /** Somebody waits for a moment within the next step: nothing else is left to do. */
  get isWaited(): boolean {
    return [...this.waiting].some(({ untilMs }) => untilMs - this.nowMs <= 10_000);
  }

  readonly now = (): number => this.nowMs;

  readonly waitUntil = (epochMs: number, signal: AbortSignal): Promise<void> => {
    if (signal.aborted || epochMs <= this.nowMs) return Promise.resolve();
    return new Promise((resolve) => {
      const waiter = { untilMs: epochMs, resolve };
      this.waiting.add(waiter);
      signal.addEventListener('abort', () => {
        this.waiting.delete(waiter);
        resolve();
      });
    });
  };

  advance(byMs: number): void {
    this.nowMs += byMs;
    for (const waiter of this.waiting) {
      if (waiter.untilMs > this.nowMs) continue;
      this.waiting.delete(waiter);
      waiter.resolve();
    }
  }
}
