import type { LifecycleDecisionList, LifecycleStatus, ModelEventList, ModelList, ModelRegistry, RouteName } from '@fleetcast/contract';
import { useContext } from 'react';
import { ServiceClientContext } from '../../api/service-client-context.ts';
import { useChanges } from '../../api/use-changes.ts';
import { usePolled } from '../../api/use-polled.ts';

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

  const { doing, isChanging, changeFault } = useChanges(polled.reload);
  const change = async (name: Change, version?: string) => {
    await doing(() => client.send(name, { ...(version === undefined ? {} : { params: { version } }), body: {} }));
  };
  return { ...polled, isChanging, changeFault, change };
}
