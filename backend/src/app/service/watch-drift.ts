import type { Clock } from '../../io/clock/clock.ts';
import type { Logger } from '../../io/telemetry/log.ts';
import type { ServiceMetrics } from '../../io/telemetry/service-metrics.ts';
import type { ModelPerformance } from '../ledger/model-performance.ts';

const everyMs = 900_000;
const overDays = 7;

export interface DriftWatch {
  readonly performance: Pick<ModelPerformance, 'over'>;
  readonly metrics: ServiceMetrics;
  /** Is told the figures each time. */
  readonly onFigures: (figures: Drift) => void;
  readonly clock: Clock;
  readonly log: Logger;
}

/** Puts accuracy, skill, coverage and false positives of the last week into /metrics and the sinks, with whether each keeps its limit. */
export async function watchDrift({ performance, metrics, onFigures, clock, log }: DriftWatch, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    try {
      const figures = await performance.over({ days: overDays }, clock.now());
      if ('kind' in figures) log.warn({ message: figures.message }, 'performance is not known');
      else {
        showDrift(figures.drift, metrics);
        onFigures(figures.drift);
      }
    } catch (error) {
      if (!signal.aborted) log.error({ err: error }, 'performance could not be asked for');
    }
    await clock.waitUntil(clock.now() + everyMs, signal);
  }
}

type Drift = Exclude<Awaited<ReturnType<ModelPerformance['over']>>, { kind: string }>['drift'];

/** A figure that is not known is absent, not 0. */
function showDrift(drift: Drift, { performance, performancePastLimit }: ServiceMetrics): void {
  performance.reset();
  performancePastLimit.reset();
  for (const { measure, metric, value, past } of drift) {
    const labels = { measure, metric: metric ?? 'all' };
    if (value !== null) performance.set(labels, value);
    performancePastLimit.set(labels, Number(past));
  }
}
