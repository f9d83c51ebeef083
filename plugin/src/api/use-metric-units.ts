import { type UnitOf, unitsOf, unitsUnknown } from '../view-models/metric-units.ts';
import { useServiceClient } from './service-client-context.ts';
import { usePolled } from './use-polled.ts';

/** Units of the metric catalogue in force. */
export function useMetricUnits(): UnitOf {
  const client = useServiceClient();
  return usePolled('metric units', async (signal) => unitsOf(await client.metrics(signal))).data ?? unitsUnknown;
}
