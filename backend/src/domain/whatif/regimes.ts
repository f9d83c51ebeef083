/** What holds in each piece of the horizon, as histories from which the served model forecasts it. */
import { curveFactors, curvePieces, demandCurve } from './demand-curve.ts';
import { editedHistory, type EditedHistory } from './edited-history.ts';
import { loadChanges, type ActiveChange, type LoadChange } from './load-change.ts';
import { ownHistory } from './own-history.ts';
import type { PlannedChange, StepSpan } from './planned-change.ts';
import { segmentsOf } from './segments.ts';
import type { TierResponses } from './tier-responses.ts';
import type { FleetMember, WhatIfFleet } from './what-if-fleet.ts';

/** A server, and its metrics that are forecast. */
export interface FollowedMetrics {
  readonly member: FleetMember;
  readonly metrics: readonly string[];
}

/** By server id; servers that are not in it go on as they are. */
export type Histories = ReadonlyMap<string, EditedHistory>;

export interface Regime extends StepSpan {
  readonly loads: ReadonlyMap<string, LoadChange>;
  /** Servers whose own work changes. */
  readonly own: ReadonlySet<string>;
  readonly holding: readonly PlannedChange[];
  /** Of edited demand: the curve's extreme is forecast, and each step takes this share of the way there from the rest of the changes. */
  readonly curve: { readonly shareAt: (step: number) => number; readonly rest: ReadonlyMap<string, LoadChange> } | null;
}

type Piece = PlannedChange & { readonly demandFactor?: number };

export class Regimes {
  readonly list: readonly Regime[];
  private readonly fleet: WhatIfFleet;
  private readonly responses: TierResponses;

  constructor(fleet: WhatIfFleet, responses: TierResponses, planned: readonly PlannedChange[]) {
    this.fleet = fleet;
    this.responses = responses;
    const curve = demandCurve(planned);
    const factors = curve === null ? null : curveFactors(curve.input, fleet);
    const pieces: Piece[] = planned.filter((change) => change !== curve?.change);
    if (curve !== null) for (const { extreme, ...span } of curvePieces(factors!, fleet.originStep)) pieces.push({ ...curve.change, ...span, demandFactor: extreme });
    this.list = segmentsOf(pieces, fleet.originStep + 1, fleet.originStep + fleet.horizonSteps).map(({ holding, ...span }): Regime => {
      const edited = holding.find(({ demandFactor }) => demandFactor !== undefined);
      return {
        ...span,
        holding,
        loads: this.loads(holding),
        own: new Set(holding.flatMap(({ intervention, targets, job }) => (job !== undefined || intervention.kind === 'restart' ? targets.map(({ server }) => server.serverId) : []))),
        curve: edited === undefined ? null : {
          shareAt: (step) => (factors![step - fleet.originStep - 1] - 1) / (edited.demandFactor! - 1),
          rest: this.loads(holding.filter((change) => change !== edited)),
        },
      };
    });
  }

  /** Ids of all servers that change at any time. */
  get changed(): ReadonlySet<string> {
    return new Set(this.list.flatMap(({ loads, own }) => [...loads.keys(), ...own]));
  }

  /** Histories of these servers in a regime; without its edited demand when `rest` is asked for. */
  histories(regime: Regime, followed: readonly FollowedMetrics[], which: 'whole' | 'rest' = 'whole'): Histories {
    const loads = which === 'whole' ? regime.loads : regime.curve!.rest;
    const loadOf = (serverId: string) => {
      const member = this.fleet.member(serverId);
      return member === undefined ? null : this.responses.of(member).load;
    };
    return new Map(
      followed.map(({ member, metrics }) => {
        const response = this.responses.of(member);
        const own = ownHistory(response, regime.holding, this.fleet);
        return [member.server.serverId, editedHistory(response, loads.get(member.server.serverId), own, loadOf, metrics)];
      }),
    );
  }

  private loads(holding: readonly ActiveChange[]): ReadonlyMap<string, LoadChange> {
    return loadChanges(this.fleet, (member) => this.responses.of(member).load, holding);
  }
}
