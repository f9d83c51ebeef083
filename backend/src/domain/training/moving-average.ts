/**
 * Exponential moving average of the parameters: smoother than the last step, and what validation judges. At first it forgets
 * faster, so that the random start does not linger.
 */
export class MovingAverage {
  readonly values: Float32Array;
  private readonly decay: number;
  private updates = 0;

  constructor(start: Float32Array, decay: number) {
    this.values = start.slice();
    this.decay = decay;
  }

  update(theta: Float32Array): void {
    this.updates += 1;
    const kept = Math.min(this.decay, this.updates / (this.updates + 10));
    const { values } = this;
    for (let index = 0; index < values.length; index++) values[index] = kept * values[index] + (1 - kept) * theta[index];
  }
}
