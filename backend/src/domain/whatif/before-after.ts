/** The forecasts of today and with the changes, of a few servers; quantiles [Q, H] in the metric's unit. */
import { quantileLevels } from '@fleetcast/contract';
import type { FleetForecast } from '../forecasting/fleet-forecast.ts';
import type { ServedCase } from '../forecasting/served-forecaster.ts';
import { seriesKey } from '../series/fleet-windows.ts';
import { curveFactors } from './demand-curve.ts';
import { isDemand, type PlannedChange } from './planned-change.ts';
import type { Reforecaster } from './ports.ts';
import type { FollowedMetrics, Histories, Regime, Regimes } from './regimes.ts';
import type { TierResponses } from './tier-responses.ts';
import type { FleetMember, WhatIfFleet } from './what-if-fleet.ts';

const Q = quantileLevels.length;

/** Where the forecasts of one set of histories lie within a larger forecast, by series. */
type Places = ReadonlyMap<string, number>;

export class BeforeAfter {
  private readonly fleet: WhatIfFleet;
  private readonly responses: TierResponses;
  private readonly forecastOfAll: FleetForecast;
  private readonly today: Places;
  private readonly regimes: ReadonlyArray<{ readonly regime: Regime; readonly whole: Places; readonly rest: Places | null }>;

  private constructor(fleet: WhatIfFleet, responses: TierResponses, forecastOfAll: FleetForecast, today: Places, regimes: BeforeAfter['regimes']) {
    this.fleet = fleet;
    this.responses = responses;
    this.forecastOfAll = forecastOfAll;
    this.today = today;
    this.regimes = regimes;
  }

  /** Everything is forecast in one go: today's history, and what each regime makes of it. */
  static async forecast(fleet: WhatIfFleet, regimes: Regimes, followed: readonly FollowedMetrics[], responses: TierResponses, reforecaster: Reforecaster): Promise<BeforeAfter> {
    const cases: ServedCase[] = [];
    const today = new Map<string, number>();
    for (const { member, metrics } of followed) {
      for (const metric of metrics) {
        today.set(seriesKey(member.server.serverId, metric), cases.length);
        cases.push(member.series.get(metric)!);
      }
    }
    const placed = (histories: Histories): Places => {
      const places = new Map<string, number>();
      for (const { member, metrics } of followed) {
        const { serverId } = member.server;
        const history = histories.get(serverId);
        if (history === null) continue;
        for (const metric of metrics) {
          const key = seriesKey(serverId, metric);
          const values = history?.get(metric);
          // What does not change need not be forecast twice.
          places.set(key, values === undefined ? today.get(key)! : cases.push({ ...member.series.get(metric)!, values }) - 1);
        }
      }
      return places;
    };
    const made = regimes.list.map((regime) => ({
      regime,
      whole: placed(regimes.histories(regime, followed)),
      rest: regime.curve === null ? null : placed(regimes.histories(regime, followed, 'rest')),
    }));
    return new BeforeAfter(fleet, responses, await reforecaster.forecast(cases, fleet.originStep), today, made);
  }

  before(member: FleetMember, metric: string): Float32Array {
    return this.at(this.today, member, metric)!.slice();
  }

  /** Piece by piece what holds in it; null when the server is gone. */
  after(member: FleetMember, metric: string): Float32Array | null {
    const { originStep, horizonSteps } = this.fleet;
    const after = this.before(member, metric);
    for (const { regime, whole, rest } of this.regimes) {
      const becomes = this.at(whole, member, metric);
      if (becomes === null) return null;
      const from = rest === null ? null : this.at(rest, member, metric);
      for (let h = regime.fromStep - originStep - 1; h < regime.toStep - originStep; h++) {
        const share = regime.curve?.shareAt(originStep + 1 + h) ?? 1;
        for (let i = h; i < Q * horizonSteps; i += horizonSteps) after[i] = from === null ? becomes[i] : from[i] + share * (becomes[i] - from[i]);
      }
      for (const change of regime.holding) this.applyBeyondForecast(after, member, metric, change, regime);
    }
    return after;
  }

  speaker(member: FleetMember, metric: string): string {
    const { speakers, speakerIndex } = this.forecastOfAll;
    return speakers[speakerIndex[this.today.get(seriesKey(member.server.serverId, metric))!]].name;
  }

  /** What no history can show: how far a leak would have gone, a metric edited by hand. */
  private applyBeyondForecast(after: Float32Array, member: FleetMember, metric: string, { intervention, targets, fromStep: changeFrom }: PlannedChange, { fromStep, toStep }: Regime): void {
    if (!targets.includes(member)) return;
    const { originStep, horizonSteps } = this.fleet;
    const change = (valueAt: (value: number, step: number) => number) => {
      for (let step = fromStep; step <= toStep; step++) {
        for (let i = step - originStep - 1; i < Q * horizonSteps; i += horizonSteps) after[i] = valueAt(after[i], step);
      }
    };
    const leak = intervention.kind === 'restart' && metric === 'memory' ? this.responses.of(member).leak() : null;
    if (leak !== null) {
      // Without the restart it would have grown from the origin, no further than to the usual end; with it, it grows anew.
      change((value, step) => Math.min(100, value + leak.perStep * (step - changeFrom) - Math.min(leak.perStep * (step - originStep), leak.room)));
    }
    if (intervention.kind === 'edit-input' && intervention.input === metric && !isDemand(metric)) {
      const factors = curveFactors(intervention, this.fleet);
      change((value, step) => value * factors[step - originStep - 1]);
    }
  }

  private at(places: Places, member: FleetMember, metric: string): Float32Array | null {
    const place = places.get(seriesKey(member.server.serverId, metric));
    const size = Q * this.forecastOfAll.horizonSteps;
    return place === undefined ? null : this.forecastOfAll.quantiles.subarray(place * size, (place + 1) * size);
  }
}
