import type { ModelGrid, ModelInputs } from './model-inputs.ts';

/** A trained network ready to speak. Implementation: io/onnxruntime. */
export interface QuantileModel {
  readonly version: string;
  readonly grid: ModelGrid;
  /** Series a batch: buffers handed to `predict` are made by allocateInputs(grid, batch). */
  readonly batch: number;
  /** Days of history that a series must have; 8 when left out. A model fine-tuned on a young fleet may speak earlier. */
  readonly daysNeeded?: number;
  /** Row of a series in the table that fine-tuning learned; 0 is a series it has not seen. */
  embeddingRow(serverId: string, metric: string): number;
  /**
   * Scaled quantiles r [batch, Q, H] row-major of one batch, never crossing; the caller turns them into x = c + s * r.
   * Rows beyond those filled hold whatever the buffers held; one series never influences another.
   * `embeddingRows` [batch]; without it every series counts as unseen. The answer is valid until the next call.
   */
  predict(inputs: ModelInputs, embeddingRows?: Int32Array): Promise<Float32Array>;
}
