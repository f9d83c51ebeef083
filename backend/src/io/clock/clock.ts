import { Cron } from 'croner';

/** Time as the service sees it; injected, so that a month can pass in minutes under test. */
export interface Clock {
  readonly now: () => number;
  /** Resolves at the moment, or at once when it has passed or the signal aborts. */
  readonly waitUntil: (epochMs: number, signal: AbortSignal) => Promise<void>;
}

export const systemClock: Clock = {
  now: () => Date.now(),
  waitUntil(epochMs, signal) {
    if (signal.aborted || epochMs <= Date.now()) return Promise.resolve();
    return new Promise((resolve) => {
      const done = () => {
        wake.stop();
        signal.removeEventListener('abort', done);
        resolve();
      };
      const wake = new Cron(new Date(epochMs).toISOString(), done);
      signal.addEventListener('abort', done);
    });
  },
};
