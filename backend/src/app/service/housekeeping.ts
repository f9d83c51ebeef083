import type { Clock } from '../../io/clock/clock.ts';
import type { Logger } from '../../io/telemetry/log.ts';

const dayMs = 86_400_000;
/** Warnings, events and finished jobs are kept for this long, so that the state stays bounded. */
export const stateKeptDays = 400;

/** Forgets what was over before the moment; answers how much that was. */
interface Prunable {
  prune(beforeMs: number): Promise<number>;
}

/** Once a day drops from the state what is over and old. */
export async function keepHouse(stores: readonly Prunable[], clock: Clock, log: Logger, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    let dropped = 0;
    for (const store of stores) {
      try {
        dropped += await store.prune(clock.now() - stateKeptDays * dayMs);
      } catch (error) {
        if (!signal.aborted) log.error({ err: error }, 'old state could not be dropped');
      }
    }
    if (dropped > 0) log.info({ dropped }, 'old state was dropped');
    await clock.waitUntil(clock.now() + dayMs, signal);
  }
}
