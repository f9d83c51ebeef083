import type { MetricInfo, Recommendation, ServerRecommendations, Threshold } from '@fleetcast/contract';
import { quantileLevels, quantileNames } from '@fleetcast/contract';
import type { FleetForecast } from '../../domain/forecasting/fleet-forecast.ts';
import type { Playbook } from '../../domain/recommendation/playbook.ts';
import type { LatelyTaken } from '../../domain/recommendation/lately-taken.ts';
import type { ReasonSource } from '../../domain/recommendation/ports.ts';
import type { CountedOutcome } from '../../domain/recommendation/posterior.ts';
import { advise } from '../../domain/recommendation/recommend.ts';
import { headedForThreshold } from '../../domain/recommendation/trend.ts';
import { breachesAtRisk, chanceOf, type OpenWarning, type ReasonShare, type ServerOutlook, type Situation } from '../../domain/recommendation/situation.ts';
import { type Reader, worded } from '../../domain/recommendation/wording.ts';
import type { AnalysisEngine } from '../analysis/analysis-engine.ts';
import { withoutLast } from '../analysis/earlier-past.ts';
import { isoOf } from '../answers/published.ts';
import { type FleetTerms, observedFleet } from '../whatif/observed-fleet.ts';
import type { FleetMember, WhatIfFleet } from '../../domain/whatif/what-if-fleet.ts';
import { ReliefByWhatIf } from './relief-by-what-if.ts';

const Q = quantileLevels.length;
const [q10, q50, q90] = (['q10', 'q50', 'q90'] as const).map((name) => quantileNames.indexOf(name));
/** Peers that are looked at: enough to tell one server from its tier. */
const mostPeers = 8;

export interface AskedAdvice {
  readonly serverId: string;
  readonly reader: Reader;
  readonly playbook: Playbook;
  readonly leastProbability: number;
  /** Open for the server. */
  readonly warnings: readonly OpenWarning[];
  readonly outcomes: readonly CountedOutcome[];
  readonly dismissed: ReadonlyArray<{ readonly actionId: string; readonly metric: string }>;
  /** Of the whole region, lately. */
  readonly taken: ReadonlyArray<Omit<LatelyTaken, 'onServer'> & { readonly serverId: string; readonly tier: string | null }>;
}

export type AdviceReply =
  | { readonly kind: 'not-ready' }
  | { readonly kind: 'unknown-server' }
  | { readonly kind: 'advised'; readonly outcome: ServerRecommendations['outcome']; readonly reason: string; readonly atRisk: ServerRecommendations['atRisk']; readonly recommendations: readonly Recommendation[] };

/** What was expected of a series and its peers when an action was taken; enough to judge it later. */
export interface Expectation {
  readonly originStep: number;
  readonly threshold: Threshold | null;
  readonly probability: number | null;
  readonly series: ReadonlyArray<{ readonly serverId: string; readonly median: readonly number[]; readonly width: readonly number[] }>;
}

export type ExpectationReply = { readonly kind: 'expected'; readonly expectation: Expectation } | { readonly kind: 'not-ready' | 'unknown-server' | 'unknown-metric' };

/** Advice on the analysis' thread: forecasts of the server and its peers as served, signs, and what-if answers. */
export class RecommendationAnalysis {
  private readonly engine: AnalysisEngine;
  private readonly terms: FleetTerms;
  private readonly reasons: ReasonSource | null;

  /** `reasons` null: forecasts are not explained. */
  constructor(engine: AnalysisEngine, terms: FleetTerms, reasons: ReasonSource | null) {
    this.engine = engine;
    this.terms = terms;
    this.reasons = reasons;
  }

  async advise({ serverId, reader, taken, warnings, ...terms }: AskedAdvice): Promise<AdviceReply> {
    const fleet = observedFleet(this.engine.fleet, this.terms);
    if (fleet === null) return { kind: 'not-ready' };
    const member = fleet.member(serverId);
    if (member === undefined) return { kind: 'unknown-server' };
    const situation = await this.situationOf(fleet, member, terms.leastProbability, warnings);
    const { tier } = situation.subject;
    const near = taken.filter((one) => one.serverId === serverId || (tier !== null && one.tier === tier)).map(({ actionId, minutesAgo, serverId: on }) => ({ actionId, minutesAgo, onServer: on === serverId }));
    const advice = await advise(situation, { ...terms, taken: near, relief: new ReliefByWhatIf(fleet, this.engine) });
    const { atRisk } = advice;
    return {
      kind: 'advised',
      outcome: advice.kind,
      reason: advice.kind === 'recommended' ? `Actions that fit: ${advice.actions.length}, best first.` : advice.reason,
      atRisk:
        atRisk === null
          ? null
          : {
              metric: atRisk.outlook.metric,
              threshold: atRisk.breach.threshold,
              severity: atRisk.breach.severity,
              probability: Number(atRisk.breach.probability.toFixed(4)),
              breachAt: atRisk.breach.minutes === null ? null : isoOf(fleet.originStep * fleet.stepSeconds * 1000 + Math.round(atRisk.breach.minutes * 60_000)),
              underWay: atRisk.breach.underWay,
            },
      recommendations: advice.kind === 'recommended' ? worded(situation.subject, advice.actions, reader) : [],
    };
  }

