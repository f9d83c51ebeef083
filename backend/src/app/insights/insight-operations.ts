import type { MetricInfoFor } from '../answers/forecast-answer.ts';
import type { PublishedFleet } from '../cycle/published-fleet.ts';
import { answer, type Operations } from '../http/operation.ts';
import { refusal } from '../http/refusal.ts';
import type { FirstAction, FirstActions } from './first-actions.ts';
import { fleetProspects } from './fleet-insights.ts';

export interface InsightPorts {
  readonly fleet: PublishedFleet;
  readonly metricInfo: MetricInfoFor;
  readonly firstActions: Pick<FirstActions, 'of'>;
}

const tooOld: FirstAction = { action: null, actionMissing: 'What is known is too old to act on.' };

export function insightOperations({ fleet, metricInfo, firstActions }: InsightPorts): Pick<Operations, 'insights'> {
  return {
    insights: async ({ query, nowMs }) => {
      const published = fleet.current();
      if (published === null) return refusal('not_ready');
      const { prospects, ...summary } = fleetProspects(published, query, metricInfo, nowMs);
      const { snapshotId } = published.snapshot;
      const advised = prospects.map(async (prospect) => ({ ...prospect, ...(summary.freshness.stale ? tooOld : await firstActions.of(prospect.serverId, snapshotId)) }));
      return answer({ ...summary, insights: await Promise.all(advised) });
    },
  };
}
