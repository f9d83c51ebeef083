import type { Intervention, Scenario } from '@fleetcast/contract';
import type { ServiceFault } from './service-fault.ts';

/** Scenarios of one server, as a form shows them. */
export interface SavedScenarioList {
  /** Newest first; null while they are read. */
  readonly scenarios: readonly Scenario[] | null;
  readonly fault: ServiceFault | null;
  /** Answers whether it was saved; null where the visitor may not. */
  readonly save: ((name: string, interventions: readonly Intervention[]) => Promise<boolean>) | null;
}
