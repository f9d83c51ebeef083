import { withSnapshot } from '../answers/fleet-operations.ts';
import { freshnessOf, isoOf } from '../answers/published.ts';
import type { PublishedFleet } from '../cycle/published-fleet.ts';
import { answer, type Operations } from '../http/operation.ts';
import { refusal, unknownMetric, unknownServer } from '../http/refusal.ts';
import type { ExplanationAnswers } from './explanations.ts';

/** Why a forecast is what it is. */
export function explanationOperations({ fleet, explanations }: { readonly fleet: PublishedFleet; readonly explanations: ExplanationAnswers }): Pick<Operations, 'explanation'> {
  return {
    explanation: withSnapshot<'explanation'>(fleet, async (published, { params, query, nowMs }) => {
      const outcome = await explanations.explain({ serverId: params.serverId, metric: query.metric, atMs: query.at === undefined ? null : Date.parse(query.at) });
      switch (outcome.kind) {
        case 'explained':
          return answer({ ...outcome.explanation, freshness: freshnessOf(published, nowMs) });
        case 'unknown-server':
          return unknownServer(params.serverId);
        case 'unknown-metric':
          return unknownMetric(params.serverId, query.metric);
        case 'outside-horizon':
          return refusal('bad_request', `There are forecasts from ${isoOf(outcome.firstMs)} to ${isoOf(outcome.lastMs)}, not at ${query.at}; ask for a time between them, or leave at out.`);
        case 'not-ready':
          return refusal('not_ready', 'No forecast of this run can be explained yet; the first one is on its way.');
      }
    }),
  };
}
