import { setTimeout as delay } from 'node:timers/promises';

/** What has not come to its end by then never will. */
const endWithinMs = 30_000;

/**
 * A fault that nobody caught ends this thread, but in order: one that goes while DuckDB works for it takes the whole process along.
 * `finish` takes nothing new and waits for what is under way, then `close` closes the file; whoever started the thread starts another.
 */
export function endInOrderOnFault(finish: () => Promise<unknown>, close: () => Promise<unknown>): void {
  const end = async (fault: unknown) => {
    await Promise.race([finish(), delay(endWithinMs)]);
    await Promise.race([close(), delay(endWithinMs)]);
    process.off('uncaughtException', onFault);
    process.off('unhandledRejection', onFault);
    setImmediate(() => {
      throw fault;
    });
  };
  const onFault = (fault: unknown) => void end(fault);
  process.once('uncaughtException', onFault);
  process.once('unhandledRejection', onFault);
}
