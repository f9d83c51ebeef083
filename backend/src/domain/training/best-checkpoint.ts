/** The parameters with the lowest validation loss so far; without any loss to judge by, the newest. */
export class BestCheckpoint {
  /** [N] */
  values: Float32Array;
  /** Infinity: nothing was judged. */
  loss: number;
  step = 0;
  /** Checkpoints in a row that were no better. */
  since = 0;

  /** What training starts from is the first candidate: a fine-tuning that helps nobody gives back its parent. */
  constructor(start: Float32Array, loss: number | null) {
    this.values = start.slice();
    this.loss = loss ?? Infinity;
  }

  consider(values: Float32Array, loss: number | null, step: number): void {
    this.since += 1;
    if (loss !== null && !(loss < this.loss)) return;
    this.values = values.slice();
    this.loss = loss ?? Infinity;
    this.step = step;
    this.since = 0;
  }
}
