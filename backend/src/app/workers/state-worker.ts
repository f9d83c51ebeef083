import { parentPort, workerData } from 'node:worker_threads';
import { openStateHere, stateMethods, type State } from '../../io/state/state.ts';
import type { StateLocation } from '../../io/state/state-database.ts';
import { serveCalls } from './calls.ts';

/** Holds the SQLite state, whose calls block: every transaction is short, and none of them on the HTTP thread. */
const { store, calendar, incidents, modelRegistry, warnings, takenActions, scenarios, tickets } = await openStateHere(workerData as StateLocation);
// Closing the store ends the thread too.
const close = store.close.bind(store);
store.close = async () => {
  await close();
  // The reply leaves first; with the port closed nothing keeps the thread.
  setImmediate(() => parentPort!.close());
};
serveCalls<State['store']>(parentPort!, 'store', store, stateMethods.store);
serveCalls<State['calendar']>(parentPort!, 'calendar', calendar, stateMethods.calendar);
serveCalls<State['incidents']>(parentPort!, 'incidents', incidents, stateMethods.incidents);
serveCalls<State['modelRegistry']>(parentPort!, 'modelRegistry', modelRegistry, stateMethods.modelRegistry);
serveCalls<State['warnings']>(parentPort!, 'warnings', warnings, stateMethods.warnings);
serveCalls<State['takenActions']>(parentPort!, 'takenActions', takenActions, stateMethods.takenActions);
serveCalls<State['scenarios']>(parentPort!, 'scenarios', scenarios, stateMethods.scenarios);
serveCalls<State['tickets']>(parentPort!, 'tickets', tickets, stateMethods.tickets);
parentPort!.postMessage('open');
