import type { RecommendationFeedback, ServerRecommendations } from '@fleetcast/contract';
import { useState } from 'react';
import { useServiceClient } from '../../api/service-client-context.ts';
import { serviceError } from '../../api/service-error.ts';
import { type Polled, usePolled } from '../../api/use-polled.ts';
import type { ServiceFault } from '../../view-models/service-fault.ts';

export interface ServerAdvice extends Polled<ServerRecommendations> {
  readonly sending: string | null;
  readonly sendFault: ServiceFault | null;
  /** Actions that were answered since the page was opened, with the answer. */
  readonly answered: ReadonlyMap<string, RecommendationFeedback['verdict']>;
  readonly answer: (feedback: RecommendationFeedback) => Promise<void>;
}

/** What to do about a server, and what the visitor says to it. */
export function useRecommendations(serverId: string): ServerAdvice {
  const client = useServiceClient();
  const polled = usePolled(serverId, (signal) => client.get('recommendations', { params: { serverId }, signal }));
  const [sending, setSending] = useState<string | null>(null);
  const [sendFault, setSendFault] = useState<ServiceFault | null>(null);
  const [answered, setAnswered] = useState<ReadonlyMap<string, RecommendationFeedback['verdict']>>(new Map());
  const answer = async (feedback: RecommendationFeedback) => {
    setSending(feedback.actionId);
    try {
      await client.send('giveFeedback', { params: { serverId }, body: feedback });
      setAnswered((before) => new Map(before).set(feedback.actionId, feedback.verdict));
      setSendFault(null);
    } catch (thrown) {
      setSendFault(serviceError(thrown).fault);
    } finally {
      setSending(null);
    }
  };
  return { ...polled, sending, sendFault, answered, answer };
}
