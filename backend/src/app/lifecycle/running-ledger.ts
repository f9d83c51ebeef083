import { MessageChannel, type MessagePort, Worker } from 'node:worker_threads';
import { ledgerFileIn } from '../../io/backup/data-folder.ts';
import type { Clock } from '../../io/clock/clock.ts';
import type { LedgerStoreOptions } from '../../io/ledger/ledger-store.ts';
import type { ServiceMetrics } from '../../io/telemetry/service-metrics.ts';
import type { Logger } from '../../io/telemetry/log.ts';
import type { Config } from '../config/config.ts';
import { intakeDefaults } from '../intake/intake-options.ts';
import { ledgerMethods, type LedgerCalls, type LedgerStatus, type LedgerWorkerData } from '../ledger/ledger-messages.ts';
import { callsTo } from '../workers/calls.ts';
import { smallHeap } from '../workers/heap-limits.ts';

/** How often what is out of retention is dropped, and how often the ledger is asked how it is. */
const retireEveryMs = 3_600_000;
const statusEveryMs = 15_000;

/** Days that what was said, and the daily sums of what became of it, are kept. */
const keptDays = { said: 7, compared: 30, came: 30, judged: 90, served: 90 } as const;

/** Observed breaches are kept as long as warnings are. */
const keptOnsetDays = 400;

export function ledgerStoreOptions({ dataFolder, ledger }: Config): LedgerStoreOptions {
  return { file: ledgerFileIn(dataFolder), keptDays, keptOnsetDays, mostBytes: Math.round(ledger.mostGigabytes * 2 ** 30), reserveBytes: intakeDefaults.reserveBytes };
}

/** The ledger at work: its thread, its housekeeping, and what is to be said about it. */
export class RunningLedger {
  readonly calls: LedgerCalls;
  private readonly worker: Worker;
  private readonly clock: Clock;
  private readonly metrics: ServiceMetrics;
  private readonly log: Logger;
  private readonly stopping = new AbortController();
  private latest: LedgerStatus | null = null;
  private fault: string | null = null;

  private constructor(config: Config, clock: Clock, metrics: ServiceMetrics, log: Logger) {
    this.clock = clock;
    this.metrics = metrics;
    this.log = log;
    this.worker = new Worker(new URL('../workers/ledger-worker.ts', import.meta.url), { resourceLimits: smallHeap, workerData: { store: ledgerStoreOptions(config), grid: config.grid } satisfies LedgerWorkerData });
    this.calls = callsTo<LedgerCalls>(this.worker, 'ledger', ledgerMethods);
    let failure: Error | null = null;
    this.worker.once('error', (error: Error) => (failure = error));
    this.worker.once('exit', () => {
      if (this.stopping.signal.aborted) return;
      metrics.workerFailures.inc({ worker: 'ledger' });
      this.fault = `The ledger's thread has ended (${failure?.message ?? 'no error was told'}): what is forecast is neither kept nor judged. Restart the service.`;
      log.error({ err: failure }, 'ledger ended by itself');
    });
  }

  /** Starts the thread; the file is opened in the background, because catching up may take a while. */
  static start(config: Config, clock: Clock, metrics: ServiceMetrics, log: Logger): RunningLedger {
    const ledger = new RunningLedger(config, clock, metrics, log);
    void ledger.repeat(retireEveryMs, () => ledger.retire());
    void ledger.repeat(statusEveryMs, () => ledger.ask());
    return ledger;
  }

  /** What is wrong or set aside, in plain words. */
  get warnings(): readonly string[] {
    const setAside = this.latest?.setAside.map((file) => `The ledger file ${file} could not be read and was set aside; a new one was begun.`) ?? [];
    const fault = this.fault ?? this.latest?.fault ?? null;
    return [...(fault === null ? [] : [fault]), ...setAside];
  }

  /** A port for the cycle's thread to hand over what it says. */
  async connect(): Promise<MessagePort> {
    const { port1, port2 } = new MessageChannel();
    await this.calls.connect(port1);
    return port2;
  }

  /** Copies the ledger into a new DuckDB file; says what went wrong, or null. */
  copyTo(file: string): Promise<string | null> {
    return this.calls.copyTo(file);
  }

  async close(): Promise<void> {
    this.stopping.abort();
    if (this.fault === null) await this.calls.close();
    await this.worker.terminate();
  }

  private async repeat(everyMs: number, action: () => Promise<void>): Promise<void> {
    while (!this.stopping.signal.aborted) {
      try {
        await action();
      } catch (error) {
        if (!this.stopping.signal.aborted) this.log.error({ err: error }, 'housekeeping of the ledger failed');
      }
      await this.clock.waitUntil(this.clock.now() + everyMs, this.stopping.signal);
    }
  }

  private async ask(): Promise<void> {
    this.latest = await this.calls.status();
    const { stored, judged, lostOrigins, usedBytes } = this.latest;
    this.metrics.ledgerForecasts.set({ state: 'stored' }, stored);
    this.metrics.ledgerForecasts.set({ state: 'judged' }, judged);
    this.metrics.ledgerLostOrigins.set(lostOrigins);
    this.metrics.ledgerBytes.set(usedBytes);
  }

  /** Opens the file when that has not worked yet. */
  private async retire(): Promise<void> {
    const message = (await this.calls.open(this.clock.now())) ?? (await this.calls.retire(this.clock.now()));
    if (message !== null) this.log.warn({ message }, 'retention of the ledger was not applied');
  }
}
