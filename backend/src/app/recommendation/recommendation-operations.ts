import type { Freshness } from '@fleetcast/contract';
import type { ObservedServer } from '../../domain/series/ports.ts';
import { answer, type Operations } from '../http/operation.ts';
import { badCursor, refusal, type Refusal, unknownServer } from '../http/refusal.ts';
import type { RecordOutcome, ServiceRecommendations } from './service-recommendations.ts';

export interface RecommendationPorts {
  readonly recommendations: ServiceRecommendations;
  /** Of what is published; null before the first snapshot. */
  readonly freshness: (nowMs: number) => Freshness | null;
  readonly serverOf: (serverId: string) => ObservedServer | null;
}

type RecommendationRoute = 'recommendations' | 'giveFeedback' | 'actionRecords' | 'importActions' | 'playbook';

export function recommendationOperations({ recommendations, freshness, serverOf }: RecommendationPorts): Pick<Operations, RecommendationRoute> {
  return {
    recommendations: async ({ params: { serverId }, query, nowMs }) => {
      const fresh = freshness(nowMs);
      if (fresh === null) return refusal('not_ready');
      const server = serverOf(serverId);
      if (server === null) return unknownServer(serverId);
      const about = { serverId, server: server.server, region: server.region, profile: server.profile, tier: server.tier, freshness: fresh };
      if (fresh.stale) return answer({ ...about, playbook: recommendations.playbookName, outcome: 'cannot-say' as const, reason: `What is known is too old to act on. ${fresh.staleReason ?? ''}`.trim(), atRisk: null, recommendations: [] });
      const reply = await recommendations.advise(serverId, query);
      switch (reply.kind) {
        case 'not-ready':
          return refusal('not_ready');
        case 'unknown-server':
          return unknownServer(serverId);
        case 'advised':
          // Named after the advice, which may have read the playbook anew.
          return answer({ ...about, playbook: recommendations.playbookName, outcome: reply.outcome, reason: reply.reason, atRisk: reply.atRisk, recommendations: [...reply.recommendations] });
      }
    },
    giveFeedback: async ({ params: { serverId }, body, principal }) => {
      const server = serverOf(serverId);
      if (server === null) return unknownServer(serverId);
      if (body.verdict !== 'taken' && (body.reason ?? '') === '') return refusal('bad_request', 'reason: say why, so that the playbook can become better; up to 500 characters are accepted.');
      const outcome = await recommendations.giveFeedback(server, body, principal.login);
      return outcome.kind === 'recorded' ? answer(outcome.record) : whyNotRecorded(outcome, body.actionId, body.metric);
    },
    actionRecords: async ({ query }) => {
      const page = await recommendations.list(query.limit, query.cursor);
      return page === null ? badCursor() : answer(page);
    },
    importActions: async ({ body, principal }) => {
      const records = [];
      const faults: string[] = [];
      for (const [at, { actionId, serverId, metric, takenAt, note }] of body.actions.entries()) {
        const server = serverOf(serverId);
        const outcome = server === null ? null : await recommendations.importAction(server, { actionId, metric, takenAtMs: Date.parse(takenAt), note: note ?? null }, principal.login);
        if (outcome?.kind === 'recorded') records.push(outcome.record);
        else faults.push(`actions.${at}: ${outcome === null ? `no server has the id ${serverId}` : whyNotRecorded(outcome, actionId, metric).message}`);
      }
      return answer({ records, faults });
    },
    playbook: async () => answer(await recommendations.summary()),
  };
}

function whyNotRecorded(outcome: Exclude<RecordOutcome, { kind: 'recorded' }>, actionId: string, metric: string): Refusal {
  switch (outcome.kind) {
    case 'unknown-action':
      return refusal('bad_request', `The playbook has no action ${actionId}; /v1/playbook lists those it has.`);
    case 'unknown-server':
      return refusal('unknown_server');
    case 'unknown-metric':
      return refusal('unknown_metric', `This server has no metric ${metric}.`);
    case 'not-ready':
      return refusal('not_ready');
    case 'out-of-time':
      return refusal('bad_request', `takenAt: ${outcome.message}.`);
  }
}
