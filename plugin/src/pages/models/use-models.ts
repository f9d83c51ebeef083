import type { LifecycleDecisionList, LifecycleStatus, ModelEventList, ModelList, ModelRegistry, RouteName } from '@fleetcast/contract';
import { useContext, useState } from 'react';
import { ServiceClientContext } from '../../api/service-client-context.ts';
import { serviceError } from '../../api/service-error.ts';
import { usePolled } from '../../api/use-polled.ts';
import type { ServiceFault } from '../../view-models/service-fault.ts';

export interface ModelsData {
  readonly list: ModelList;
  readonly registry: ModelRegistry;
  readonly lifecycle: LifecycleStatus;
  readonly decisions: LifecycleDecisionList;
  readonly events: ModelEventList;
}

type Change = Extract<RouteName, 'promoteModel' | 'rollBackModel' | 'pinModel' | 'unpinModel' | 'rejectChallenger' | 'train'>;

/** What there is to know about the models, and what can be done about them. */
export function useModels() {
  const client = useContext(ServiceClientContext);
  const [isChanging, setChanging] = useState(false);
  const [changeFault, setChangeFault] = useState<ServiceFault | null>(null);
  const polled = usePolled<ModelsData>('models', async (signal) => {
    const [list, registry, lifecycle, decisions, events] = await Promise.all([
      client.get('models', { signal }),
      client.get('modelRegistry', { signal }),
      client.get('modelLifecycle', { signal }),
      client.get('modelDecisions', { query: { limit: 100 }, signal }),
      client.get('modelEvents', { signal }),
    ]);
    return { list, registry, lifecycle, decisions, events };
  });

  const change = async (name: Change, version?: string) => {
    setChanging(true);
    setChangeFault(null);
    try {
      await client.send(name, { ...(version === undefined ? {} : { params: { version } }), body: {} });
    } catch (thrown) {
      setChangeFault(serviceError(thrown).fault);
    } finally {
      setChanging(false);
      polled.reload();
    }
  };
  return { ...polled, isChanging, changeFault, change };
}
