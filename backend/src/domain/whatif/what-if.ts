/**
 * Answers what-if questions: demand apart from capacity, changes acting on either over the whole history, the served model
 * forecasting again from that history, and the two forecasts compared. Q quantiles, H horizon steps.
 */
import { type Intervention, quantileLevels } from '@fleetcast/contract';
import { BreachPaths } from '../forecasting/breach-paths.ts';
import type { FleetForecast, SeriesBreach } from '../forecasting/fleet-forecast.ts';
import type { ServedCase } from '../forecasting/served-forecaster.ts';
import { seriesKey } from '../series/fleet-windows.ts';
import { doubtOf } from './doubt.ts';
import { editedHistory, type EditedHistory } from './edited-history.ts';
import { loadChanges, type LoadChange } from './load-change.ts';
import { peakChange, type PeakChange, type QuantilePlace } from './peak-change.ts';
import { planChanges, type PlannedChange } from './planned-change.ts';
import type { Reforecaster } from './ports.ts';
import type { LatencyModel } from './queueing.ts';
import { rankPaths } from './rank-paths.ts';
import { segmentsOf } from './segments.ts';
import type { ServerLoad } from './server-load.ts';
import { TierResponses } from './tier-responses.ts';
import type { FleetMember, ObservedSeries, WhatIfFleet } from './what-if-fleet.ts';

const Q = quantileLevels.length;
const pathCount = 150;
/** Servers whose effects are computed; a tier may have hundreds, and one answer has 300 ms. */
const mostServers = 8;

export interface WhatIfQuestion {
  readonly serverId: string;
  readonly metric: string;
  readonly interventions: readonly Intervention[];
}

export interface MetricFinding {
  readonly series: ObservedSeries;
  readonly peaks: PeakChange;
  readonly before: readonly SeriesBreach[];
  readonly after: readonly SeriesBreach[];
}

export interface ServerFinding {
  readonly member: FleetMember;
  readonly role: 'asked' | 'changed' | 'receives' | 'relieved' | 'gone';
  readonly effects: readonly MetricFinding[];
  readonly load: ServerLoad | null;
  readonly latency: LatencyModel | null;
}

export interface WhatIfFindings {
  readonly subject: FleetMember;
  readonly metric: string;
  readonly fromStep: number;
  readonly toStep: number;
  /** [Q, H] in the metric's unit. */
  readonly before: Float32Array;
  /** [Q, H]; null where the server would be gone. */
  readonly after: Float32Array | null;
  readonly servers: readonly ServerFinding[];
  readonly changes: readonly PlannedChange[];
  /** How many servers change beyond those in `servers`. */
  readonly othersChanged: number;
  readonly speaker: string;
}

export type WhatIfOutcome =
  | { readonly kind: 'answered'; readonly findings: WhatIfFindings }
  | { readonly kind: 'unknown-server' }
  | { readonly kind: 'unknown-metric' }
  | { readonly kind: 'impossible'; readonly intervention: number; readonly message: string };

export async function answerWhatIf(fleet: WhatIfFleet, question: WhatIfQuestion, reforecaster: Reforecaster): Promise<WhatIfOutcome> {
  const subject = fleet.member(question.serverId);
  if (subject === undefined) return { kind: 'unknown-server' };
  if (!subject.series.has(question.metric)) return { kind: 'unknown-metric' };
  const plan = planChanges(fleet, subject, question.interventions);
  if (plan.kind === 'impossible') return plan;
  const findings = await new Comparison(fleet, subject, question.metric, plan.changes, reforecaster).findings();
  return { kind: 'answered', findings };
}

/** What holds in one piece of the horizon, and the histories that follow from it. */
interface Regime {
  readonly fromStep: number;
  readonly toStep: number;
  readonly changes: ReadonlyMap<string, LoadChange>;
  readonly histories: ReadonlyMap<string, EditedHistory>;
}

class Comparison {
  private readonly fleet: WhatIfFleet;
  private readonly subject: FleetMember;
  private readonly metric: string;
  private readonly planned: readonly PlannedChange[];
  private readonly reforecaster: Reforecaster;
  private readonly responses: TierResponses;
  private readonly breachPaths: BreachPaths;

