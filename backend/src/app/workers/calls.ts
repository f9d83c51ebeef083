import { MessagePort, type Worker } from 'node:worker_threads';
import { reasonOf } from '../../io/reason.ts';

interface Call {
  /** Whose method is called: one worker may serve several. */
  readonly target: string;
  readonly call: number;
  readonly method: string;
  readonly args: readonly unknown[];
}

type Reply = { readonly target: string; readonly call: number } & (
  | { readonly value: unknown }
  | { readonly error: { readonly message: string; readonly stack: string | undefined } }
);

export type Methods<T> = { [K in keyof T]: T[K] extends (...args: never[]) => Promise<unknown> ? T[K] : never };

/** The thread that was called has ended without an answer. */
export class ThreadEnded extends Error {}

/** Answers calls that arrive on the port for `name` by calling the object's methods. */
export function serveCalls<T extends object>(port: MessagePort, name: string, object: Methods<T>, methods: readonly (keyof T & string)[]): void {
  port.on('message', ({ target, call, method, args }: Call) => {
    if (target !== name) return;
    const known = methods.find((one) => one === method);
    void Promise.resolve()
      .then(() => {
        if (known === undefined) throw new Error(`${name} has no method ${method}`);
        return (object[known] as (...args: readonly unknown[]) => Promise<unknown>).apply(object, args as never[]);
      })
      .then(
        (value): Reply => ({ target, call, value }),
        (error: unknown): Reply => ({ target, call, error: { message: reasonOf(error), stack: error instanceof Error ? error.stack : undefined } }),
      )
      .then((reply) => port.postMessage(reply));
  });
}

/** Makes calls to what serveCalls serves in a worker under this name; ports among the arguments go along. When the worker ends, calls that wait and all later ones fail with ThreadEnded. */
export function callsTo<T extends object>(worker: Worker, name: string, methods: readonly (keyof T & string)[]): Methods<T> {
  const waiting = new Map<number, { resolve: (value: unknown) => void; reject: (error: Error) => void }>();
  let [nextCall, ended] = [0, false];
  worker.on('message', (reply: Reply) => {
    if (reply.target !== name) return;
    const waiter = waiting.get(reply.call);
    waiting.delete(reply.call);
    if ('error' in reply) waiter?.reject(Object.assign(new Error(reply.error.message), { stack: reply.error.stack }));
    else waiter?.resolve(reply.value);
  });
  worker.on('exit', () => {
    ended = true;
    for (const { reject } of waiting.values()) reject(new ThreadEnded('the worker ended before it answered'));
    waiting.clear();
  });
  const calls = methods.map((method) => [
    method,
    (...args: unknown[]) =>
      new Promise((resolve, reject) => {
        if (ended) {
          reject(new ThreadEnded('the worker has ended'));
          return;
        }
        const call = nextCall++;
        waiting.set(call, { resolve, reject });
        worker.postMessage({ target: name, call, method, args } satisfies Call, args.filter((arg) => arg instanceof MessagePort));
      }),
  ]);
  return Object.fromEntries(calls) as Methods<T>;
}
