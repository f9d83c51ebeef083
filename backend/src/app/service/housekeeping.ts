import type { Clock } from '../../io/clock/clock.ts';
import type { Logger } from '../../io/telemetry/log.ts';

const dayMs = 86_400_000;
/** Events and finished jobs are kept for this long, so that the state stays bounded. */
const keptDays = 400;

/** Forgets what was over before the moment; answers how much that was. */
interface Prunable {
  prune(beforeMs: number): Promise<number>;
}

/** Once a day drops from the state what is over and old. */
export async function keepHouse(stores: readonly Prunable[], clock: Clock, log: Logger, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    try {
      let dropped = 0;
      for (const store of stores) dropped += await store.prune(clock.now() - keptDays * dayMs);
      if (dropped > 0) log.info({ dropped }, 'old state was dropped');
    } catch (error) {
      if (!signal.aborted) log.error({ err: error }, 'old state could not be dropped');
    }
    await clock.waitUntil(clock.now() + dayMs, signal);
  }
}
