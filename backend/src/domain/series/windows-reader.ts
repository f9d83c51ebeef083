import { headFields, seriesKey, type SeriesRow, type WindowsDescriptor } from './fleet-windows.ts';

/** Copied out of the windows: values[i] belongs to step fromStep + i. */
export interface SeriesHistory {
  readonly fromStep: number;
  readonly values: Float32Array;
  /** The row's revision when it was copied; another one later means that sealed steps have been rewritten since. */
  readonly revision: number;
}

/**
 * Reads another thread's windows. The writer counts turns before and after it moves rows, and revisions before and after a
 * late sample rewrites a row; a copy made while both counts stood still is whole, any other is made again.
 */
export class WindowsReader {
  readonly layout: number;
  readonly rows: readonly SeriesRow[];
  readonly contextSteps: number;
  private readonly columns: number;
  private readonly arrangement: number;
  private readonly values: Float32Array;
  private readonly revisions: Uint32Array;
  private readonly head: Int32Array;
  private readonly rowByKey: ReadonlyMap<string, number>;

  constructor(descriptor: WindowsDescriptor) {
    this.layout = descriptor.layout;
    this.rows = descriptor.rows;
    this.contextSteps = descriptor.contextSteps;
    this.columns = descriptor.columns;
    this.arrangement = descriptor.arrangement;
    this.values = new Float32Array(descriptor.values);
    this.revisions = new Uint32Array(descriptor.revisions);
    this.head = new Int32Array(descriptor.head);
    this.rowByKey = new Map(descriptor.rows.map((row, index) => [seriesKey(row.serverId, row.metric), index]));
  }

  rowOf(serverId: string, metric: string): number | undefined {
    return this.rowByKey.get(seriesKey(serverId, metric));
  }

  /**
   * The last `steps` steps up to `toStep` (the newest by default), no further back than the windows reach. Null when the rows
   * have moved since they were described: a new description is on its way.
   */
  history(row: number, steps: number, toStep?: number): SeriesHistory | null {
    for (;;) {
      const turn = Atomics.load(this.head, headFields.turn);
      const revision = Atomics.load(this.revisions, row);
      if (turn % 2 !== 0 || revision % 2 !== 0) continue;
      if (this.head[headFields.arrangement] !== this.arrangement) return null;
      const firstStep = this.head[headFields.firstStep];
      const origin = this.head[headFields.origin];
      const to = Math.min(toStep ?? origin, origin);
      // What the origin has left behind stays in its column until the rows are next shifted.
      const from = Math.max(to - Math.min(steps, this.contextSteps) + 1, firstStep);
      const start = row * this.columns - firstStep;
      const values = this.values.slice(start + from, Math.max(start + from, start + to + 1));
      if (Atomics.load(this.head, headFields.turn) === turn && Atomics.load(this.revisions, row) === revision) return { fromStep: from, values, revision };
    }
  }
}
