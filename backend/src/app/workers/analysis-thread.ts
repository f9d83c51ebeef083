import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import type { ExplanationAnswers } from '../analysis/explanations.ts';
import { TooManyQuestions } from '../analysis/too-many-questions.ts';
import type { Config } from '../config/config.ts';
import { callsTo, type Methods } from './calls.ts';
import { smallHeap } from './heap-limits.ts';

/** What the analysis' thread is started with. */
export interface AnalysisWorkerData {
  readonly config: Config;
  /** Name of the broadcast channel on which cycles say what they published. */
  readonly channel: string;
}

export interface ToAnalysis {
  readonly kind: 'stop';
}

/** Questions that wait at once, each of some 10 to 200 ms. */
const mostWaiting = 200;

export const explanationMethods = ['explain'] as const satisfies readonly (keyof ExplanationAnswers)[];

/** The analysis' thread seen from the HTTP thread. One that ended by itself is started again by the next question. */
export class AnalysisThread {
  private readonly data: AnalysisWorkerData;
  private readonly onFailure: (error: Error) => void;
  private worker: Worker | null = null;
  private stopping = false;
  private waiting = 0;

  constructor(data: AnalysisWorkerData, onFailure: (error: Error) => void) {
    this.data = data;
    this.onFailure = onFailure;
    this.running();
  }

  /** Calls to what the thread serves under this name; they throw TooManyQuestions when too many wait. */
  subject<T extends object>(name: string, methods: readonly (keyof T & string)[]): Methods<T> {
    let calls: { readonly worker: Worker; readonly to: Methods<T> } | null = null;
    const calling = () => {
      const worker = this.running();
      if (calls?.worker !== worker) calls = { worker, to: callsTo<T>(worker, name, methods) };
      return calls.to;
    };
    const called = methods.map((method) => [method, (...args: never[]) => this.inTurn(() => (calling()[method] as (...given: never[]) => Promise<unknown>)(...args))]);
    return Object.fromEntries(called) as Methods<T>;
  }

  /** Asks the thread to end between two questions and waits until it has. */
  async stop(): Promise<void> {
    this.stopping = true;
    const { worker } = this;
    if (worker === null) return;
    const exited = once(worker, 'exit');
    worker.postMessage({ kind: 'stop' } satisfies ToAnalysis);
    await exited;
  }

  private async inTurn<T>(ask: () => Promise<T>): Promise<T> {
    if (this.waiting >= mostWaiting) throw new TooManyQuestions(this.waiting);
    this.waiting++;
    try {
      return await ask();
    } finally {
      this.waiting--;
    }
  }

  private running(): Worker {
    if (this.worker !== null) return this.worker;
    if (this.stopping) throw new Error('the service is stopping');
    const worker = new Worker(new URL('./analysis-worker.ts', import.meta.url), { resourceLimits: smallHeap, workerData: this.data });
    worker.on('error', (error: Error) => this.onFailure(error));
    worker.on('exit', () => {
      if (this.worker === worker) this.worker = null;
    });
    this.worker = worker;
    return worker;
  }
}
