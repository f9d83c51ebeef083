import type { MetricKind } from '@fleetcast/contract';

/** What a row of the windows holds. */
export interface SeriesRow {
  readonly serverId: string;
  readonly metric: string;
  readonly kind: MetricKind;
}

/**
 * The last `contextSteps` steps of every series, in memory: S rows of Float32 in a metric's own unit, NaN where nothing was
 * observed. Backed by a SharedArrayBuffer so that the cycle's thread writes and the HTTP thread reads without copies.
 * Each row has `slack` columns more than the context; the origin moves right through them, then all rows are shifted at once.
 */
export class FleetWindows {
  readonly contextSteps: number;
  readonly rows: SeriesRow[] = [];
  private readonly slack: number;
  private readonly rowByKey = new Map<string, number>();
  private buffer: Float32Array<SharedArrayBuffer>;
  private capacity: number;
  /** Step stored in column 0. */
  private firstStep: number;
  private origin: number;

  constructor(contextSteps: number, originStep: number, capacity = 64, slack = 288) {
    this.contextSteps = contextSteps;
    this.slack = slack;
    this.capacity = capacity;
    this.origin = originStep;
    this.firstStep = originStep - contextSteps + 1;
    this.buffer = new Float32Array(new SharedArrayBuffer(4 * capacity * this.columns)).fill(NaN);
  }

  private get columns(): number {
    return this.contextSteps + this.slack;
  }

  get seriesCount(): number {
    return this.rows.length;
  }

  get originStep(): number {
    return this.origin;
  }

  rowOf(serverId: string, metric: string): number | undefined {
    return this.rowByKey.get(`${serverId}\n${metric}`);
  }

  /** Row of a series, added (all missing) when it is new. */
  ensureRow(row: SeriesRow): number {
    const key = `${row.serverId}\n${row.metric}`;
    const known = this.rowByKey.get(key);
    if (known !== undefined) return known;
    const index = this.rows.length;
    if (index === this.capacity) this.grow();
    this.rows.push(row);
    this.rowByKey.set(key, index);
    return index;
  }

  /** Moves the origin forward; the new steps are missing until written. Moving back is refused. */
  advanceTo(originStep: number): void {
    if (originStep < this.origin) throw new Error(`origin ${originStep} lies before ${this.origin}: windows never move back`);
    const jump = originStep - this.origin;
    const end = originStep - this.firstStep + 1;
    if (end > this.columns) this.shift(Math.min(originStep - this.contextSteps + 1 - this.firstStep, this.columns));
    this.origin = originStep;
    if (jump > this.columns) this.firstStep = originStep - this.contextSteps + 1;
  }

  /** Writes values of consecutive steps; what lies outside the window is left out. */
  write(row: number, fromStep: number, values: Float32Array): void {
    const base = row * this.columns - this.firstStep;
    const oldest = this.origin - this.contextSteps + 1;
    for (let i = 0; i < values.length; i++) {
      const step = fromStep + i;
      if (step >= oldest && step <= this.origin && !Number.isNaN(values[i])) this.buffer[base + step] = values[i];
    }
  }

  /** [contextSteps] view ending at the origin; valid until the next advanceTo or ensureRow. */
  window(row: number): Float32Array {
    const end = row * this.columns + (this.origin - this.firstStep) + 1;
    return this.buffer.subarray(end - this.contextSteps, end);
  }

  private shift(by: number): void {
    for (let row = 0; row < this.rows.length; row++) {
      const start = row * this.columns;
      this.buffer.copyWithin(start, start + by, start + this.columns);
      this.buffer.fill(NaN, start + this.columns - by, start + this.columns);
    }
    this.firstStep += by;
  }

  private grow(): void {
    const capacity = this.capacity * 2;
    const larger = new Float32Array(new SharedArrayBuffer(4 * capacity * this.columns)).fill(NaN);
    larger.set(this.buffer);
    this.buffer = larger;
    this.capacity = capacity;
  }
}
