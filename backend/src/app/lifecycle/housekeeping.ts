import type { Clock } from '../../io/clock/clock.ts';
import type { StateStore } from '../../io/state/state-store.ts';
import type { Logger } from '../../io/telemetry/log.ts';

const dayMs = 86_400_000;
/** Events and finished jobs are kept for this long, so that the state stays bounded. */
const keptDays = 400;

/** Once a day drops from the state what is over and old. */
export async function keepHouse(store: Pick<StateStore, 'prune'>, clock: Clock, log: Logger, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    try {
      const dropped = await store.prune(clock.now() - keptDays * dayMs);
      if (dropped > 0) log.info({ dropped }, 'old state was dropped');
    } catch (error) {
      if (!signal.aborted) log.error({ err: error }, 'old state could not be dropped');
    }
    await clock.waitUntil(clock.now() + dayMs, signal);
  }
}
