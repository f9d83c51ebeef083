/** Samples of many raw series, column by column, in order of arrival. Grows as needed; only the first `length` rows count. */
export class SampleColumns {
  length = 0;
  seriesIds: Uint32Array;
  /** Epoch milliseconds, UTC. */
  timesMs: Float64Array;
  values: Float64Array;

  constructor(capacity = 1024) {
    this.seriesIds = new Uint32Array(capacity);
    this.timesMs = new Float64Array(capacity);
    this.values = new Float64Array(capacity);
  }

  add(seriesId: number, timeMs: number, value: number): void {
    if (this.length === this.seriesIds.length) this.grow();
    this.seriesIds[this.length] = seriesId;
    this.timesMs[this.length] = timeMs;
    this.values[this.length] = value;
    this.length++;
  }

  private grow(): void {
    const capacity = 2 * this.seriesIds.length;
    const { seriesIds, timesMs, values } = this;
    (this.seriesIds = new Uint32Array(capacity)).set(seriesIds);
    (this.timesMs = new Float64Array(capacity)).set(timesMs);
    (this.values = new Float64Array(capacity)).set(values);
  }
}
