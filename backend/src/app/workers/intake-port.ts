import type { MessagePort, Transferable, Worker } from 'node:worker_threads';
import type { IntakeAnswer, IntakeRequest } from './intake-messages.ts';

/** A request without its id. */
export type IntakeQuestion = IntakeRequest extends infer R ? (R extends IntakeRequest ? Omit<R, 'id'> : never) : never;

interface Waiting {
  readonly resolve: (answer: IntakeAnswer) => void;
  readonly reject: (cause: Error) => void;
}

/** One thread's line to the intake worker: pairs answers with questions. */
export class IntakePort {
  private readonly port: MessagePort | Worker;
  private readonly waiting = new Map<number, Waiting>();
  private nextId = 0;
  private gone: Error | null = null;

  constructor(port: MessagePort | Worker) {
    this.port = port;
    port.on('message', (answer: IntakeAnswer) => {
      const waiting = this.waiting.get(answer.id);
      this.waiting.delete(answer.id);
      if (answer.kind === 'failed') waiting?.reject(new Error(`The intake failed: ${answer.message}`));
      else waiting?.resolve(answer);
    });
    port.on('error', (cause: Error) => this.fail(cause));
    port.on(isWorker(port) ? 'exit' : 'close', () => this.fail(new Error('The intake worker has ended.')));
  }

  /** Rejects when the worker is gone or failed; outcomes that one expects are in the answer. */
  ask<K extends IntakeAnswer['kind']>(expected: K, question: IntakeQuestion, transfer: readonly Transferable[] = [], signal?: AbortSignal): Promise<Extract<IntakeAnswer, { kind: K }>> {
    if (this.gone !== null) return Promise.reject(this.gone);
    const id = this.nextId++;
    const answer = new Promise<IntakeAnswer>((resolve, reject) => this.waiting.set(id, { resolve, reject }));
    this.port.postMessage({ ...question, id }, transfer);
    const cancel = () => this.port.postMessage({ kind: 'cancel', id } satisfies IntakeRequest);
    signal?.addEventListener('abort', cancel, { once: true });
    return answer
      .then((given) => {
        if (given.kind !== expected) throw new Error(`The intake answered ${given.kind} to a question for ${expected}.`);
        return given as Extract<IntakeAnswer, { kind: K }>;
      })
      .finally(() => signal?.removeEventListener('abort', cancel));
  }

  private fail(cause: Error): void {
    this.gone ??= cause;
    for (const { reject } of this.waiting.values()) reject(cause);
    this.waiting.clear();
  }
}

function isWorker(port: MessagePort | Worker): port is Worker {
  return 'threadId' in port;
}
