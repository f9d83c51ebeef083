/**
 * Answers what-if questions: demand apart from capacity, changes acting on either over the whole history, the served model
 * forecasting again from that history, and the two forecasts compared. Q quantiles, H horizon steps.
 */
import type { Intervention } from '@fleetcast/contract';
import { BreachPaths } from '../forecasting/breach-paths.ts';
import type { SeriesBreach } from '../forecasting/fleet-forecast.ts';
import { BeforeAfter } from './before-after.ts';
import { doubtOf } from './doubt.ts';
import type { LatencyModel } from './latency-model.ts';
import { peakChange, type PeakChange } from './peak-change.ts';
import { planChanges, type PlannedChange } from './planned-change.ts';
import type { Reforecaster } from './ports.ts';
import { rankPaths } from './rank-paths.ts';
import { Regimes } from './regimes.ts';
import type { ServerLoad } from './server-load.ts';
import { TierResponses } from './tier-responses.ts';
import type { FleetMember, ObservedSeries, WhatIfFleet } from './what-if-fleet.ts';

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
  return { kind: 'answered', findings: await new Comparison(fleet, subject, question.metric, plan.changes).findings(reforecaster) };
}

class Comparison {
  private readonly fleet: WhatIfFleet;
  private readonly subject: FleetMember;
  private readonly metric: string;
  private readonly planned: readonly PlannedChange[];
  private readonly responses: TierResponses;
  private readonly regimes: Regimes;
  private readonly breachPaths: BreachPaths;

  constructor(fleet: WhatIfFleet, subject: FleetMember, metric: string, planned: readonly PlannedChange[]) {
    this.fleet = fleet;
    this.subject = subject;
    this.metric = metric;
    this.planned = planned;
    this.responses = new TierResponses(fleet);
    this.regimes = new Regimes(fleet, this.responses, planned);
    this.breachPaths = new BreachPaths(fleet.stepSeconds, fleet.horizonSteps);
  }

  async findings(reforecaster: Reforecaster): Promise<WhatIfFindings> {
    const { changed } = this.regimes;
    const followed = this.followed(changed);
    const forecasts = await BeforeAfter.forecast(this.fleet, this.regimes, followed.map((member) => ({ member, metrics: this.metricsOf(member) })), this.responses, reforecaster);
    const judged = this.planned.map((change) => change.judged);
    return {
      subject: this.subject,
      metric: this.metric,
      fromStep: Math.min(...judged.map(({ fromStep }) => fromStep)),
      toStep: Math.max(...judged.map(({ toStep }) => toStep)),
      before: forecasts.before(this.subject, this.metric),
      after: forecasts.after(this.subject, this.metric),
      servers: followed.map((member) => this.serverFinding(member, forecasts)),
      changes: this.planned,
      othersChanged: [...changed].filter((serverId) => !followed.some(({ server }) => server.serverId === serverId)).length,
      speaker: forecasts.speaker(this.subject, this.metric),
    };
  }

  /** The asked server, those acted on, then those that feel it, by name. */
  private followed(changed: ReadonlySet<string>): readonly FleetMember[] {
    const direct = new Set(this.planned.flatMap(({ targets }) => targets.map(({ server }) => server.serverId)));
    const others = [...new Set([...changed, ...direct])]
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

  private serverFinding(member: FleetMember, forecasts: BeforeAfter): ServerFinding {
    const response = this.responses.of(member);
    const effects: MetricFinding[] = [];
    for (const metric of this.metricsOf(member)) {
      const after = forecasts.after(member, metric);
      if (after !== null) effects.push(this.metricFinding(member, metric, forecasts.before(member, metric), after));
    }
    return { member, role: this.roleOf(member), effects, load: response.load, latency: response.latency() };
  }

  private metricFinding(member: FleetMember, metric: string, before: Float32Array, after: Float32Array): MetricFinding {
    const { horizonSteps, stepSeconds } = this.fleet;
    const series = member.series.get(metric)!;
    const ceiling = series.info.kind === 'percent' || series.info.kind === 'saturation' ? 100 : Infinity;
    const paths = rankPaths(series.values, horizonSteps, Math.round(86_400 / stepSeconds), pathCount);
    const doubt = doubtOf(this.planned.map(({ intervention }) => intervention.kind), this.responses.of(member).load?.basis ?? null);
    return {
      series,
      peaks: peakChange(before, after, { paths, isJudged: this.judgedSteps(), doubt, ceiling, stepSeconds }),
      before: this.breachPaths.breaches(before, 0, series.values, series.thresholds),
      after: this.breachPaths.breaches(after, 0, series.values, series.thresholds),
    };
  }

  /** [H] 1 where at least one change is judged. */
  private judgedSteps(): Uint8Array {
    const { originStep, horizonSteps } = this.fleet;
    const held = new Uint8Array(horizonSteps);
    for (const { judged } of this.planned) held.fill(1, judged.fromStep - originStep - 1, judged.toStep - originStep);
    return held;
  }

  private roleOf(member: FleetMember): ServerFinding['role'] {
    const { serverId } = member.server;
    const loads = this.regimes.list.flatMap((regime) => regime.loads.get(serverId) ?? []);
    if (loads.some(({ gone }) => gone)) return 'gone';
    if (member === this.subject) return 'asked';
    if (loads.some(({ mixture }) => mixture.size > 1)) return 'receives';
    const isTarget = this.planned.some(({ targets, intervention }) => targets.includes(member) && intervention.kind !== 'scale-out' && intervention.kind !== 'scale-in');
    return !isTarget && loads.some(({ mixture }) => (mixture.get(serverId) ?? 0) < 1) ? 'relieved' : 'changed';
  }
}
