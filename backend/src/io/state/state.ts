import { calendarStoreMethods, KyselyCalendarStore, type CalendarStore } from './calendar-store.ts';
import { incidentStoreMethods, KyselyIncidentStore, type IncidentStore } from './incident-store.ts';
import { openStateDatabase, type StateLocation } from './state-database.ts';
import { KyselyModelRegistryStore, modelRegistryMethods, type ModelRegistryStore } from './model-registry-store.ts';
import { KyselyScenarioStore, scenarioStoreMethods, type ScenarioStore } from './scenario-store.ts';
import { KyselyStateStore, stateStoreMethods, type StateStore } from './state-store.ts';
import { KyselyTakenActionStore, takenActionStoreMethods, type TakenActionStore } from './taken-action-store.ts';
import { KyselyTicketStore, ticketStoreMethods, type TicketStore } from './ticket-store.ts';
import { KyselyWarningStore, warningStoreMethods, type WarningStore } from './warning-store.ts';

/** Everything that is kept in the state, one store a subject; all over one connection, which `store` closes. */
export interface State {
  readonly store: StateStore;
  readonly calendar: CalendarStore;
  readonly incidents: IncidentStore;
  readonly modelRegistry: ModelRegistryStore;
  readonly warnings: WarningStore;
  readonly takenActions: TakenActionStore;
  readonly scenarios: ScenarioStore;
  readonly tickets: TicketStore;
}

/** What may be called of each store across a thread. */
export const stateMethods = {
  store: stateStoreMethods,
  calendar: calendarStoreMethods,
  incidents: incidentStoreMethods,
  modelRegistry: modelRegistryMethods,
  warnings: warningStoreMethods,
  takenActions: takenActionStoreMethods,
  scenarios: scenarioStoreMethods,
  tickets: ticketStoreMethods,
} as const satisfies { readonly [K in keyof State]: readonly (keyof State[K])[] };

/** Opens the state on this thread. */
export async function openStateHere(location: StateLocation): Promise<State> {
  const db = await openStateDatabase(location);
  return {
    store: new KyselyStateStore(db, location.kind === 'postgres'),
    calendar: new KyselyCalendarStore(db),
    incidents: new KyselyIncidentStore(db),
    modelRegistry: new KyselyModelRegistryStore(db),
    warnings: new KyselyWarningStore(db),
    takenActions: new KyselyTakenActionStore(db),
    scenarios: new KyselyScenarioStore(db),
    tickets: new KyselyTicketStore(db),
  };
}
