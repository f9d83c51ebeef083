import type { Intervention, Scenario } from '@fleetcast/contract';
import { useState } from 'react';
import type { SavedScenarioList } from '../view-models/saved-scenario-list.ts';
import { mayVisitorOperate } from '../view-models/visitor-role.ts';
import type { ServiceFault } from '../view-models/service-fault.ts';
import { serviceError } from './service-error.ts';
import type { ServiceClient } from './service-client.ts';
import { usePolled } from './use-polled.ts';

const mostListed = 50;

/** Scenarios saved for a server, newest first, and the way to save another. */
export function useSavedScenarios(client: ServiceClient, serverId: string, metric: string): SavedScenarioList {
  const { data, fault, reload } = usePolled<readonly Scenario[]>(serverId, async (signal) => (await client.get('scenarios', { query: { serverId, limit: mostListed }, signal })).scenarios);
  const [saveFault, setSaveFault] = useState<ServiceFault | null>(null);
  const save = async (name: string, interventions: readonly Intervention[]) => {
    try {
      await client.send('saveScenario', { body: { name, serverId, metric, interventions } });
      setSaveFault(null);
      return true;
    } catch (thrown) {
      setSaveFault(serviceError(thrown).fault);
      return false;
    } finally {
      reload();
    }
  };
  return { scenarios: data, fault: saveFault ?? fault, save: mayVisitorOperate() ? save : null };
}
