import { type MetricWords, metricsUnknown, metricWordsOf } from '../view-models/metric-words.ts';
import { useServiceClient } from './service-client-context.ts';
import { usePolled } from './use-polled.ts';

/** Titles and units of the metric catalogue in force. */
export function useMetricWords(): MetricWords {
  const client = useServiceClient();
  return usePolled('metric words', async (signal) => metricWordsOf(await client.metrics(signal))).data ?? metricsUnknown;
}
