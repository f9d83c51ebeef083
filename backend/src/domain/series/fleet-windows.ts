import type { MetricKind } from '@fleetcast/contract';

/** What a row of the windows holds. */
export interface SeriesRow {
  readonly serverId: string;
  readonly metric: string;
  readonly kind: MetricKind;
}

/**
 * What another thread needs to read the windows without copying them. It can be posted; it goes out of date when rows
 * are added or dropped (`layout` tells), not when the origin moves.
 */
export interface WindowsDescriptor {
  readonly layout: number;
  readonly contextSteps: number;
  readonly columns: number;
  readonly rows: readonly SeriesRow[];
  /** How often rows have changed their places or their memory; while it stands still, a row is where `rows` says. */
  readonly arrangement: number;
  /** Float32 [rows, columns]. */
  readonly values: SharedArrayBuffer;
  /** Uint32 [rows]: changes of sealed steps begun and ended (odd: under way). */
  readonly revisions: SharedArrayBuffer;
  /** Int32 [4]: writes begun and ended (odd: under way), step in column 0, origin, arrangement. */
  readonly head: SharedArrayBuffer;
}

export const headFields = { turn: 0, firstStep: 1, origin: 2, arrangement: 3 } as const;

export function seriesKey(serverId: string, metric: string): string {
  return `${serverId}\n${metric}`;
}

export function metricOfKey(key: string): string {
  return key.slice(key.lastIndexOf('\n') + 1);
}

export function serverOfKey(key: string): string {
  return key.slice(0, key.lastIndexOf('\n'));
}

/**
 * Steps of 5 minutes that the service keeps: 12.5 days. The model needs 8 days to speak; the rest lets it see how the
 * floors did on origins of the last five days, each of which looks 7 days back. With less it speaks from what there is.
 */
export const contextDays = 12.5;

/** No metric of a server comes near; beyond it sums and scales leave what 32 bits hold. */
const largestValue = 1e30;

/**
 * The last `contextSteps` steps of every series, in memory: S rows of Float32 in a metric's own unit, NaN where nothing was
 * observed. Backed by a SharedArrayBuffer so that the cycle's thread writes and the HTTP thread reads without copies.
 * Each row has `slack` columns more than the context; the origin moves right through them, then all rows are shifted at once.
 * Invariant: columns right of the origin hold NaN.
 */
export class FleetWindows {
  readonly contextSteps: number;
  private readonly columns: number;
  private rowList: SeriesRow[] = [];
  private rowByKey = new Map<string, number>();
  private buffer: Float32Array<SharedArrayBuffer>;
  private readonly head: Int32Array<SharedArrayBuffer>;
  private capacity: number;
  private layoutVersion = 0;
  private sealedStep: number;
  /** How often a row changed at or before the sealed step, counted when such a change begins and when it ends. */
  private revisions: Uint32Array<SharedArrayBuffer>;

  constructor(contextSteps: number, originStep: number, capacity = 64, slack = 96) {
    this.contextSteps = contextSteps;
    this.columns = contextSteps + slack;
    this.capacity = capacity;
    this.buffer = new Float32Array(new SharedArrayBuffer(4 * capacity * this.columns));
    this.revisions = new Uint32Array(new SharedArrayBuffer(4 * capacity));
    this.head = new Int32Array(new SharedArrayBuffer(16));
    this.head[headFields.firstStep] = originStep - contextSteps + 1;
    this.head[headFields.origin] = originStep;
    this.sealedStep = originStep - contextSteps;
  }

  /** One a row, in order. */
  get rows(): readonly SeriesRow[] {
    return this.rowList;
  }

  get seriesCount(): number {
    return this.rowList.length;
  }

  get originStep(): number {
    return this.head[headFields.origin];
  }

  /** First step of every window. */
  get oldestStep(): number {
    return this.originStep - this.contextSteps + 1;
  }

  /** Changes whenever rows are added or dropped. */
  get layout(): number {
    return this.layoutVersion;
  }

  rowOf(serverId: string, metric: string): number | undefined {
    return this.rowByKey.get(seriesKey(serverId, metric));
  }

  /** Row of a series, added (all missing) when it is new. */
  ensureRow(row: SeriesRow): number {
    const key = seriesKey(row.serverId, row.metric);
    const known = this.rowByKey.get(key);
    if (known !== undefined) return known;
    const index = this.rowList.length;
    if (index === this.capacity) this.grow();
    this.buffer.fill(NaN, index * this.columns, (index + 1) * this.columns);
    this.rowList.push(row);
    this.rowByKey.set(key, index);
    this.layoutVersion += 1;
    return index;
  }

