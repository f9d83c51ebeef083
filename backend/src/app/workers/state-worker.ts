import { parentPort, workerData } from 'node:worker_threads';
import { openStateDatabase, type StateLocation } from '../../io/state/state-database.ts';
import { KyselyStateStore, type StateStore } from '../../io/state/state-store.ts';
import { serveCalls } from './calls.ts';

/** Holds the SQLite state, whose calls block: every transaction is short, and none of them on the HTTP thread. */
const location = workerData as StateLocation;
const store = new KyselyStateStore(await openStateDatabase(location), location.kind === 'postgres');
parentPort!.postMessage('open');
serveCalls<StateStore>(parentPort!, {
  saveJob: store.saveJob.bind(store),
  findJob: store.findJob.bind(store),
  listJobs: store.listJobs.bind(store),
  unfinishedJobs: store.unfinishedJobs.bind(store),
  eventsOf: store.eventsOf.bind(store),
  saveModel: store.saveModel.bind(store),
  listModels: store.listModels.bind(store),
  enqueue: store.enqueue.bind(store),
  dueEffects: store.dueEffects.bind(store),
  markSent: store.markSent.bind(store),
  markFailed: store.markFailed.bind(store),
  prune: store.prune.bind(store),
  copyTo: store.copyTo.bind(store),
  close: async () => {
    await store.close();
    // The reply leaves first; with the port closed nothing keeps the thread.
    setImmediate(() => parentPort!.close());
  },
});
