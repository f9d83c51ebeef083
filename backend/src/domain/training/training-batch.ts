import { allocateInputs, type ModelGrid } from '../tft/model-inputs.ts';
import type { Random, TrainingBatch, TrainingBatchSource } from './ports.ts';

/** Zeroed buffers for one batch. */
export function emptyBatch(grid: ModelGrid, batch: number): TrainingBatch {
  const targets = batch * grid.horizonSteps;
  return {
    inputs: allocateInputs(grid, batch),
    targets: new Float32Array(targets),
    weights: new Float32Array(targets),
    embeddingRows: new Int32Array(batch),
  };
}

/** Batches drawn once and kept, so that every checkpoint is judged on the same windows. */
export function keptBatches(source: TrainingBatchSource, grid: ModelGrid, count: number, random: Random): readonly TrainingBatch[] {
  return Array.from({ length: count }, () => {
    const batch = emptyBatch(grid, source.batch);
    source.fill(random, batch);
    return batch;
  });
}
