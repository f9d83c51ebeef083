import { setTimeout as delay } from 'node:timers/promises';

/** How often and how patiently something is tried again. */
export interface RetryPolicy {
  /** In all, the first included. */
  readonly attempts: number;
  readonly firstDelayMs: number;
  readonly longestDelayMs: number;
}

export const patientRetry: RetryPolicy = { attempts: 3, firstDelayMs: 250, longestDelayMs: 5000 };

/** What an attempt came to: `retryAfterMs` when the other side said how long to wait. */
export type Attempt<T> = { readonly done: true; readonly value: T } | { readonly done: false; readonly value: T; readonly retryAfterMs?: number };

/**
 * Tries until an attempt is done or all are used up, and gives the last one's value. Between attempts it waits a random part
 * of a delay that doubles, so that many clients whose server comes back do not all return at one moment.
 */
export async function withRetry<T>(policy: RetryPolicy, signal: AbortSignal, attempt: (attemptNumber: number) => Promise<Attempt<T>>): Promise<T> {
  for (let number = 1; ; number++) {
    signal.throwIfAborted();
    const result = await attempt(number);
    if (result.done || number >= policy.attempts) return result.value;
    const ceilingMs = Math.min(policy.longestDelayMs, policy.firstDelayMs * 2 ** (number - 1));
    const wantedMs = result.retryAfterMs ?? ceilingMs * (0.5 + 0.5 * Math.random());
    await delay(Math.min(wantedMs, policy.longestDelayMs), undefined, { signal });
  }
}
