import type { RecommendationFeedback } from '@fleetcast/contract';
import type { ServiceFault } from './service-fault.ts';

export interface FeedbackDesk {
  readonly isSending: boolean;
  /** Why the last answer was not taken. */
  readonly fault: ServiceFault | null;
  /** Actions of this server that were answered since it was shown, with the answer. */
  readonly answered: ReadonlyMap<string, RecommendationFeedback['verdict']>;
  readonly answer: (feedback: RecommendationFeedback) => Promise<void>;
}
