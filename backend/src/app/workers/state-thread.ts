import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { openStateDatabase, type StateLocation } from '../../io/state/state-database.ts';
import { KyselyStateStore, type StateStore } from '../../io/state/state-store.ts';
import { callsTo } from './calls.ts';

const methods: readonly (keyof StateStore)[] = [
  'saveJob', 'findJob', 'listJobs', 'unfinishedJobs', 'eventsOf', 'saveModel', 'listModels', 'enqueue', 'dueEffects', 'markSent', 'markFailed', 'prune', 'copyTo', 'close',
];

/** The state: SQLite in a thread of its own, PostgreSQL (which answers asynchronously) from here. */
export async function openState(location: StateLocation): Promise<StateStore> {
  if (location.kind === 'postgres') return new KyselyStateStore(await openStateDatabase(location), true);
  const worker = new Worker(new URL('./state-worker.ts', import.meta.url), { workerData: location });
  await once(worker, 'message');
  return callsTo<StateStore>(worker, methods);
}
