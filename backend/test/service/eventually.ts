import { setTimeout as delay } from 'node:timers/promises';

const tryEveryMs = 200;

/** Tries until it succeeds; after the deadline the last failure is the answer. */
export async function eventually<T>(attempt: () => Promise<T>, withinMs = 60_000): Promise<T> {
  const deadline = performance.now() + withinMs;
  for (;;) {
    try {
      return await attempt();
    } catch (error) {
      if (performance.now() > deadline) throw error;
      await delay(tryEveryMs);
    }
  }
}
