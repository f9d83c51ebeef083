import { MessageChannel, type MessagePort, Worker } from 'node:worker_threads';
import { ledgerMethods, type LedgerCalls, type LedgerWorkerData } from '../ledger/ledger-messages.ts';
import { callsTo } from './calls.ts';
import { smallHeap } from './heap-limits.ts';

/** One life of the ledger's thread, seen from the HTTP thread. */
export class LedgerThread {
  /** They fail with ThreadEnded when the thread ends before it has answered. */
  readonly calls: LedgerCalls;
  /** Resolves when it has ended and let go of its file: with the error of a thread that broke, or null. */
  readonly ended: Promise<Error | null>;
  private readonly worker: Worker;

  constructor(data: LedgerWorkerData) {
    this.worker = new Worker(new URL('./ledger-worker.ts', import.meta.url), { resourceLimits: smallHeap, workerData: data });
    this.calls = callsTo<LedgerCalls>(this.worker, 'ledger', ledgerMethods);
    this.ended = new Promise((resolve) => {
      let failure: Error | null = null;
      this.worker.once('error', (error: Error) => (failure = error));
      this.worker.once('exit', () => resolve(failure));
    });
  }

  /** A port for the cycle's thread to hand over what it says. */
  async connect(): Promise<MessagePort> {
    const { port1, port2 } = new MessageChannel();
    await this.calls.connect(port1);
    return port2;
  }

  /** Lets it write what it holds, and ends it. */
  async close(): Promise<void> {
    await this.calls.close();
    await this.worker.terminate();
  }
}
