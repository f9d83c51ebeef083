import type { MetricInfoFor } from '../answers/forecast-answer.ts';
import type { LedgerCalls } from '../ledger/ledger-messages.ts';
import { answer, type Operations } from './operation.ts';
import { refusal } from './refusal.ts';

/** How good the forecasts were that have come true: the ledger's figures with the catalogue's names. */
export function performanceOperations(ledger: Pick<LedgerCalls, 'performance'>, metricInfo: MetricInfoFor): Pick<Operations, 'performance'> {
  return {
    performance: async ({ query, nowMs }) => {
      const figures = await ledger.performance(query, nowMs);
      if ('kind' in figures) return refusal('not_ready', figures.message);
      const anyServer = { profile: query.profile ?? '', server: '', serverId: '' };
      const metrics = figures.metrics.map((one) => {
        const { unit, title } = metricInfo(one.metric, anyServer);
        return { ...one, unit, title };
      });
      return answer({ ...figures, metrics });
    },
  };
}
