/** The ledger's thread: owns its file, takes in what cycles say, judges it. One piece of work after the other. */
import { constants, setPriority } from 'node:os';
import { type MessagePort, parentPort, workerData } from 'node:worker_threads';
import { WindowsReader } from '../../domain/series/windows-reader.ts';
import { LedgerStore } from '../../io/ledger/ledger-store.ts';
import { reasonOf } from '../../io/reason.ts';
import { FleetLedger } from '../ledger/fleet-ledger.ts';
import { ledgerMethods, type FromLedger, type LedgerCalls, type LedgerWorkerData, type ToLedger } from '../ledger/ledger-messages.ts';
import { serveCalls } from './calls.ts';
import { endInOrderOnFault } from './orderly-end.ts';

const data = workerData as LedgerWorkerData;
// Linux gives every thread a niceness of its own; elsewhere this would slow down the whole process.
if (process.platform === 'linux') setPriority(0, constants.priority.PRIORITY_BELOW_NORMAL);
const store = new LedgerStore(data.store);
const ledger = new FleetLedger(store, data.grid);
let working: Promise<unknown> = Promise.resolve();
/** What nobody expected when the last cycle was taken in; null: nothing. */
let trouble: string | null = null;
/** Takes nothing new: the thread is about to end. */
let isEnding = false;

/** The file has one connection, which does one thing at a time. */
function inTurn<T>(work: () => Promise<T>): Promise<T> {
  // Whoever asks now hears of the end.
  if (isEnding) return new Promise(() => undefined);
  const done = working.then(work);
  working = done.catch(() => undefined);
  return done;
}

endInOrderOnFault(
  () => {
    isEnding = true;
    return working;
  },
  () => ledger.close(),
);

async function take(message: ToLedger): Promise<void> {
  try {
    if (message.kind === 'rows') ledger.useRows(message.rows, message.thresholds, new WindowsReader(message.windows));
    else await ledger.record(message.entries, message.missedBefore, message.nowMs);
    if (message.kind === 'entries') trouble = null;
  } catch (error) {
    trouble = `The ledger failed at ${new Date().toISOString()}: ${reasonOf(error)}`;
  }
}

function serveCycle(port: MessagePort): void {
  port.on('message', (message: ToLedger) => {
    const { kind } = message;
    void inTurn(() => take(message)).then(() => {
      if (kind === 'entries') port.postMessage({ kind: 'taken' } satisfies FromLedger);
    });
  });
}

const messageOf = (outcome: null | object) => (outcome !== null && 'message' in outcome ? String(outcome.message) : null);

const calls: LedgerCalls = {
  open: (nowMs) => inTurn(async () => messageOf(await ledger.open(nowMs))),
  async connect(port) {
    serveCycle(port);
  },
  status: () =>
    inTurn(async () => {
      const usedBytes = await store.usedBytes();
      return { ...ledger.counts, fault: trouble ?? ledger.fault, setAside: store.setAside, usedBytes: typeof usedBytes === 'number' ? usedBytes : 0 };
    }),
  performance: (filter, nowMs) => inTurn(() => ledger.performance(filter, nowMs)),
  retire: (nowMs) => inTurn(async () => messageOf(await store.retire(nowMs))),
  copyTo: (file) => inTurn(async () => messageOf(await store.copyTo(file))),
  close: () => inTurn(() => ledger.close()),
};

serveCalls<LedgerCalls>(parentPort!, 'ledger', calls, ledgerMethods);
