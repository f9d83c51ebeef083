/** Actuals that are known now and were not before: the ledger judges each of them once, however late it comes. */
export interface Arrived {
  /** Ascending. */
  readonly steps: Int32Array;
  readonly seriesIds: Uint32Array;
  readonly values: Float32Array;
}

/** A series' actuals from some step on. */
export interface RecentValues {
  readonly seriesId: number;
  readonly fromStep: number;
  /** NaN where nothing was observed. */
  readonly values: Float32Array;
}

/** Remembers, for the last `lookbackSteps` steps of every series, which actuals have been handed on. */
export class Arrivals {
  readonly lookbackSteps: number;
  /** At the place of a step (its remainder by the lookback) which lap it was taken in, counted from 1; 0: none. */
  private readonly lapsBySeries = new Map<number, Uint16Array>();

  constructor(lookbackSteps: number) {
    this.lookbackSteps = lookbackSteps;
  }

  /** Says that an actual was handed on already, e.g. before a restart. */
  markTaken(seriesId: number, step: number): void {
    this.lapsOf(seriesId)[step % this.lookbackSteps] = this.lapOf(step);
  }

  /** What has come of the steps from fromStep to toStep, which must lie within the lookback. */
  take(fromStep: number, toStep: number, recent: Iterable<RecentValues>): Arrived {
    const steps: number[] = [];
    const ids: number[] = [];
    const values: number[] = [];
    for (const one of recent) {
      const laps = this.lapsOf(one.seriesId);
      const last = Math.min(toStep, one.fromStep + one.values.length - 1);
      for (let step = Math.max(fromStep, one.fromStep); step <= last; step++) {
        const value = one.values[step - one.fromStep];
        const lap = this.lapOf(step);
        if (Number.isNaN(value) || laps[step % this.lookbackSteps] === lap) continue;
        laps[step % this.lookbackSteps] = lap;
        steps.push(step);
        ids.push(one.seriesId);
        values.push(value);
      }
    }
    const order = Uint32Array.from(steps.keys()).sort((a, b) => steps[a] - steps[b] || ids[a] - ids[b]);
    return {
      steps: Int32Array.from(order, (at) => steps[at]),
      seriesIds: Uint32Array.from(order, (at) => ids[at]),
      values: Float32Array.from(order, (at) => values[at]),
    };
  }

  /** Forgets series that are gone. */
  keepOnly(seriesIds: ReadonlySet<number>): void {
    for (const id of this.lapsBySeries.keys()) if (!seriesIds.has(id)) this.lapsBySeries.delete(id);
  }

  private lapOf(step: number): number {
    return 1 + (Math.floor(step / this.lookbackSteps) % 65_535);
  }

  private lapsOf(seriesId: number): Uint16Array {
    let laps = this.lapsBySeries.get(seriesId);
    if (laps === undefined) this.lapsBySeries.set(seriesId, (laps = new Uint16Array(this.lookbackSteps)));
    return laps;
  }
}
