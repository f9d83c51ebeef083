import { headFields, seriesKey, type SeriesRow, type WindowsDescriptor } from './fleet-windows.ts';

/** Copied out of the windows: values[i] belongs to step fromStep + i. */
export interface SeriesHistory {
  readonly fromStep: number;
  readonly values: Float32Array;
}

/**
 * Reads another thread's windows. The writer counts turns before and after it moves rows; a copy made while the count
 * stood still is whole, any other is made again.
 */
export class WindowsReader {
  readonly layout: number;
  readonly rows: readonly SeriesRow[];
  private readonly contextSteps: number;
  private readonly columns: number;
  private readonly values: Float32Array;
  private readonly head: Int32Array;
  private readonly rowByKey: ReadonlyMap<string, number>;

  constructor(descriptor: WindowsDescriptor) {
    this.layout = descriptor.layout;
    this.rows = descriptor.rows;
    this.contextSteps = descriptor.contextSteps;
    this.columns = descriptor.columns;
    this.values = new Float32Array(descriptor.values);
    this.head = new Int32Array(descriptor.head);
    this.rowByKey = new Map(descriptor.rows.map((row, index) => [seriesKey(row.serverId, row.metric), index]));
  }

  rowOf(serverId: string, metric: string): number | undefined {
    return this.rowByKey.get(seriesKey(serverId, metric));
  }

  /** The last `steps` steps up to `toStep` (the newest by default), no further back than the windows reach. */
  history(row: number, steps: number, toStep?: number): SeriesHistory {
    for (;;) {
      const turn = Atomics.load(this.head, headFields.turn);
      if (turn % 2 === 0) {
        const firstStep = this.head[headFields.firstStep];
        const origin = this.head[headFields.origin];
        const to = Math.min(toStep ?? origin, origin);
        const from = Math.max(to - steps + 1, origin - this.contextSteps + 1);
        const start = row * this.columns - firstStep;
        const values = this.values.slice(start + from, Math.max(start + from, start + to + 1));
        if (Atomics.load(this.head, headFields.turn) === turn) return { fromStep: from, values };
      }
    }
  }
}
