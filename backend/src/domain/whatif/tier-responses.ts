import { DemandResponse } from './demand-response.ts';
import { serverLoad, type LoadBasis } from './server-load.ts';
import type { FleetMember, WhatIfFleet } from './what-if-fleet.ts';

/** Load and responses of servers, made when first asked for; those of one tier count demand in one unit. */
export class TierResponses {
  private readonly fleet: WhatIfFleet;
  private readonly made = new Map<string, DemandResponse>();

  constructor(fleet: WhatIfFleet) {
    this.fleet = fleet;
  }

  of(member: FleetMember): DemandResponse {
    const known = this.made.get(member.server.serverId);
    if (known !== undefined) return known;
    const { region, tier } = member.server;
    const tierMembers = tier === null ? [member] : this.fleet.tier(region, tier);
    const loads = tierMembers.map((one) => ({ one, load: serverLoad(one, this.fleet.stepSeconds) }));
    const shared: LoadBasis = loads.every(({ load }) => load === null || load.basis === 'throughput') ? 'throughput' : 'utilisation';
    for (const { one, load } of loads) {
      const ofOneUnit = load === null || load.basis === shared ? load : serverLoad(one, this.fleet.stepSeconds, shared);
      this.made.set(one.server.serverId, new DemandResponse(one, ofOneUnit, this.fleet.stepSeconds));
    }
    return this.made.get(member.server.serverId)!;
  }
}
