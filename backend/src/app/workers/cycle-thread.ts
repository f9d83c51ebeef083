import { once } from 'node:events';
import { type MessagePort, Worker } from 'node:worker_threads';
import type { CalendarEvent } from '@fleetcast/contract';
import type { FleetExamination } from '../../domain/models/fleet-examination.ts';
import type { CycleOutcome, ModelsInUse } from '../cycle/ports.ts';
import type { ArchiveOutcome, CycleWorkerData, FromCycle, ToCycle } from './cycle-messages.ts';
import { cycleHeap } from './heap-limits.ts';

/** What comes out of the cycle's thread besides the outcome of a run. */
export type CycleNews = Exclude<FromCycle, { kind: 'outcome' | 'failed' | 'archive' | 'examined' }>;

export type RunOutcome = CycleOutcome | { readonly kind: 'failed'; readonly message: string; readonly stack: string | undefined };

/** The cycle's thread seen from the HTTP thread: one run at a time, news in between. */
export class CycleThread {
  private readonly worker: Worker;
  private readonly exited: Promise<unknown>;
  private waiting: ((outcome: RunOutcome) => void) | null = null;
  private readonly archiving: Array<(outcome: ArchiveOutcome) => void> = [];
  private readonly examining: Array<(examination: FleetExamination | null) => void> = [];
  private ended = false;

  /** `onEnd` is told when the thread ends, whether asked to or not. */
  constructor(data: CycleWorkerData, onNews: (news: CycleNews) => void, onEnd: (error: Error | null) => void) {
    let failure: Error | null = null;
    this.worker = new Worker(new URL('./cycle-worker.ts', import.meta.url), { resourceLimits: cycleHeap, workerData: data, transferList: [data.intakePort, data.ledgerPort].filter((port) => port !== null) });
    this.worker.on('message', (message: FromCycle) => {
      if (message.kind === 'outcome') this.settle(message.outcome);
      else if (message.kind === 'failed') this.settle(message);
      else if (message.kind === 'archive') this.archiving.shift()?.(message.outcome);
      else if (message.kind === 'examined') this.examining.shift()?.(message.examination);
      else onNews(message);
    });
    this.worker.on('error', (error: Error) => {
      failure = error;
    });
    this.exited = once(this.worker, 'exit').then(() => {
      this.ended = true;
      this.settle({ kind: 'failed', message: `the cycle's thread ended${failure === null ? '' : `: ${failure.message}`}`, stack: failure?.stack });
      for (const resolve of this.archiving.splice(0)) resolve({ kind: 'not-archived', message: "the cycle's thread ended" });
      for (const resolve of this.examining.splice(0)) resolve(null);
      onEnd(failure);
    });
  }

  runOnce(nowMs: number): Promise<RunOutcome> {
    if (this.waiting !== null) throw new Error('a cycle is running already');
    if (this.ended) return Promise.resolve({ kind: 'failed', message: "the cycle's thread has ended", stack: undefined });
    return new Promise((resolve) => {
      this.waiting = resolve;
      this.worker.postMessage({ kind: 'run', nowMs } satisfies ToCycle);
    });
  }

  useModels(models: ModelsInUse): void {
    this.worker.postMessage({ kind: 'use-models', models } satisfies ToCycle);
  }

  useIntake(port: MessagePort): void {
    this.worker.postMessage({ kind: 'use-intake', port } satisfies ToCycle, [port]);
  }

  useLedger(port: MessagePort): void {
    this.worker.postMessage({ kind: 'use-ledger', port } satisfies ToCycle, [port]);
  }

  useCalendar(events: readonly CalendarEvent[]): void {
    this.worker.postMessage({ kind: 'use-calendar', events } satisfies ToCycle);
  }

  /** Null: there is nothing to look at yet. */
  examine(nowMs: number): Promise<FleetExamination | null> {
    if (this.ended) return Promise.resolve(null);
    return new Promise((resolve) => {
      this.examining.push(resolve);
      this.worker.postMessage({ kind: 'examine', nowMs } satisfies ToCycle);
    });
  }

  /** Has the fleet's history read from its sources and written to a file. */
  archive(file: string, mostSeries: number, days: number): Promise<ArchiveOutcome> {
    if (this.ended) return Promise.resolve({ kind: 'not-archived', message: "the cycle's thread has ended" });
    return new Promise((resolve) => {
      this.archiving.push(resolve);
      this.worker.postMessage({ kind: 'archive', file, mostSeries, days } satisfies ToCycle);
    });
  }

  /** Asks the thread to stop between batches and waits until it has. */
  async stop(): Promise<void> {
    if (!this.ended) this.worker.postMessage({ kind: 'stop' } satisfies ToCycle);
    await this.exited;
  }

  private settle(outcome: RunOutcome): void {
    this.waiting?.(outcome);
    this.waiting = null;
  }
}
