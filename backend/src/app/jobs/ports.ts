import type { Job, TrainingProgress, TrainRequest } from '@fleetcast/contract';

export type TrainingOutcome =
  | { readonly kind: 'succeeded'; readonly message: string }
  | { readonly kind: 'failed'; readonly message: string }
  | { readonly kind: 'cancelled' };

/** A training that is under way in a process of its own. */
export interface TrainingRun {
  /** Settles in every case, also when the process is killed; never rejects. */
  readonly finished: Promise<TrainingOutcome>;
  cancel(): void;
}

export interface TrainingRunner {
  /** What the next training would be: of a model that speaks already, or of a new one. */
  readonly kindOfNext: () => Job['kind'];
  start(jobId: string, request: TrainRequest, onProgress: (progress: TrainingProgress) => void): TrainingRun;
}
