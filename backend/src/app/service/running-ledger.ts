import type { MessagePort } from 'node:worker_threads';
import { ledgerFileIn } from '../../io/backup/data-folder.ts';
import type { Clock } from '../../io/clock/clock.ts';
import type { LedgerFault } from '../../io/ledger/ledger-fault.ts';
import type { LedgerStoreOptions } from '../../io/ledger/ledger-store.ts';
import { usualKeptDays } from '../../io/ledger/ledger-tables.ts';
import type { ServiceMetrics } from '../../io/telemetry/service-metrics.ts';
import type { Logger } from '../../io/telemetry/log.ts';
import type { Config } from '../config/config.ts';
import { intakeDefaults } from '../intake/intake-options.ts';
import type { LedgerStatus } from '../ledger/ledger-messages.ts';
import type { LedgerPerformance, PerformanceFilter } from '../ledger/ledger-performance.ts';
import { ThreadEnded } from '../workers/calls.ts';
import type { LedgerThread } from '../workers/ledger-thread.ts';
import { stateKeptDays } from './housekeeping.ts';
import { LastingThread } from './lasting-thread.ts';

/** How often what is out of retention is dropped, and how often the ledger is asked how it is. */
const retireEveryMs = 3_600_000;
const statusEveryMs = 15_000;

export function ledgerStoreOptions({ dataFolder, ledger }: Config): LedgerStoreOptions {
  // Observed breaches are kept as long as warnings are.
  return { file: ledgerFileIn(dataFolder), keptDays: usualKeptDays, keptOnsetDays: stateKeptDays, mostBytes: Math.round(ledger.mostGigabytes * 2 ** 30), reserveBytes: intakeDefaults.reserveBytes };
}

/** What is asked of the ledger's thread. */
type Thread = Pick<LedgerThread, 'calls' | 'connect' | 'close' | 'ended'>;

export interface RunningLedgerPorts {
  readonly startThread: () => Thread;
  readonly clock: Clock;
  readonly metrics: Pick<ServiceMetrics, 'ledgerForecasts' | 'ledgerLostOrigins' | 'ledgerBytes' | 'workerFailures'>;
  readonly log: Logger;
}

/** The ledger at work: its thread, started again whenever it ends by itself, its housekeeping, and what is to be said about it. */
export class RunningLedger {
  private readonly ports: RunningLedgerPorts;
  private readonly thread: LastingThread<Thread>;
  private readonly stopping = new AbortController();
  private readonly restarted: Array<(port: MessagePort) => void> = [];
  private latest: LedgerStatus | null = null;

  private constructor(ports: RunningLedgerPorts) {
    const { startThread, clock, metrics, log } = ports;
    this.ports = ports;
    this.thread = new LastingThread<Thread>({ whose: "the ledger's", startThread, onStart: (thread) => void this.takeUp(thread), onEnd: () => metrics.workerFailures.inc({ worker: 'ledger' }), clock, log });
  }

  /** Starts the thread; the file is opened in the background, because catching up may take a while. */
  static start(ports: RunningLedgerPorts): RunningLedger {
    const ledger = new RunningLedger(ports);
    ledger.thread.start();
    void ledger.repeat(retireEveryMs, () => ledger.retire());
    void ledger.repeat(statusEveryMs, () => ledger.ask());
    return ledger;
  }

  /** What is wrong or set aside, in plain words. */
  get warnings(): readonly string[] {
    const setAside = this.latest?.setAside.map((file) => `The ledger file ${file} could not be read and was set aside; a new one was begun.`) ?? [];
    const ended = this.thread.fault === null ? null : `${this.thread.fault} What is forecast meanwhile is neither kept nor judged.`;
    const fault = ended ?? this.latest?.fault ?? null;
    return [...(fault === null ? [] : [fault]), ...setAside];
  }

  /** A port for the cycle's thread to hand over what it says; null while there is no ledger's thread. */
  async connect(): Promise<MessagePort | null> {
    const port = await this.whileItLives((thread) => thread.connect());
    return 'kind' in port ? null : port;
  }

  /** The cycle's thread hands over through another port after each restart of the ledger's. */
  onRestart(receive: (port: MessagePort) => void): void {
    this.restarted.push(receive);
  }

  performance(filter: PerformanceFilter, nowMs: number): Promise<LedgerPerformance | LedgerFault> {
    return this.whileItLives(({ calls }) => calls.performance(filter, nowMs));
  }

  /** Copies the ledger into a new DuckDB file; says what went wrong, or null. */
  async copyTo(file: string): Promise<string | null> {
    const copied = await this.whileItLives(async ({ calls }) => ({ fault: await calls.copyTo(file) }));
    return 'kind' in copied ? copied.message : copied.fault;
  }

  async close(): Promise<void> {
    this.stopping.abort();
    this.thread.stopRestarting();
    await this.whileItLives(async (thread) => ({ closed: await thread.close() }));
  }

  /** What the thread answers, or that there is none to answer. */
  private async whileItLives<T>(ask: (thread: Thread) => Promise<T>): Promise<T | LedgerFault> {
    const { current } = this.thread;
    try {
      if (current !== null) return await ask(current);
    } catch (cause) {
      if (!(cause instanceof ThreadEnded)) throw cause;
    }
    return { kind: 'storage-failed', message: this.thread.fault ?? "The ledger's thread has ended." };
  }

  /** A ledger that follows another opens its file at once, and is handed what cycles say from now on. */
  private async takeUp(thread: Thread): Promise<void> {
    try {
      await thread.calls.open(this.ports.clock.now());
      for (const receive of this.restarted) receive(await thread.connect());
    } catch (cause) {
      // It ended once more; the next start takes up again.
      if (!(cause instanceof ThreadEnded)) this.ports.log.error({ err: cause }, 'the ledger could not be taken up');
    }
  }

  private async repeat(everyMs: number, action: () => Promise<void>): Promise<void> {
    while (!this.stopping.signal.aborted) {
      try {
        await action();
      } catch (error) {
        if (!this.stopping.signal.aborted) this.ports.log.error({ err: error }, 'housekeeping of the ledger failed');
      }
      const { clock } = this.ports;
      await clock.waitUntil(clock.now() + everyMs, this.stopping.signal);
    }
  }

  private async ask(): Promise<void> {
    const { metrics } = this.ports;
    const status = await this.whileItLives(({ calls }) => calls.status());
    if ('kind' in status) return;
    this.latest = status;
    const { stored, judged, lostOrigins, usedBytes } = status;
    metrics.ledgerForecasts.set({ state: 'stored' }, stored);
    metrics.ledgerForecasts.set({ state: 'judged' }, judged);
    metrics.ledgerLostOrigins.set(lostOrigins);
    metrics.ledgerBytes.set(usedBytes);
  }

  /** Opens the file when that has not worked yet. */
  private async retire(): Promise<void> {
    const { clock, log } = this.ports;
    const retired = await this.whileItLives(async ({ calls }) => ({ message: (await calls.open(clock.now())) ?? (await calls.retire(clock.now())) }));
    if (retired.message !== null) log.warn({ message: retired.message }, 'retention of the ledger was not applied');
  }
}
