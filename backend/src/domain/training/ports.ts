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
