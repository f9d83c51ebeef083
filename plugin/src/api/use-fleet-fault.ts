import type { ServiceFault } from '../view-models/service-fault.ts';
import { useServiceClient } from './service-client-context.ts';
import { usePolled } from './use-polled.ts';

/** Why nothing can be chosen from the fleet now; null: nothing is wrong. For pages whose lists of choices could not say so. */
export function useFleetFault(): { readonly fault: ServiceFault | null; readonly reload: () => void } {
  const client = useServiceClient();
  const { fault, reload } = usePolled('choosable', (signal) => client.get('facets', { signal }));
  return { fault, reload };
}
