import { quantileOfSorted } from '../series/sorted-values.ts';

/** Every so many deviations are ranked: neighbours hang together, so that more would tell little more. */
const rankedEvery = 12;

/** A series' past as deviations from its mean at that time of day: what pieces of it lend their ranks from. Used again for every series. */
export class PastDeviations {
  /** From the first observed step on; missing ones are carried forward. */
  values = new Float32Array(0);
  private readonly daySteps: number;
  private readonly usual: Float64Array;
  private readonly counted: Uint32Array;
  private sorted = new Float32Array(0);

  constructor(daySteps: number) {
    this.daySteps = daySteps;
    this.usual = new Float64Array(daySteps);
    this.counted = new Uint32Array(daySteps);
  }

  take(window: Float32Array): void {
    const { daySteps, usual, counted } = this;
    usual.fill(0);
    counted.fill(0);
    let first = 0;
    while (first < window.length && Number.isNaN(window[first])) first += 1;
    const length = window.length - first;
    for (let dayStart = first; dayStart < window.length; dayStart += daySteps) {
      const steps = Math.min(daySteps, window.length - dayStart);
      for (let slot = 0; slot < steps; slot++) {
        const value = window[dayStart + slot];
        if (Number.isNaN(value)) continue;
        usual[slot] += value;
        counted[slot] += 1;
      }
    }
    for (let slot = 0; slot < daySteps; slot++) usual[slot] /= counted[slot];
    if (this.values.length !== length) {
      this.values = new Float32Array(length);
      this.sorted = new Float32Array(Math.ceil(length / rankedEvery));
    }
    let carried = 0;
    for (let dayStart = 0; dayStart < length; dayStart += daySteps) {
      const steps = Math.min(daySteps, length - dayStart);
      for (let slot = 0; slot < steps; slot++) {
        const value = window[first + dayStart + slot];
        if (!Number.isNaN(value)) carried = value - usual[slot];
        this.values[dayStart + slot] = carried;
      }
    }
    for (let i = 0; i < this.sorted.length; i++) this.sorted[i] = this.values[rankedEvery * i];
    this.sorted.sort();
  }

  /**
   * Writes for every chance of being beyond a threshold the deviation that is passed with that chance; a deviation d is beyond when
   * sign * d > limit. sign 1: the threshold is reached from below.
   */
  limits(chances: Float64Array, sign: 1 | -1, into: Float32Array): void {
    for (let h = 0; h < chances.length; h++) {
      if (chances[h] <= 0) into[h] = Infinity;
      else if (chances[h] >= 1) into[h] = -Infinity;
      else into[h] = sign * quantileOfSorted(this.sorted, sign === 1 ? 1 - chances[h] : chances[h]);
    }
  }
}
