import type { MessagePort, Transferable, Worker } from 'node:worker_threads';
import type { IntakeAnswer, IntakeRequest } from './intake-messages.ts';

/** A request without its id. */
export type IntakeQuestion = IntakeRequest extends infer R ? (R extends IntakeRequest ? Omit<R, 'id'> : never) : never;

interface Waiting {
  readonly resolve: (answer: IntakeAnswer) => void;
  readonly reject: (cause: Error) => void;
}

/** The intake's thread has ended: what was asked of it got no answer. */
export class IntakeGone extends Error {}

/** One thread's line to the intake worker: pairs answers with questions. */
export class IntakePort {
  private readonly port: MessagePort | Worker;
  private readonly waiting = new Map<number, Waiting>();
  private nextId = 0;
  private gone: IntakeGone | null = null;

  constructor(port: MessagePort | Worker) {
    this.port = port;
    port.on('message', (answer: IntakeAnswer) => {
      const waiting = this.waiting.get(answer.id);
      this.waiting.delete(answer.id);
      if (answer.kind === 'failed') waiting?.reject(new Error(`The intake failed: ${answer.message}`));
      else waiting?.resolve(answer);
    });
    port.on('error', (cause: Error) => this.fail(new IntakeGone(`The intake's thread ended: ${cause.message}`)));
    port.on(isWorker(port) ? 'exit' : 'close', () => this.fail(new IntakeGone("The intake's thread has ended.")));
  }

  /** Rejects with IntakeGone when the worker has ended, and when it failed; outcomes that one expects are in the answer. */
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

  private fail(cause: IntakeGone): void {
    this.gone ??= cause;
    for (const { reject } of this.waiting.values()) reject(cause);
    this.waiting.clear();
  }
}

function isWorker(port: MessagePort | Worker): port is Worker {
  return 'threadId' in port;
}

/** The answer, or null when there is no thread to give one. */
export async function unlessGone<T>(answer: Promise<T> | undefined): Promise<T | null> {
  try {
    return (await answer) ?? null;
  } catch (cause) {
    if (cause instanceof IntakeGone) return null;
    throw cause;
  }
}
