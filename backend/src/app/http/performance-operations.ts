import type { ModelPerformance } from '../ledger/model-performance.ts';
import { answer, type Operations } from './operation.ts';
import { refusal } from './refusal.ts';

/** How good the forecasts and warnings were that have come true. */
export function performanceOperations(performance: Pick<ModelPerformance, 'over'>): Pick<Operations, 'performance'> {
  return {
    performance: async ({ query, nowMs }) => {
      const figures = await performance.over(query, nowMs);
      return 'kind' in figures ? refusal('not_ready', figures.message) : answer(figures);
    },
  };
}
