import { setTimeout as delay } from 'node:timers/promises';

const tryEveryMs = 200;
/** Less than a test may take, so that the last failure is told and not that time ran out. */
const withinMs = 300_000;

/** Tries until it succeeds; after the deadline the last failure is the answer. */
export async function eventually<T>(attempt: () => Promise<T>): Promise<T> {
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
