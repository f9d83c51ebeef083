import { answer, type Operations } from '../http/operation.ts';
import { refusal } from '../http/refusal.ts';
import type { ModelPerformance } from './model-performance.ts';

/** How good the forecasts and warnings were that have come true. */
export function performanceOperations(performance: Pick<ModelPerformance, 'over'>): Pick<Operations, 'performance'> {
  return {
    performance: async ({ query, nowMs }) => {
      const figures = await performance.over(query, nowMs);
      return 'kind' in figures ? refusal('not_ready', figures.message) : answer(figures);
    },
  };
}
