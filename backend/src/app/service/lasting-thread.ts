import type { Clock } from '../../io/clock/clock.ts';
import type { Logger } from '../../io/telemetry/log.ts';
import { restartDelayMs, shortLivesAfter } from './restart-delay.ts';

export interface LastingThreadPorts<T> {
  /** As sentences call it: "the ledger's". */
  readonly whose: string;
  readonly startThread: () => T;
  /** Told of each thread that begins, the first one too. */
  readonly onStart: (thread: T) => void;
  /** Told each time that one ends by itself. */
  readonly onEnd: () => void;
  readonly clock: Clock;
  readonly log: Logger;
}

/** A thread that is started again after a while whenever it ends by itself. */
export class LastingThread<T extends { readonly ended: Promise<Error | null> }> {
  private readonly ports: LastingThreadPorts<T>;
  private readonly stopping = new AbortController();
  private living: T | null = null;
  private shortLives = 0;
  private trouble: string | null = null;

  constructor(ports: LastingThreadPorts<T>) {
    this.ports = ports;
  }

  /** The thread at work; null while there is none. */
  get current(): T | null {
    return this.living;
  }

  /** Why there is no thread at the moment; null when there is one. */
  get fault(): string | null {
    return this.trouble;
  }

  start(): void {
    const { clock, startThread, onStart } = this.ports;
    const bornMs = clock.now();
    const thread = startThread();
    this.living = thread;
    this.trouble = null;
    onStart(thread);
    void thread.ended.then((error) => this.buryAndRestart(error, bornMs));
  }

  /** None follows the thread that lives now; whoever called ends that one. */
  stopRestarting(): void {
    this.stopping.abort();
  }

  private async buryAndRestart(error: Error | null, bornMs: number): Promise<void> {
    const { whose, onEnd, clock, log } = this.ports;
    this.living = null;
    if (this.stopping.signal.aborted) return;
    this.shortLives = shortLivesAfter(this.shortLives, clock.now() - bornMs);
    const delayMs = restartDelayMs(this.shortLives);
    this.trouble = `${whose[0].toUpperCase()}${whose.slice(1)} thread has ended (${error?.message ?? 'no error was told'}) and is started again within ${delayMs / 1000} s.`;
    onEnd();
    log.error({ err: error, delayMs }, `${whose} thread ended by itself; it is started again`);
    await clock.waitUntil(clock.now() + delayMs, this.stopping.signal);
    if (!this.stopping.signal.aborted) this.start();
  }
}
