import type { Job, TrainingProgress, TrainRequest } from '@fleetcast/contract';
import type { LeftOutSpan } from '../../domain/incidents/left-out-steps.ts';

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

/** What is to be trained, and what is wished about how. */
export interface TrainingOrder {
  /** A light update of the champion instead of a training. */
  readonly update: boolean;
  readonly request: TrainRequest;
}

export interface TrainingRunner {
  /** What this training would be: of a model that speaks already, or of a new one. */
  readonly kindOf: (order: TrainingOrder) => Job['kind'];
  start(jobId: string, order: TrainingOrder, onProgress: (progress: TrainingProgress) => void): TrainingRun;
}

/** Incidents and maintenance in a time that no model should learn from. */
export type LeftOut = (fromMs: number, toMs: number) => readonly LeftOutSpan[];