  /** Drops rows, e.g. those of servers that went away; the others move up and keep their order. */
  keepRows(isKept: (row: SeriesRow, index: number) => boolean): void {
    const kept = this.rowList.map((row, index) => ({ row, index })).filter(({ row, index }) => isKept(row, index));
    if (kept.length === this.rowList.length) return;
    this.whileWriting(() => {
      kept.forEach(({ index }, to) => {
        this.buffer.copyWithin(to * this.columns, index * this.columns, (index + 1) * this.columns);
        this.revisions[to] = this.revisions[index];
      });
      this.head[headFields.arrangement] += 1;
    });
    this.rowList = kept.map(({ row }) => row);
    this.rowByKey = new Map(this.rowList.map((row, index) => [seriesKey(row.serverId, row.metric), index]));
    this.layoutVersion += 1;
  }

  /** Moves the origin forward; the new steps are missing until written. Moving back is refused. */
  advanceTo(originStep: number): void {
    if (originStep < this.originStep) throw new Error(`origin ${originStep} lies before ${this.originStep}: windows never move back`);
    this.whileWriting(() => {
      const firstStep = this.head[headFields.firstStep];
      if (originStep - firstStep >= this.columns) {
        const newFirstStep = originStep - this.contextSteps + 1;
        this.shift(Math.min(newFirstStep - firstStep, this.columns));
        this.head[headFields.firstStep] = newFirstStep;
      }
      this.head[headFields.origin] = originStep;
    });
  }

  /** Writes values of consecutive steps; what lies outside the window, and what is no number or larger than any, is left out. */
  write(row: number, fromStep: number, values: Float32Array): void {
    const base = row * this.columns - this.head[headFields.firstStep];
    const begin = Math.max(fromStep, this.oldestStep);
    const end = Math.min(fromStep + values.length - 1, this.originStep);
    let rewritten = false;
    for (let step = begin; step <= end; step++) {
      const value = values[step - fromStep];
      if (!(Math.abs(value) <= largestValue)) continue;
      if (!rewritten && step <= this.sealedStep && this.buffer[base + step] !== value) {
        rewritten = true;
        Atomics.add(this.revisions, row, 1);
      }
      this.buffer[base + step] = value;
    }
    if (rewritten) Atomics.add(this.revisions, row, 1);
  }

  /** [contextSteps] view ending at the origin; valid until the next advanceTo, ensureRow or keepRows. */
  window(row: number): Float32Array {
    const end = row * this.columns + (this.originStep - this.head[headFields.firstStep]) + 1;
    return this.buffer.subarray(end - this.contextSteps, end);
  }

  /** Says that everything up to the origin has been used; later changes to it count as revisions. */
  seal(): void {
    this.sealedStep = this.originStep;
  }

  /** Changes when a sealed step of the row was rewritten, e.g. by a late sample: what was derived from it is out of date. */
  revision(row: number): number {
    return this.revisions[row];
  }

  describe(): WindowsDescriptor {
    return {
      layout: this.layoutVersion,
      contextSteps: this.contextSteps,
      columns: this.columns,
      rows: this.rowList.slice(),
      arrangement: this.head[headFields.arrangement],
      values: this.buffer.buffer,
      revisions: this.revisions.buffer,
      head: this.head.buffer,
    };
  }

  private whileWriting(change: () => void): void {
    Atomics.add(this.head, headFields.turn, 1);
    try {
      change();
    } finally {
      Atomics.add(this.head, headFields.turn, 1);
    }
  }

  private shift(by: number): void {
    for (let row = 0; row < this.rowList.length; row++) {
      const start = row * this.columns;
      this.buffer.copyWithin(start, start + by, start + this.columns);
      this.buffer.fill(NaN, start + this.columns - by, start + this.columns);
    }
  }

  private grow(): void {
    const capacity = Math.ceil(this.capacity * 1.5);
    const larger = new Float32Array(new SharedArrayBuffer(4 * capacity * this.columns));
    larger.set(this.buffer);
    const revisions = new Uint32Array(new SharedArrayBuffer(4 * capacity));
    revisions.set(this.revisions);
    this.whileWriting(() => {
      this.buffer = larger;
      this.revisions = revisions;
      this.capacity = capacity;
      this.head[headFields.arrangement] += 1;
    });
  }
}
