import type { StepReading, StepRequest } from '../../domain/series/ports.ts';
import { StepCollector } from '../../domain/series/step-collector.ts';

/**
 * Reads metrics side by side, at most `concurrency` at a time. `read` aborts `pointless` once the server is found to be down or to
 * refuse us: the remaining queries would only wait for the same answer.
 */
export async function readEachMetric<T>(
  metrics: readonly T[],
  concurrency: number,
  request: StepRequest,
  read: (metric: T, collector: StepCollector, pointless: AbortController) => Promise<void>,
): Promise<StepReading> {
  const collector = new StepCollector(request);
  const pointless = new AbortController();
  const waiting = [...metrics];
  const work = async () => {
    for (let metric = waiting.shift(); metric !== undefined && !pointless.signal.aborted; metric = waiting.shift()) {
      await read(metric, collector, pointless);
    }
  };
  await Promise.all(Array.from({ length: Math.min(concurrency, metrics.length) }, work));
  return collector.reading();
}