  constructor(fleet: WhatIfFleet, subject: FleetMember, metric: string, planned: readonly PlannedChange[], reforecaster: Reforecaster) {
    this.fleet = fleet;
    this.subject = subject;
    this.metric = metric;
    this.planned = planned;
    this.reforecaster = reforecaster;
    this.responses = new TierResponses(fleet);
    this.breachPaths = new BreachPaths(fleet.stepSeconds, fleet.horizonSteps);
  }

  async findings(): Promise<WhatIfFindings> {
    const { originStep, horizonSteps } = this.fleet;
    const pieces = segmentsOf(this.planned, originStep + 1, originStep + horizonSteps);
    const allChanges = pieces.map(({ holding }) => loadChanges(this.fleet, (member) => this.responses.of(member).load, holding));
    const changed = new Set(allChanges.flatMap((changes) => [...changes.keys()]));
    const followed = this.followed(changed);
    const regimes = pieces.map((piece, i): Regime => ({ ...piece, changes: allChanges[i], histories: this.histories(followed, allChanges[i]) }));

    const { before, afters } = await this.forecasts(followed, regimes);

    const servers = followed.map((member) => this.serverFinding(member, regimes, before, afters));
    const fromStep = Math.min(...this.planned.map((change) => change.fromStep));
    const toStep = Math.max(...this.planned.map((change) => change.toStep));
    const own = before.of(this.subject, this.metric)!;
    return {
      subject: this.subject,
      metric: this.metric,
      fromStep,
      toStep,
      before: own.quantiles.slice(own.at, own.at + Q * horizonSteps),
      after: this.assembled(this.subject, this.metric, regimes, before, afters),
      servers,
      changes: this.planned,
      othersChanged: [...changed].filter((serverId) => !followed.some(({ server }) => server.serverId === serverId)).length,
      speaker: before.speakerOf(this.subject, this.metric),
    };
  }

  /** The asked server, those acted on, then those that feel it, largest first. */
  private followed(changed: ReadonlySet<string>): readonly FleetMember[] {
    const direct = new Set(this.planned.flatMap(({ targets }) => targets.map(({ server }) => server.serverId)));
    const others = [...changed]
      .filter((serverId) => serverId !== this.subject.server.serverId)
      .map((serverId) => this.fleet.member(serverId)!)
      .sort((a, b) => Number(direct.has(b.server.serverId)) - Number(direct.has(a.server.serverId)) || a.server.server.localeCompare(b.server.server, 'en', { numeric: true }));
    return [this.subject, ...others].slice(0, mostServers);
  }

  /** Metrics that are forecast: all of the asked server; of others cpu and what was asked for. */
  private metricsOf(member: FleetMember): readonly string[] {
    const names = [...member.series.keys()];
    return member === this.subject ? names : names.filter((name) => name === 'cpu' || name === this.metric);
  }

  private histories(followed: readonly FleetMember[], changes: ReadonlyMap<string, LoadChange>): ReadonlyMap<string, EditedHistory> {
    const loadOf = (serverId: string) => {
      const member = this.fleet.member(serverId);
      return member === undefined ? null : this.responses.of(member).load;
    };
    return new Map(followed.map((member) => [member.server.serverId, editedHistory(this.responses.of(member), changes.get(member.server.serverId), new Map(), loadOf)]));
  }

  /** One forecast for today and one for each regime, all in one go. */
  private async forecasts(followed: readonly FleetMember[], regimes: readonly Regime[]): Promise<{ readonly before: Forecasts; readonly afters: readonly Forecasts[] }> {
    const cases: ServedCase[] = [];
    const placesOf = (histories: ReadonlyMap<string, EditedHistory>) => {
      const places = new Map<string, number>();
      for (const member of followed) {
        const { serverId } = member.server;
        const history = histories.get(serverId);
        if (history === null) continue;
        for (const metric of this.metricsOf(member)) {
          const series = member.series.get(metric)!;
          places.set(seriesKey(serverId, metric), cases.length);
          cases.push({ ...series, values: history?.get(metric) ?? series.values });
        }
      }
      return places;
    };
    const placesBefore = placesOf(new Map());
    const placesAfter = regimes.map(({ histories }) => placesOf(histories));
    const forecast = await this.reforecaster.forecast(cases, this.fleet.originStep);
    const made = (places: ReadonlyMap<string, number>) => new Forecasts(forecast, places);
    return { before: made(placesBefore), afters: placesAfter.map(made) };
  }

