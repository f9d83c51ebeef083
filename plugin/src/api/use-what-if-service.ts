import type { Intervention } from '@fleetcast/contract';
import { useCallback } from 'react';
import type { DraftPlace } from '../view-models/intervention-draft.ts';
import type { AskedWhatIf } from '../view-models/what-if-question.ts';
import { type Polled, usePolled } from './use-polled.ts';
import type { ServiceClient } from './service-client.ts';
import { isAbort, serviceError } from './service-error.ts';

export interface WhatIfService {
  readonly place: Polled<DraftPlace>;
  readonly ask: (interventions: readonly Intervention[], signal: AbortSignal) => Promise<AskedWhatIf>;
}

/** What a form about one server needs to know, and the way to ask. */
export function useWhatIfService(client: ServiceClient, serverId: string, metric: string, historyHours: number): WhatIfService {
  const place = usePolled(serverId, (signal) => loadPlace(client, serverId, signal));
  const ask = useCallback(
    async (interventions: readonly Intervention[], signal: AbortSignal): Promise<AskedWhatIf> => {
      try {
        const query = { metric, interventions: JSON.stringify(interventions), historyHours: Math.min(48, historyHours) };
        return { kind: 'answer', answer: await client.get('whatIf', { params: { serverId }, query, signal }) };
      } catch (thrown) {
        if (isAbort(thrown)) throw thrown;
        return { kind: 'fault', fault: serviceError(thrown).fault };
      }
    },
    [client, serverId, metric, historyHours],
  );
  return { place, ask };
}

async function loadPlace(client: ServiceClient, serverId: string, signal: AbortSignal): Promise<DraftPlace> {
  const detail = await client.get('server', { params: { serverId }, signal });
  const { server, region, tier } = detail;
  const peers = tier === null ? [] : (await client.fleet({ region: [region], tier: [tier], sort: 'server', limit: 100 }, signal)).servers;
  const originMs = detail.freshness.originAt === null ? Date.now() : Date.parse(detail.freshness.originAt);
  return { serverId, server, tier, peers: peers.map((peer) => ({ serverId: peer.serverId, server: peer.server })), originMs };
}
