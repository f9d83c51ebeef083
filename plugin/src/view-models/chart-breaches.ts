import type { BreachForecast } from '@fleetcast/contract';
import { answeredAtMs } from './answered-at.ts';
import type { SeriesFacts } from './series-facts.ts';

/** A predicted crossing as a chart marks it. */
export interface BreachMark {
  readonly atMs: number;
  readonly fromMs: number;
  readonly toMs: number;
  readonly threshold: number;
  readonly severity: BreachForecast['severity'];
  readonly probability: number;
}

/** Below this a breach is less likely than not, and a mark would claim a moment for what will hardly happen. */
export const leastMarkedProbability = 0.5;

const minuteMs = 60_000;

export function breachMarks({ breaches, freshness }: Pick<SeriesFacts, 'breaches' | 'freshness'>): BreachMark[] {
  const nowMs = answeredAtMs(freshness);
  return breaches.flatMap(({ threshold, severity, probability, underWay, timeToBreach }) => {
    if (underWay || timeToBreach === null || probability < leastMarkedProbability) return [];
    return [
      {
        atMs: nowMs + timeToBreach.p50Minutes * minuteMs,
        fromMs: nowMs + timeToBreach.p10Minutes * minuteMs,
        toMs: nowMs + timeToBreach.p90Minutes * minuteMs,
        threshold: threshold.value,
        severity,
        probability,
      },
    ];
  });
}