  /** The forecast after the changes, piece by piece; null when the server is gone at the end. */
  private assembled(member: FleetMember, metric: string, regimes: readonly Regime[], before: Forecasts, afters: readonly Forecasts[]): Float32Array | null {
    const { originStep, horizonSteps } = this.fleet;
    const was = before.of(member, metric)!;
    const after = was.quantiles.slice(was.at, was.at + Q * horizonSteps);
    for (const [i, { fromStep, toStep }] of regimes.entries()) {
      const becomes = afters[i].of(member, metric);
      if (becomes === null) return null;
      for (let q = 0; q < Q; q++) {
        for (let h = fromStep - originStep - 1; h < toStep - originStep; h++) after[q * horizonSteps + h] = becomes.quantiles[becomes.at + q * horizonSteps + h];
      }
    }
    return after;
  }

  private serverFinding(member: FleetMember, regimes: readonly Regime[], before: Forecasts, afters: readonly Forecasts[]): ServerFinding {
    const response = this.responses.of(member);
    const effects: MetricFinding[] = [];
    for (const metric of this.metricsOf(member)) {
      const after = this.assembled(member, metric, regimes, before, afters);
      if (after !== null) effects.push(this.metricFinding(member, metric, before, after));
    }
    return { member, role: this.roleOf(member, regimes), effects, load: response.load, latency: response.latency() };
  }

  private metricFinding(member: FleetMember, metric: string, before: Forecasts, after: Float32Array): MetricFinding {
    const { horizonSteps, stepSeconds } = this.fleet;
    const series = member.series.get(metric)!;
    const was = before.of(member, metric)!;
    const ceiling = series.info.kind === 'percent' || series.info.kind === 'saturation' ? 100 : Infinity;
    const paths = rankPaths(series.values, horizonSteps, Math.round(86_400 / stepSeconds), pathCount);
    const doubt = doubtOf(this.planned.map(({ intervention }) => intervention.kind), this.responses.of(member).load?.basis ?? null);
    const { thresholds } = series;
    return {
      series,
      peaks: peakChange(was, { quantiles: after, at: 0 }, paths, this.heldSteps(), doubt, ceiling),
      before: this.breachPaths.breaches(was.quantiles, was.at, series.values, thresholds),
      after: this.breachPaths.breaches(after, 0, series.values, thresholds),
    };
  }

  /** [H] 1 where at least one change is judged. */
  private heldSteps(): Uint8Array {
    const { originStep, horizonSteps } = this.fleet;
    const held = new Uint8Array(horizonSteps);
    for (const { fromStep, toStep } of this.planned) held.fill(1, fromStep - originStep - 1, toStep - originStep);
    return held;
  }

  private roleOf(member: FleetMember, regimes: readonly Regime[]): ServerFinding['role'] {
    const { serverId } = member.server;
    if (regimes.some(({ histories }) => histories.get(serverId) === null)) return 'gone';
    if (member === this.subject) return 'asked';
    const mixtures = regimes.flatMap(({ changes }) => changes.get(serverId) ?? []);
    if (mixtures.some(({ mixture }) => mixture.size > 1)) return 'receives';
    const isTarget = this.planned.some(({ targets, intervention }) => targets.includes(member) && intervention.kind !== 'scale-out' && intervention.kind !== 'scale-in');
    if (!isTarget && mixtures.some(({ mixture }) => (mixture.get(serverId) ?? 0) < 1)) return 'relieved';
    return 'changed';
  }
}

/** Forecasts of one set of histories within a larger forecast, by server and metric. */
class Forecasts {
  private readonly forecast: FleetForecast;
  private readonly places: ReadonlyMap<string, number>;

  constructor(forecast: FleetForecast, places: ReadonlyMap<string, number>) {
    this.forecast = forecast;
    this.places = places;
  }

  /** Null where the server is gone. */
  of(member: FleetMember, metric: string): QuantilePlace | null {
    const place = this.places.get(seriesKey(member.server.serverId, metric));
    return place === undefined ? null : { quantiles: this.forecast.quantiles, at: place * Q * this.forecast.horizonSteps };
  }

  speakerOf(member: FleetMember, metric: string): string {
    return this.forecast.speakers[this.forecast.speakerIndex[this.places.get(seriesKey(member.server.serverId, metric))!]].name;
  }
}
