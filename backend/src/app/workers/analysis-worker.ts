/**
 * The analysis' thread: explains what a cycle served, apart from cycles and from HTTP. A subject is one object of asynchronous
 * methods, served under its name (`serveCalls`); analysis-thread.ts calls it by that name. `session.run` blocks this thread and
 * must never be cut off, so nobody terminates it: it is asked to stop and does so between two questions.
 */
import { constants, setPriority } from 'node:os';
import { BroadcastChannel, parentPort, workerData } from 'node:worker_threads';
import { AnalysisEngine } from '../analysis/analysis-engine.ts';
import { type ExplanationAnswers, Explanations } from '../analysis/explanations.ts';
import type { AnalysisChannelMessage } from '../analysis/served-cycle.ts';
import { metricCatalogue } from '../config/metric-catalogue.ts';
import { ReasonsByExplanation } from '../recommendation/reasons-by-explanation.ts';
import { RecommendationAnalysis, recommendationMethods } from '../recommendation/recommendation-analysis.ts';
import { WhatIfAnalysis, whatIfMethods } from '../whatif/what-if-analysis.ts';
import { type AnalysisWorkerData, explanationMethods, type ToAnalysis } from './analysis-thread.ts';
import { serveCalls } from './calls.ts';

const { config, channel } = workerData as AnalysisWorkerData;
// As the cycle's thread: answers that are already made come before those that take arithmetic.
if (process.platform === 'linux') setPriority(0, constants.priority.PRIORITY_BELOW_NORMAL);
const port = parentPort!;
const engine = new AnalysisEngine(config);
const cycles = new BroadcastChannel(channel);
cycles.onmessage = ({ data }) => {
  const message = data as AnalysisChannelMessage;
  if (message.kind === 'served') engine.receive(message.cycle);
};
cycles.postMessage({ kind: 'hello' } satisfies AnalysisChannelMessage);

const metricInfo = metricCatalogue(config.metrics);
const terms = { ...config.grid, timeZone: config.region.timeZone, metricInfo };
const whatIf = new WhatIfAnalysis(engine, terms);
serveCalls<WhatIfAnalysis>(port, 'what-if', { answer: (asked) => whatIf.answer(asked) }, whatIfMethods);
const explanations = new Explanations(engine, config);
serveCalls<ExplanationAnswers>(port, 'explanation', { explain: (question) => explanations.explain(question) }, explanationMethods);
const recommending = new RecommendationAnalysis(engine, terms, new ReasonsByExplanation(explanations));
serveCalls<RecommendationAnalysis>(
  port,
  'recommendation',
  {
    advise: (asked) => recommending.advise(asked),
    expectation: (serverId, metric, takenAtMs) => recommending.expectation(serverId, metric, takenAtMs),
    observed: (series, fromStep, steps) => recommending.observed(series, fromStep, steps),
    originStep: () => recommending.originStep(),
  },
  recommendationMethods,
);

port.on('message', (message: ToAnalysis | { readonly kind?: undefined }) => {
  if (message.kind === 'stop') void engine.close().finally(() => process.exit());
});
