import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { openStateHere, stateMethods, type State } from '../../io/state/state.ts';
import type { StateLocation } from '../../io/state/state-database.ts';
import { callsTo } from './calls.ts';
import { smallHeap } from './heap-limits.ts';

/** The state: SQLite in a thread of its own, PostgreSQL (which answers asynchronously) from here. */
export async function openState(location: StateLocation): Promise<State> {
  if (location.kind === 'postgres') return openStateHere(location);
  const worker = new Worker(new URL('./state-worker.ts', import.meta.url), { resourceLimits: smallHeap, workerData: location });
  await once(worker, 'message');
  return {
    store: callsTo<State['store']>(worker, 'store', stateMethods.store),
    calendar: callsTo<State['calendar']>(worker, 'calendar', stateMethods.calendar),
    incidents: callsTo<State['incidents']>(worker, 'incidents', stateMethods.incidents),
    modelRegistry: callsTo<State['modelRegistry']>(worker, 'modelRegistry', stateMethods.modelRegistry),
    warnings: callsTo<State['warnings']>(worker, 'warnings', stateMethods.warnings),
    takenActions: callsTo<State['takenActions']>(worker, 'takenActions', stateMethods.takenActions),
    scenarios: callsTo<State['scenarios']>(worker, 'scenarios', stateMethods.scenarios),
    tickets: callsTo<State['tickets']>(worker, 'tickets', stateMethods.tickets),
  };
}
