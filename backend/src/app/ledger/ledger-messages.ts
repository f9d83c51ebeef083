import type { MessagePort } from 'node:worker_threads';
import type { Threshold } from '@fleetcast/contract';
import type { LedgerEntries, LedgerSeries } from '../../domain/evaluation/ledger-entries.ts';
import type { WindowsDescriptor } from '../../domain/series/fleet-windows.ts';
import type { LedgerFault } from '../../io/ledger/ledger-fault.ts';
import type { LedgerStoreOptions } from '../../io/ledger/ledger-store.ts';
import type { LedgerPerformance, PerformanceFilter } from './ledger-performance.ts';
import type { LedgerCounts } from './fleet-ledger.ts';
import type { LedgerGrid } from './judged-days.ts';

/** What the ledger's thread is started with. */
export interface LedgerWorkerData {
  readonly store: LedgerStoreOptions;
  readonly grid: LedgerGrid;
}

/** From the cycle's thread: the series of the cycles that follow, and what each cycle said. */
export type ToLedger =
  | { readonly kind: 'rows'; readonly rows: readonly LedgerSeries[]; /** Of each row, whose onsets are kept. */ readonly thresholds: ReadonlyArray<readonly Threshold[]>; readonly windows: WindowsDescriptor }
  | { readonly kind: 'entries'; readonly entries: LedgerEntries; /** Origins before this one that no ledger has taken. */ readonly missedBefore: number; readonly nowMs: number };

/** To the cycle's thread, after each `entries`. */
export type FromLedger = { readonly kind: 'taken' };

export interface LedgerStatus extends LedgerCounts {
  /** What is wrong or was set aside, in plain words. */
  readonly fault: string | null;
  readonly setAside: readonly string[];
  readonly usedBytes: number;
}

/** What the main thread asks of the ledger's. */
export interface LedgerCalls {
  /** Answers with what is wrong, or null. */
  open(nowMs: number): Promise<string | null>;
  /** Serves a cycle's thread through this port. */
  connect(port: MessagePort): Promise<void>;
  status(): Promise<LedgerStatus>;
  performance(filter: PerformanceFilter, nowMs: number): Promise<LedgerPerformance | LedgerFault>;
  retire(nowMs: number): Promise<string | null>;
  copyTo(file: string): Promise<string | null>;
  close(): Promise<void>;
}

export const ledgerMethods: readonly (keyof LedgerCalls)[] = ['open', 'connect', 'status', 'performance', 'retire', 'copyTo', 'close'];
