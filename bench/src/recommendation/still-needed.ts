/**
 * How much of what was added is still needed, as the what-if engine sees it: with less, would anybody be so much at risk that it
 * would be asked for again? What was added itself is not asked: whoever added it knows that it will be gone, and no forecast knows
 * its days.
 */
import type { Intervention } from '@fleetcast/contract';
import type { PlaybookAction, PlaybookEffect } from '@fleetcast/backend/src/domain/recommendation/playbook.ts';
import type { Reforecaster } from '@fleetcast/backend/src/domain/whatif/ports.ts';
import { answerWhatIf } from '@fleetcast/backend/src/domain/whatif/what-if.ts';
import type { WhatIfFleet } from '@fleetcast/backend/src/domain/whatif/what-if-fleet.ts';
import type { SimulatedServer } from '@fleetcast/simulator';
import type { DoneAction } from './done-actions.ts';

/** A size: so much is enough. */
export type StillNeeded = 'none' | 'all' | PlaybookAction;

/** `smaller`: the sizes to go back to, smallest first. `tier`: its servers that are always there. Null: the engine cannot tell. */
export async function stillNeeded(done: DoneAction, smaller: readonly PlaybookAction[], tier: readonly SimulatedServer[], fleet: WhatIfFleet, reforecaster: Reforecaster): Promise<StillNeeded | null> {
  const present = tier.filter(({ server }) => fleet.member(server) !== undefined);
  const asked = present.find(({ server }) => server === done.server.server) ?? present[0];
  if (asked === undefined) return null;
  const isAdded = ({ tier: of, server }: { readonly tier: string | null; readonly server: string }) => of === done.server.tier && !tier.some((one) => one.server === server);
  for (const kept of ['none', ...smaller] as const) {
    const intervention = takingBack(done, kept === 'none' ? null : kept.effect);
    if (intervention === null) return null;
    const outcome = await answerWhatIf(fleet, { serverId: asked.server, metric: done.judgedBy, interventions: [intervention] }, reforecaster);
    if (outcome.kind !== 'answered') return null;
    const isRisky = outcome.findings.servers.some(({ member, effects }) => !isAdded(member.server) && effects.some(({ series, after }) => series.info.name === done.judgedBy && after.some(({ probability, underWay }) => underWay || probability >= done.action.when.breach.atLeast)));
    if (!isRisky) return kept;
  }
  return 'all';
}

/** What taking back all but this would be; null where nothing says to whom the load would return. */
function takingBack({ action: { effect }, server }: DoneAction, kept: PlaybookEffect | null): Intervention | null {
  switch (effect.kind) {
    case 'scale-out':
      return { kind: 'scale-in', tier: server.tier, servers: effect.servers - (kept?.kind === 'scale-out' ? kept.servers : 0) };
    case 'scale-up':
      return { kind: 'scale-up', target: { serverId: server.server }, resource: effect.resource, factor: (kept?.kind === 'scale-up' ? kept.factor : 1) / effect.factor };
    case 'restart':
    case 'throttle':
    case 'move-load':
    case 'none':
      return null;
  }
}
