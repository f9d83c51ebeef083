import type { ModelInputs } from '../tft/model-inputs.ts';

/** Uniform numbers in [0, 1), seeded by whoever makes it. */
export type Random = () => number;

/**
 * One training batch. B series, F future patches, P steps a patch; the buffers are filled again for every step.
 * Scaled units: y = (x - c) / s, with the c and s of the window's inputs.
 */
export interface TrainingBatch {
  readonly inputs: ModelInputs;
  /** [F * B, P] what came true; 0 where nothing was observed. */
  readonly targets: Float32Array;
  /** [F * B, P] weight s / (s + floor) of each target; 0 where nothing was observed. */
  readonly weights: Float32Array;
  /** [B] row in the series embedding; 0 for none. */
  readonly embeddingRows: Int32Array;
}

/** Where training batches come from. */
export interface TrainingBatchSource {
  /** Series a batch. */
  readonly batch: number;
  /** Fills a batch with windows drawn by `random`. */
  fill(random: Random, into: TrainingBatch): void;
}

/** What training moves: parameters and Adam's running means, each [N]. */
export interface OptimiserState {
  readonly theta: Float32Array;
  readonly first: Float32Array;
  readonly second: Float32Array;
}

/** Runs the training and the loss graph. Implementation: io/onnxruntime. */
export interface TrainingEngine {
  /** One step of Adam at learning rate `rate`; `step` counts from 1. Gives the loss before the step. */
  step(batch: TrainingBatch, state: OptimiserState, rate: number, step: number): Promise<{ readonly loss: number; readonly state: OptimiserState }>;
  /** Loss of parameters on a batch, nothing moved. */
  loss(batch: TrainingBatch, theta: Float32Array): Promise<number>;
}
