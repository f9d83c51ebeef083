/**
 * What a set of changes does to the load of the servers of their tiers, as long as all of them hold. Demand moves and grows
 * linearly: what server j has to do afterwards is a mixture of what all servers of the tier do today.
 */
import type { PlannedChange } from './planned-change.ts';
import { median } from '../series/order-statistics.ts';
import type { ServerLoad } from './server-load.ts';
import type { FleetMember, WhatIfFleet } from './what-if-fleet.ts';

export interface LoadChange {
  /** Demand afterwards as shares of the demand that servers have today, by server id; its own alone with share 1 when nothing changed. */
  readonly mixture: ReadonlyMap<string, number>;
  /** On cpu a request. */
  readonly costFactor: number;
  /** On cores and on memory. */
  readonly cpuFactor: number;
  readonly memoryFactor: number;
  /** Requests a second that are let through; Infinity without a limit. */
  readonly atMost: number;
  readonly gone: boolean;
}

interface Draft {
  mixture: Map<string, number>;
  costFactor: number;
  cpuFactor: number;
  memoryFactor: number;
  atMost: number;
  gone: boolean;
}

/** A change while it holds. */
export interface ActiveChange extends Pick<PlannedChange, 'intervention' | 'targets' | 'costChanges'> {
  /** Of edited demand: its factor at this level of the curve. */
  readonly demandFactor?: number;
}

/** By server id; servers that are not in it go on as they are. Later changes act on what earlier ones left; `loadOf` answers demands of one tier in one unit. */
export function loadChanges(fleet: WhatIfFleet, loadOf: (member: FleetMember) => ServerLoad | null, changes: readonly ActiveChange[]): ReadonlyMap<string, LoadChange> {
  const made = new LoadChanges(fleet, loadOf);
  for (const change of changes) made.apply(change);
  return made.drafts;
}

class LoadChanges {
  private readonly fleet: WhatIfFleet;
  private readonly loadOf: (member: FleetMember) => ServerLoad | null;
  readonly drafts = new Map<string, Draft>();

  constructor(fleet: WhatIfFleet, loadOf: (member: FleetMember) => ServerLoad | null) {
    this.fleet = fleet;
    this.loadOf = loadOf;
  }

  apply({ intervention, targets, costChanges, demandFactor }: ActiveChange): void {
    switch (intervention.kind) {
      case 'traffic':
        for (const member of targets) scale(this.draft(member), 1 + intervention.changePercent / 100);
        break;
      case 'throttle':
        for (const member of targets) {
          const draft = this.draft(member);
          if ('share' in intervention.limit) scale(draft, intervention.limit.share);
          else draft.atMost = Math.min(draft.atMost, intervention.limit.atMostPerSecond);
        }
        break;
      case 'edit-input':
        if (demandFactor !== undefined) for (const member of targets) scale(this.draft(member), demandFactor);
        break;
      case 'scale-up':
        for (const member of targets) {
          if (intervention.resource === 'cpu') this.draft(member).cpuFactor *= intervention.factor;
          else this.draft(member).memoryFactor *= intervention.factor;
        }
        break;
      case 'scale-out': {
        const staying = targets.filter((member) => !this.draft(member).gone);
        for (const member of staying) scale(this.draft(member), staying.length / (staying.length + intervention.servers));
        break;
      }
      case 'scale-in':
        for (const member of targets.slice(-intervention.servers)) this.takeOut(member, targets);
        break;
      case 'server-out':
        this.takeOut(targets[0], this.fleet.tier(targets[0].server.region, targets[0].server.tier!));
        break;
      case 'move-load': {
        const [from, to] = targets.map((member) => this.draft(member));
        receive(to, from, intervention.share);
        scale(from, 1 - intervention.share);
        break;
      }
      case 'deploy':
        for (const member of targets) this.draft(member).costFactor *= 1 + intervention.costChangePercent / 100;
        break;
      case 'roll-back':
        for (const member of targets) this.draft(member).costFactor /= costChanges?.get(member.server.serverId)?.factor ?? 1;
        break;
      case 'restart':
      case 'reschedule-job':
      case 'thin-job':
        break; // these change a server's own history, not what is asked of it
    }
  }

  /** Its load goes to those that stay, in proportion to what they have: that is how a balancer's weights show. */
  private takeOut(member: FleetMember, tier: readonly FleetMember[]): void {
    const leaving = this.draft(member);
    if (leaving.gone) return;
    const staying = tier.filter((other) => other !== member && !this.draft(other).gone);
    const weights = staying.map((other) => recentDemand(this.loadOf(other), Math.round(86_400 / this.fleet.stepSeconds)));
    const sum = weights.reduce((a, b) => a + b, 0);
    staying.forEach((other, i) => receive(this.draft(other), leaving, sum > 0 ? weights[i] / sum : 1 / staying.length));
    leaving.mixture = new Map();
    leaving.gone = true;
  }

  private draft(member: FleetMember): Draft {
    const { serverId } = member.server;
    let draft = this.drafts.get(serverId);
    if (draft === undefined) {
      draft = { mixture: new Map([[serverId, 1]]), costFactor: 1, cpuFactor: 1, memoryFactor: 1, atMost: Infinity, gone: false };
      this.drafts.set(serverId, draft);
    }
    return draft;
  }
}

function scale(draft: Draft, factor: number): void {
  for (const [serverId, share] of draft.mixture) draft.mixture.set(serverId, share * factor);
}

function receive(to: Draft, from: Draft, share: number): void {
  for (const [serverId, part] of from.mixture) to.mixture.set(serverId, (to.mixture.get(serverId) ?? 0) + part * share);
}

/** Median of the last `daySteps` steps, or of what there is. */
function recentDemand(load: ServerLoad | null, daySteps: number): number {
  if (load === null) return 0;
  const recent = median(load.demand.subarray(Math.max(0, load.demand.length - daySteps)));
  return Number.isFinite(recent) ? recent : 0;
}
