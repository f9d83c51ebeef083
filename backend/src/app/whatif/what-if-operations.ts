import type { Freshness } from '@fleetcast/contract';
import { answer, type Operations } from '../http/operation.ts';
import { refusal, type Refusal, unknownMetric, unknownServer } from '../http/refusal.ts';
import type { AskedWhatIf, WhatIfAnalysis, WhatIfReply } from './what-if-analysis.ts';

export interface WhatIfPorts {
  readonly analysis: Pick<WhatIfAnalysis, 'answer'>;
  /** Of what is published; null before the first snapshot. */
  readonly freshness: (nowMs: number) => Freshness | null;
}

export function whatIfOperations({ analysis, freshness }: WhatIfPorts): Pick<Operations, 'whatIf'> {
  return {
    whatIf: async ({ params, query, nowMs }) => {
      const fresh = freshness(nowMs);
      if (fresh === null) return refusal('not_ready');
      const asked = { ...query, serverId: params.serverId };
      const reply = await analysis.answer(asked);
      if (reply.kind !== 'answered') return whyNoAnswer(reply, asked);
      return answer({ ...reply.answer, freshness: fresh, interventions: query.interventions, computedMs: Math.round(reply.computedMs) });
    },
  };
}

export function whyNoAnswer(reply: Exclude<WhatIfReply, { kind: 'answered' }>, { serverId, metric }: Pick<AskedWhatIf, 'serverId' | 'metric'>): Refusal {
  switch (reply.kind) {
    case 'not-ready':
      return refusal('not_ready');
    case 'unknown-server':
      return unknownServer(serverId);
    case 'unknown-metric':
      return unknownMetric(serverId, metric);
    case 'impossible':
      return refusal('impossible_intervention', reply.message, { intervention: reply.intervention });
  }
}
