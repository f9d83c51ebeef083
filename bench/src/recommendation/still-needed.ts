/** Whether what was added is still needed, as the what-if engine sees it: would anybody be at risk without it? */
import type { Intervention } from '@fleetcast/contract';
import type { Reforecaster } from '@fleetcast/backend/src/domain/whatif/ports.ts';
import { answerWhatIf } from '@fleetcast/backend/src/domain/whatif/what-if.ts';
import type { WhatIfFleet } from '@fleetcast/backend/src/domain/whatif/what-if-fleet.ts';
import type { SimulatedServer } from '@fleetcast/simulator';
import type { DoneAction } from './done-actions.ts';

/** `tier`: its servers that are always there. Null: the engine cannot tell. */
export async function isStillNeeded(done: DoneAction, tier: readonly SimulatedServer[], fleet: WhatIfFleet, reforecaster: Reforecaster, leastProbability: number): Promise<boolean | null> {
  const intervention = withoutIt(done);
  const present = tier.filter(({ server }) => fleet.member(server) !== undefined);
  const asked = present.find(({ server }) => server === done.server.server) ?? present[0];
  if (intervention === null || asked === undefined) return null;
  const outcome = await answerWhatIf(fleet, { serverId: asked.server, metric: done.judgedBy, interventions: [intervention] }, reforecaster);
  if (outcome.kind !== 'answered') return null;
  return outcome.findings.servers.some(({ effects }) => effects.some(({ series, after }) => series.info.name === done.judgedBy && after.some(({ probability, underWay }) => underWay || probability >= leastProbability)));
}

/** What taking it back would be; null where nothing says to whom the load would return. */
function withoutIt({ action: { effect }, server }: DoneAction): Intervention | null {
  switch (effect.kind) {
    case 'scale-out':
      return { kind: 'scale-in', tier: server.tier, servers: effect.servers };
    case 'scale-up':
      return { kind: 'scale-up', target: { serverId: server.server }, resource: effect.resource, factor: 1 / effect.factor };
    case 'restart':
    case 'throttle':
    case 'move-load':
    case 'none':
      return null;
  }
}
