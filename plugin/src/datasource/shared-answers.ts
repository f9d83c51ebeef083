interface UnderWay<T> {
  readonly answer: Promise<T>;
  readonly stop: AbortController;
  askers: number;
}

/**
 * Panels of one dashboard ask the same at the same moment. Questions alike that are under way share one request; it is aborted when
 * the last of those who asked has left. An answer is not kept: who asks later asks anew.
 */
export class SharedAnswers<T> {
  readonly #underWay = new Map<string, UnderWay<T>>();

  ask(question: string, signal: AbortSignal, ask: (signal: AbortSignal) => Promise<T>): Promise<T> {
    if (signal.aborted) return Promise.reject(signal.reason as Error);
    const shared = this.#underWay.get(question) ?? this.#begin(question, ask);
    shared.askers++;
    return new Promise((resolve, reject) => {
      const leave = () => {
        shared.askers--;
        if (shared.askers === 0) this.#stop(question, shared);
        reject(signal.reason as Error);
      };
      signal.addEventListener('abort', leave, { once: true });
      void shared.answer.then(resolve, reject).finally(() => signal.removeEventListener('abort', leave));
    });
  }

  #begin(question: string, ask: (signal: AbortSignal) => Promise<T>): UnderWay<T> {
    const stop = new AbortController();
    const answer = ask(stop.signal).finally(() => this.#forget(question, begun));
    const begun: UnderWay<T> = { answer, stop, askers: 0 };
    this.#underWay.set(question, begun);
    return begun;
  }

  #stop(question: string, shared: UnderWay<T>): void {
    this.#forget(question, shared);
    shared.stop.abort();
  }

  /** Somebody may have begun to ask anew meanwhile. */
  #forget(question: string, shared: UnderWay<T>): void {
    if (this.#underWay.get(question) === shared) this.#underWay.delete(question);
  }
}
