import { FleetWindows } from './fleet-windows.ts';
import type { LongSeries } from './long-series.ts';

/** Windows that walk through a long past from origin to origin and hold at each what had come by then. Row i is series i. */
export class WalkedWindows {
  readonly windows: FleetWindows;
  private readonly series: readonly LongSeries[];
  private writtenTo: number;

  constructor(series: readonly LongSeries[], contextSteps: number, firstOrigin: number) {
    this.series = series;
    this.windows = new FleetWindows(contextSteps, firstOrigin, series.length);
    for (const { serverId, metric, kind } of series) this.windows.ensureRow({ serverId, metric, kind });
    this.writtenTo = this.windows.oldestStep - 1;
  }

  /** The windows at a later origin, or at the first. */
  advanceTo(origin: number): FleetWindows {
    const { windows, series } = this;
    windows.advanceTo(origin);
    series.forEach((one, row) => {
      const from = Math.max(this.writtenTo + 1, one.firstStep, windows.oldestStep);
      if (from <= origin) windows.write(row, from, one.values.subarray(from - one.firstStep, origin + 1 - one.firstStep));
    });
    this.writtenTo = origin;
    return windows;
  }
}
