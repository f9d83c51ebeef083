import type { Random, TrainingBatch, TrainingBatchSource } from './ports.ts';

/** Every second batch, by chance, comes from older windows, so that what they teach is not forgotten (Rolnick et al. 2019, "Experience replay for continual learning"). */
export class ReplayedBatches implements TrainingBatchSource {
  readonly batch: number;
  private readonly recent: TrainingBatchSource;
  private readonly older: TrainingBatchSource;

  constructor(recent: TrainingBatchSource, older: TrainingBatchSource) {
    this.batch = recent.batch;
    this.recent = recent;
    this.older = older;
  }

  fill(random: Random, into: TrainingBatch): void {
    (random() < 0.5 ? this.recent : this.older).fill(random, into);
  }
}
