import type { ScenarioDetail, WhatIfAnswer } from '@fleetcast/contract';
import { useServiceClient } from '../../api/service-client-context.ts';
import { isAbort, serviceError } from '../../api/service-error.ts';
import { type Polled, usePolled } from '../../api/use-polled.ts';
import type { ServiceFault } from '../../view-models/service-fault.ts';

/** A scenario asked again as of now. */
export interface ScenarioRun {
  readonly detail: ScenarioDetail;
  /** Null where it cannot be asked any more; then the fault says why. */
  readonly answer: WhatIfAnswer | null;
  readonly fault: ServiceFault | null;
}

const historyHours = 6;

/** Every scenario of the comparison, in its order; one that is deleted fails the whole, with its id. */
export function useScenarioRuns(scenarioIds: readonly string[]): Polled<readonly ScenarioRun[]> {
  const client = useServiceClient();
  return usePolled(JSON.stringify(scenarioIds), (signal) =>
    Promise.all(
      scenarioIds.map(async (scenarioId): Promise<ScenarioRun> => {
        const params = { scenarioId };
        const detail = await client.get('scenario', { params, signal });
        try {
          return { detail, answer: await client.get('runScenario', { params, query: { historyHours }, signal }), fault: null };
        } catch (thrown) {
          if (isAbort(thrown)) throw thrown;
          return { detail, answer: null, fault: serviceError(thrown).fault };
        }
      }),
    ),
  );
}
