import type { RecommendationFeedback } from '@fleetcast/contract';
import { useState } from 'react';
import type { FeedbackDesk } from '../view-models/feedback-desk.ts';
import type { ServiceFault } from '../view-models/service-fault.ts';
import type { ServiceClient } from './service-client.ts';
import { serviceError } from './service-error.ts';

/** What the visitor says to the recommendations for one server. */
export function useRecommendationFeedback(client: ServiceClient, serverId: string): FeedbackDesk {
  const [isSending, setSending] = useState(false);
  const [fault, setFault] = useState<ServiceFault | null>(null);
  const [answered, setAnswered] = useState<ReadonlyMap<string, RecommendationFeedback['verdict']>>(new Map());
  const answer = async (feedback: RecommendationFeedback) => {
    setSending(true);
    try {
      await client.send('giveFeedback', { params: { serverId }, body: feedback });
      setAnswered((before) => new Map(before).set(feedback.actionId, feedback.verdict));
      setFault(null);
    } catch (thrown) {
      setFault(serviceError(thrown).fault);
    } finally {
      setSending(false);
    }
  };
  return { isSending, fault, answered, answer };
}
