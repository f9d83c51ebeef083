import { randomUUID } from 'node:crypto';
import type { ExplanationAnswers } from '../analysis/explanations.ts';
import { PlaybookSource } from '../recommendation/playbook-source.ts';
import { type RecommendationAnalysis, recommendationMethods } from '../recommendation/recommendation-analysis.ts';
import { ServiceRecommendations } from '../recommendation/service-recommendations.ts';
import { ServiceScenarios } from '../scenarios/service-scenarios.ts';
import type { WarningDesk } from '../warnings/warning-desk.ts';
import { whatIfMethods, type WhatIfAnalysis } from '../whatif/what-if-analysis.ts';
import { AnalysisThread, explanationMethods } from '../workers/analysis-thread.ts';
import type { Foundations } from './foundations.ts';

/** The analysis at work: its thread, and what is asked of it. */
export interface RunningAnalysis {
  /** Where each cycle tells the thread what it published. */
  readonly channel: string;
  readonly explanations: ExplanationAnswers;
  readonly whatIf: Pick<WhatIfAnalysis, 'answer'>;
  readonly scenarios: ServiceScenarios;
  readonly recommendations: ServiceRecommendations;
  stop(): Promise<void>;
}

export async function startAnalysis({ config, clock, log, metrics, state, fleet }: Foundations, warnings: WarningDesk): Promise<RunningAnalysis> {
  const channel = `fleetcast cycles ${randomUUID()}`;
  const thread = new AnalysisThread({ config, channel }, (error) => {
    metrics.workerFailures.inc({ worker: 'analysis' });
    log.error({ err: error }, "the analysis' thread ended by itself; the next question starts a new one");
  });
  const whatIf = thread.subject<WhatIfAnalysis>('what-if', whatIfMethods);
  const recommending = thread.subject<RecommendationAnalysis>('recommendation', recommendationMethods);
  const common = { region: config.region.name, stepMs: config.grid.stepSeconds * 1000, horizonSteps: config.grid.horizonSteps, now: clock.now };
  const recommendations = new ServiceRecommendations({
    ...common,
    store: state.takenActions,
    analysis: recommending,
    playbook: await PlaybookSource.open(config.recommendations.playbookFile, clock.now),
    leastProbability: config.risk.warning,
    openWarnings: (serverId) => warnings.open.filter((warning) => warning.serverId === serverId).map(({ metric, severity, pagedAtMs }) => ({ metric, severity, paged: pagedAtMs !== null })),
  });
  const scenarios = new ServiceScenarios({ ...common, store: state.scenarios, audit: state.store, whatIf, observations: recommending });
  fleet.onPublished(() => {
    scenarios.gradeDue().catch((error: unknown) => log.error({ err: error }, 'scenarios could not be graded; the next cycle tries again'));
    recommendations.measureDue().catch((error: unknown) => log.error({ err: error }, 'outcomes of actions could not be measured; the next cycle tries again'));
  });
  const explanations = thread.subject<ExplanationAnswers>('explanation', explanationMethods);
  return { channel, explanations, whatIf, scenarios, recommendations, stop: () => thread.stop() };
}
