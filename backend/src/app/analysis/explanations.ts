import { Explainer } from '../../domain/explanation/explain.ts';
import { type Peer, type PeerEvidence, peersAlike } from '../../domain/explanation/peers.ts';
import type { Config } from '../config/config.ts';
import { metricCatalogue } from '../config/metric-catalogue.ts';
import type { AnalysisEngine } from './analysis-engine.ts';
import { explanationAnswer, type AnswerContext, type ExplanationWithoutFreshness } from './explanation-answer.ts';
import type { ServedSeries } from './served-fleet.ts';

export interface ExplanationQuestion {
  readonly serverId: string;
  readonly metric: string;
  /** Moment of the horizon; null: where it matters most. */
  readonly atMs: number | null;
}

export type ExplanationOutcome =
  | { readonly kind: 'explained'; readonly explanation: ExplanationWithoutFreshness }
  | { readonly kind: 'unknown-server' | 'unknown-metric' | 'not-ready' }
  | { readonly kind: 'outside-horizon'; readonly firstMs: number; readonly lastMs: number };

/** Peers beyond this many are left out: the first ones of the directory tell enough. */
const mostPeers = 200;

/** What the analysis' thread answers about explanations. */
export interface ExplanationAnswers {
  explain(question: ExplanationQuestion): Promise<ExplanationOutcome>;
}

/** Answers why a series is forecast as it is. */
export class Explanations implements ExplanationAnswers {
  private readonly engine: AnalysisEngine;
  private readonly explainer: Explainer;
  private readonly context: AnswerContext;
  private readonly horizonSteps: number;
  private readonly breachLimit: number;

  constructor(engine: AnalysisEngine, { grid, region, metrics, risk }: Pick<Config, 'grid' | 'region' | 'metrics' | 'risk'>) {
    this.engine = engine;
    this.context = { stepMs: grid.stepSeconds * 1000, timeZone: region.timeZone, metricInfo: metricCatalogue(metrics) };
    this.horizonSteps = grid.horizonSteps;
    this.breachLimit = risk.warning;
    this.explainer = new Explainer({ stepSeconds: grid.stepSeconds, horizonSteps: grid.horizonSteps, zoneOf: () => region.timeZone });
  }

  async explain({ serverId, metric, atMs }: ExplanationQuestion): Promise<ExplanationOutcome> {
    const found = this.engine.fleet.find(serverId, metric);
    if (found.kind !== 'found') return found;
    const { series } = found;
    const { originStep } = series;
    const { stepMs } = this.context;
    const askedStep = atMs === null ? null : Math.ceil(atMs / stepMs) - originStep - 1;
    if (askedStep !== null && (askedStep < 0 || askedStep >= this.horizonSteps)) {
      return { kind: 'outside-horizon', firstMs: (originStep + 1) * stepMs, lastMs: (originStep + this.horizonSteps) * stepMs };
    }
    const terms = { originStep, askedStep, breachLimit: this.breachLimit };
    const explanation = await this.engine.use(series.decision, (model) => this.explainer.explain(series, model, terms));
    return { kind: 'explained', explanation: explanationAnswer(series, explanation, this.peersOf(series), this.context) };
  }

  private peersOf({ server, series, values }: ServedSeries): PeerEvidence | null {
    const { fleet } = this.engine;
    const daySteps = Math.round(86_400_000 / this.context.stepMs);
    const peers = fleet.index.directory.servers
      .filter(({ profile, serverId }) => profile === server.profile && serverId !== server.serverId)
      .slice(0, mostPeers)
      .flatMap(({ serverId, server: name }): Peer[] => {
        const past = fleet.past(serverId, series.metric);
        return past === null ? [] : [{ serverId, server: name, day: past.subarray(-daySteps) }];
      });
    return peers.length === 0 ? null : peersAlike(server.profile, values.subarray(-daySteps), peers);
  }
}
