/** A ledger in a thread of its own, fed with a small fleet whose forecasts and actuals are known in closed form. */
import { MessageChannel, type MessagePort, Worker } from 'node:worker_threads';
import { quantileLevels, type Threshold } from '@fleetcast/contract';
import type { LedgerEntries, LedgerSeries, LedgerSpeaker } from '../../src/domain/evaluation/ledger-entries.ts';
import { ledgerLeadMinutes } from '../../src/domain/evaluation/ledger-entries.ts';
import { floorNames } from '../../src/domain/forecasting/floors.ts';
import { FleetWindows } from '../../src/domain/series/fleet-windows.ts';
import { usualKeptDays } from '../../src/io/ledger/ledger-tables.ts';
import { ledgerMethods, type FromLedger, type LedgerCalls, type LedgerWorkerData, type ToLedger } from '../../src/app/ledger/ledger-messages.ts';
import { callsTo } from '../../src/app/workers/calls.ts';

export const stepSeconds = 300;
/** Midnight UTC, a multiple of a day. */
export const firstStep = 20_700 * 288;
const L = ledgerLeadMinutes.length;
const Q = quantileLevels.length;
const K = 3;

export const series: readonly LedgerSeries[] = [
  { serverId: 'id-web-1', server: 'web-1', region: 'eu', profile: 'web', metric: 'cpu', kind: 'percent' },
  { serverId: 'id-web-1', server: 'web-1', region: 'eu', profile: 'web', metric: 'network', kind: 'unbounded' },
  { serverId: 'id-db-1', server: 'db-1', region: 'eu', profile: 'database', metric: 'cpu', kind: 'percent' },
];
const speakers: readonly LedgerSpeaker[] = [...floorNames.map((name) => ({ kind: 'floor' as const, name })), { kind: 'model', name: 'base-1' }];
const compared: readonly LedgerSpeaker[] = [{ kind: 'model', name: 'base-1' }, ...floorNames.map((name) => ({ kind: 'floor' as const, name })), { kind: 'served', name: 'served' }];

/** What comes: a wave between 40 and 60. */
export const actualAt = (row: number, step: number) => 50 + 10 * Math.sin((2 * Math.PI * (step + 40 * row)) / 288);
/** Who serves is wrong by 1, every floor by 4: bands of +-2 about that hold the truth and the floors' do not. */
const servedError = 1;
const floorError = 4;
const spread = 2;

/** The wave passes it once a day and series, for some hours. */
export const threshold: Threshold = { value: 58, direction: 'above' };

export class LedgerBed {
  readonly calls: LedgerCalls;
  readonly windows: FleetWindows;
  private readonly worker: Worker;
  private readonly port: MessagePort;
  private waiting: Array<() => void> = [];

  private constructor(data: LedgerWorkerData, originStep: number) {
    this.worker = new Worker(new URL('../../src/app/workers/ledger-worker.ts', import.meta.url), { workerData: data, execArgv: ['--disable-warning=ExperimentalWarning'] });
    this.calls = callsTo<LedgerCalls>(this.worker, 'ledger', ledgerMethods);
    const { port1, port2 } = new MessageChannel();
    this.port = port2;
    port2.on('message', (message: FromLedger) => {
      if (message.kind === 'taken') this.waiting.shift()?.();
    });
    void this.calls.connect(port1);
    this.windows = new FleetWindows(600, originStep);
    for (const { serverId, metric, kind } of series) this.windows.ensureRow({ serverId, metric, kind });
  }

  static async start(file: string, originStep = firstStep): Promise<LedgerBed> {
    const bed = new LedgerBed({ store: { file, keptDays: usualKeptDays, keptOnsetDays: 400, mostBytes: 2 ** 40, reserveBytes: 0 }, grid: { stepSeconds, horizonSteps: 96 } }, originStep);
    const fault = await bed.calls.open(originStep * stepSeconds * 1000);
    if (fault !== null) throw new Error(fault);
    bed.port.postMessage({ kind: 'rows', rows: series, thresholds: series.map(() => [threshold]), windows: bed.windows.describe() } satisfies ToLedger);
    return bed;
  }

  /** One cycle: the actual of the step, unless it is missing, then what is said of the future; waits until the ledger has taken it. */
  async cycle(step: number, isMissing = false): Promise<void> {
    if (step > this.windows.originStep) this.windows.advanceTo(step);
    if (!isMissing) this.observe(step);
    await this.say(step);
  }

  observe(step: number): void {
    series.forEach((_, row) => this.windows.write(row, step, Float32Array.of(actualAt(row, step))));
  }

  say(step: number): Promise<void> {
    const S = series.length;
    const served = new Float32Array(S * L * Q);
    const said = new Float32Array(S * compared.length * L * K);
    for (let row = 0; row < S; row++) {
      ledgerLeadMinutes.forEach((minutes, lead) => {
        const actual = actualAt(row, step + (minutes * 60) / stepSeconds);
        quantileLevels.forEach((_, q) => (served[(row * L + lead) * Q + q] = actual + servedError + (q - 3) * spread));
        compared.forEach(({ kind }, e) => {
          const error = kind === 'floor' ? floorError : servedError;
          for (let k = 0; k < K; k++) said[((row * compared.length + e) * L + lead) * K + k] = actual + error + (k - 1) * spread;
        });
      });
    }
    const entries: LedgerEntries = {
      originStep: step,
      anchors: Float32Array.from(series, (_, row) => actualAt(row, step)),
      speakers,
      speakerIndex: new Uint8Array(S).fill(speakers.length - 1),
      served,
      compared: step % 12 === 0 ? { speakers: compared, quantiles: said } : null,
    };
    return new Promise((resolve) => {
      this.waiting.push(resolve);
      this.port.postMessage({ kind: 'entries', entries, missedBefore: 0, nowMs: step * stepSeconds * 1000 } satisfies ToLedger);
    });
  }

  async close(): Promise<void> {
    await this.calls.close();
    this.port.close();
    await this.worker.terminate();
  }

  /** Ends the thread as a crash would: nothing is written on the way out. */
  async crash(): Promise<void> {
    this.port.close();
    await this.worker.terminate();
  }
}
