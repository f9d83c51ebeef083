import { MessageChannel, type MessagePort, Worker } from 'node:worker_threads';
import type { PushRuleSet } from '../../domain/catalog/rules/push-rule.ts';
import type { WriteOutcome } from '../../domain/intake/write-outcome.ts';
import type { RemoteWriteVersion } from '../../io/remote-write/content-negotiation.ts';
import type { IntakeOptions, IntakeStatus } from '../intake/intake-options.ts';
import type { IntakeWorkerData } from './intake-messages.ts';
import { IntakePort } from './intake-port.ts';
import { smallHeap } from './heap-limits.ts';

/** A body on its way to the intake: its memory goes along. */
export interface TransferredBody {
  readonly body: ArrayBuffer;
  readonly version: RemoteWriteVersion;
  readonly token: string;
  readonly receivedAtMs: number;
}

/** The main thread's handle of the intake worker. */
export class IntakeClient {
  private readonly worker: Worker;
  private readonly port: IntakePort;
  /** Settles when the worker's thread has ended and let go of its file; an error ended it when it holds one. */
  readonly ended: Promise<Error | null>;

  private constructor(worker: Worker) {
    this.worker = worker;
    this.ended = new Promise((resolve) => {
      let failure: Error | null = null;
      worker.once('error', (error: Error) => {
        failure = error;
      });
      worker.once('exit', () => resolve(failure));
    });
    this.port = new IntakePort(worker);
  }

  /** Starts the worker and opens the store. `fault` says why nothing can be stored yet; the worker keeps trying. */
  static async start(options: IntakeOptions, rules: readonly PushRuleSet[], nowMs: number): Promise<{ readonly client: IntakeClient; readonly fault: string | null }> {
    const client = new IntakeClient(new Worker(new URL('./intake-worker.ts', import.meta.url), { resourceLimits: smallHeap, workerData: { options, rules } satisfies IntakeWorkerData }));
    const { message } = await client.port.ask('done', { kind: 'open', nowMs });
    return { client, fault: message };
  }

  /** Answers when what was good is durable. */
  async write(pushed: TransferredBody): Promise<WriteOutcome> {
    return (await this.port.ask('written', { kind: 'write', ...pushed }, [pushed.body])).outcome;
  }

  async status(): Promise<IntakeStatus> {
    return (await this.port.ask('status', { kind: 'status' })).status;
  }

  /** Drops what is out of retention; says what went wrong, or null. */
  async retire(nowMs: number): Promise<string | null> {
    return (await this.port.ask('done', { kind: 'retire', nowMs })).message;
  }

  /** Folds the log into the file; says what went wrong, or null. */
  async checkpoint(): Promise<string | null> {
    return (await this.port.ask('done', { kind: 'checkpoint' })).message;
  }

  /** Copies what is stored into a new DuckDB file while writes go on; says what went wrong, or null. */
  async copyTo(file: string): Promise<string | null> {
    return (await this.port.ask('done', { kind: 'copy', file })).message;
  }

  /** A port for another thread; IntakeSource reads through it. */
  async connect(): Promise<MessagePort> {
    const { port1, port2 } = new MessageChannel();
    await this.port.ask('done', { kind: 'connect', port: port1 }, [port1]);
    return port2;
  }

  /** Closes the store after everything taken is durable, and lets the thread end. */
  async close(): Promise<void> {
    await this.port.ask('done', { kind: 'close' });
    await this.worker.terminate();
  }
}