  /** What is expected of a series without an action, as of the newest origin before it was taken. */
  async expectation(serverId: string, metric: string, takenAtMs: number): Promise<ExpectationReply> {
    const fleet = observedFleet(this.engine.fleet, this.terms);
    if (fleet === null) return { kind: 'not-ready' };
    const member = fleet.member(serverId);
    if (member === undefined) return { kind: 'unknown-server' };
    if (!member.series.has(metric)) return { kind: 'unknown-metric' };
    const stepMs = fleet.stepSeconds * 1000;
    const stepsAgo = Math.max(0, fleet.originStep - Math.floor(takenAtMs / stepMs));
    const cases = [member, ...peersOf(fleet, member)].flatMap((one) => {
      const series = one.series.get(metric);
      return series === undefined ? [] : [{ serverId: one.server.serverId, made: withoutLast(series, stepsAgo) }];
    });
    const forecast = await this.engine.forecast(cases.map(({ made }) => made), fleet.originStep - stepsAgo);
    const H = forecast.horizonSteps;
    const { server, region, profile, tier } = member.server;
    const own = outlookFrom(forecast, 0, metric, member.series.get(metric)!.info, cases[0].made.values);
    const outlook: ServerOutlook = { serverId, server, region, profile, tier, outlooks: [own] };
    const [worst] = [...headedForThreshold(outlook, fleet.stepSeconds / 60), ...breachesAtRisk(outlook, 0)].sort((a, b) => chanceOf(b) - chanceOf(a));
    const ceiling = own.info.kind === 'percent' || own.info.kind === 'saturation' ? 100 : Infinity;
    return {
      kind: 'expected',
      expectation: {
        originStep: fleet.originStep - stepsAgo,
        threshold: worst?.breach.threshold ?? null,
        probability: worst === undefined ? null : Number(chanceOf(worst).toFixed(4)),
        series: cases.map(({ serverId: id }, row) => {
          const quantile = (q: number) => Array.from(forecast.quantiles.subarray((row * Q + q) * H, (row * Q + q + 1) * H));
          const [low, high] = [quantile(q10), quantile(q90)];
          // Where a trend was acted on, it is what would have gone on.
          const trend = row === 0 ? (worst?.trend ?? null) : null;
          const median = trend === null ? quantile(q50) : quantile(q50).map((_, step) => Math.min(ceiling, trend.level + (trend.perHour * (step + 1) * fleet.stepSeconds) / 3600));
          return { serverId: id, median, width: high.map((value, step) => value - low[step]) };
        }),
      },
    };
  }

  /** What was observed of series from a step on; null where nothing is at hand any more. */
  async observed(series: ReadonlyArray<{ readonly serverId: string; readonly metric: string }>, fromStep: number, steps: number): Promise<ReadonlyArray<readonly number[] | null>> {
    const { newest } = this.engine.fleet;
    return series.map(({ serverId, metric }) => {
      const past = newest === null ? null : this.engine.fleet.past(serverId, metric);
      if (past === null) return null;
      const first = past.length - 1 - (newest!.originStep - fromStep);
      return first < 0 || first + steps > past.length ? null : Array.from(past.subarray(first, first + steps));
    });
  }

  /** Step of the newest published origin; null before the first. */
  async originStep(): Promise<number | null> {
    return this.engine.fleet.newest?.originStep ?? null;
  }

  private async situationOf(fleet: WhatIfFleet, member: FleetMember, leastProbability: number, warnings: readonly OpenWarning[]): Promise<Situation> {
    const peers = peersOf(fleet, member);
    const wanted = new Set(member.series.keys());
    const all = [member, ...peers].flatMap((one) => [...one.series].filter(([metric]) => wanted.has(metric)).map(([metric, series]) => ({ one, metric, series })));
    const forecast = await this.engine.forecast(all.map(({ series }) => series), fleet.originStep);
    const outlookOf = (one: FleetMember): ServerOutlook => {
      const { serverId, server, region, profile, tier } = one.server;
      const outlooks = all.flatMap((entry, row) => (entry.one === one ? [outlookFrom(forecast, row, entry.metric, entry.series.info, entry.series.values)] : []));
      return { serverId, server, region, profile, tier, outlooks };
    };
    const subject = outlookOf(member);
    const atRisk = breachesAtRisk(subject, leastProbability).slice(0, 2);
    const explained = this.reasons === null ? null : await Promise.all(atRisk.map(async ({ outlook }) => [outlook.metric, await this.reasons!.reasons(subject.serverId, outlook.metric)] as const));
    const reasons = explained === null ? null : new Map(explained.filter((entry): entry is readonly [string, readonly ReasonShare[]] => entry[1] !== null));
    const { local, originStep } = fleet;
    return { subject, peers: peers.map(outlookOf), warnings, stepMinutes: fleet.stepSeconds / 60, localHour: 24 * local.shareOfDay(originStep), weekday: 1 + Math.floor(7 * local.shareOfWeek(originStep)), reasons };
  }
}

export const recommendationMethods = ['advise', 'expectation', 'observed', 'originStep'] as const satisfies ReadonlyArray<keyof RecommendationAnalysis>;

/** Other servers of its tier, first by name; a server without a tier has none. */
function peersOf(fleet: WhatIfFleet, { server }: FleetMember): readonly FleetMember[] {
  if (server.tier === null) return [];
  return fleet.tier(server.region, server.tier).filter((one) => one.server.serverId !== server.serverId).slice(0, mostPeers);
}

function outlookFrom(forecast: FleetForecast, row: number, metric: string, info: MetricInfo, past: Float32Array): ServerOutlook['outlooks'][number] {
  const H = forecast.horizonSteps;
  const from = (row * Q + q50) * H;
  return {
    metric,
    info,
    past,
    median: forecast.quantiles.slice(from, from + H),
    breaches: forecast.breaches[row].map(({ threshold, severity, probability, underWay, timeToBreach }) => ({ threshold, severity, probability, underWay, minutes: timeToBreach?.p50Minutes ?? null, earliestMinutes: timeToBreach?.p10Minutes ?? null })),
  };
}
