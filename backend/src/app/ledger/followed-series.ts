import type { Threshold } from '@fleetcast/contract';
import type { RecentValues } from '../../domain/evaluation/arrivals.ts';
import type { LedgerSeries } from '../../domain/evaluation/ledger-entries.ts';
import type { SeriesHistory, WindowsReader } from '../../domain/series/windows-reader.ts';

/** The series of the cycles under way, in the order of the windows' rows, and where their actuals can be read. */
export class FollowedSeries {
  readonly rows: readonly LedgerSeries[];
  /** Of each row. */
  readonly thresholds: ReadonlyArray<readonly Threshold[]>;
  private readonly reader: WindowsReader | null;

  constructor(rows: readonly LedgerSeries[] = [], thresholds: ReadonlyArray<readonly Threshold[]> = [], reader: WindowsReader | null = null) {
    this.rows = rows;
    this.thresholds = thresholds;
    this.reader = reader;
  }

  /** What was observed from one step to another; null while the rows are on the move. */
  history(row: number, fromStep: number, toStep: number): SeriesHistory | null {
    return this.reader?.history(row, toStep - fromStep + 1, toStep) ?? null;
  }

  /** Of every series that has a number. */
  *values(fromStep: number, toStep: number, idOf: (series: LedgerSeries) => number | undefined): Iterable<RecentValues> {
    for (let row = 0; row < this.rows.length; row++) {
      const seriesId = idOf(this.rows[row]);
      const history = seriesId === undefined ? null : this.history(row, fromStep, toStep);
      if (seriesId !== undefined && history !== null) yield { seriesId, fromStep: history.fromStep, values: history.values };
    }
  }
}
