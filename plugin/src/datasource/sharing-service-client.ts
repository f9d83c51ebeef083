import type { ExecutiveQuery, ExecutiveReport, Performance, PerformanceQuery } from '@fleetcast/contract';
import { ServiceClient } from '../api/service-client.ts';
import { SharedAnswers } from './shared-answers.ts';

/** Reports that many panels of one dashboard take their figures from are asked for once. */
export class SharingServiceClient extends ServiceClient {
  readonly #reports = new SharedAnswers<ExecutiveReport>();
  readonly #performances = new SharedAnswers<Performance>();

  override executive(query: ExecutiveQuery, signal = new AbortController().signal) {
    return this.#reports.ask(JSON.stringify(query), signal, (shared) => super.executive(query, shared));
  }

  override performance(query: PerformanceQuery, signal = new AbortController().signal) {
    return this.#performances.ask(JSON.stringify(query), signal, (shared) => super.performance(query, shared));
  }
}
