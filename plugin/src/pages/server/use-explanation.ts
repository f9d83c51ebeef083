import type { Explanation, Forecast } from '@fleetcast/contract';
import { useServiceClient } from '../../api/service-client-context.ts';
import { type Polled, usePolled } from '../../api/use-polled.ts';

/** Why this series is forecast as it is; asked for only while somebody wants to know. */
export function useExplanation({ serverId, metric }: Forecast, isWanted: boolean): Polled<Explanation | null> {
  const client = useServiceClient();
  return usePolled(JSON.stringify([serverId, metric, isWanted]), async (signal) => (isWanted ? client.explanation(serverId, { metric }, signal) : null));
}
