import type { ExecutiveQuery, ExecutiveReport, MetricList, Performance, PerformanceQuery } from '@fleetcast/contract';
import { ServiceClient } from '../api/service-client.ts';
import { SharedAnswers } from './shared-answers.ts';

/** What many panels of one dashboard take their figures and words from is asked for once. */
export class SharingServiceClient extends ServiceClient {
  readonly #metrics = new SharedAnswers<MetricList>();
  readonly #reports = new SharedAnswers<ExecutiveReport>();
  readonly #performances = new SharedAnswers<Performance>();

  override metrics(signal = new AbortController().signal) {
    return this.#metrics.ask('', signal, (shared) => super.metrics(shared));
  }

  override executive(query: ExecutiveQuery, signal = new AbortController().signal) {
    return this.#reports.ask(JSON.stringify(query), signal, (shared) => super.executive(query, shared));
  }

  override performance(query: PerformanceQuery, signal = new AbortController().signal) {
    return this.#performances.ask(JSON.stringify(query), signal, (shared) => super.performance(query, shared));
  }
}
