import type { DuckDBConnection } from '@duckdb/node-api';
import type { RawSeries } from '../../domain/intake/series-directory.ts';
import { checkpointed } from '../duckdb/database-file.ts';
import { DaySeries } from './day-series.ts';
import { createSchema, daysStored, storedSeries } from './sample-schema.ts';

/** What memory knows of the open sample file. */
export class SampleContents {
  /** Days that have a table. */
  readonly days: Set<number>;
  readonly daySeries: DaySeries;
  /** Series that have a row. */
  seriesIds: Set<number>;
  /** At first as well: the log that a kill or a failure left is folded in with the first append, for replaying it may fail. */
  private owesCheckpoint = true;

  private constructor(days: readonly number[], daySeries: DaySeries, series: readonly RawSeries[]) {
    this.days = new Set(days);
    this.daySeries = daySeries;
    this.seriesIds = new Set(series.map(({ id }) => id));
  }

  static async read(writer: DuckDBConnection): Promise<{ readonly contents: SampleContents; readonly series: readonly RawSeries[] }> {
    await createSchema(writer);
    const days = await daysStored(writer);
    const daySeries = new DaySeries();
    const rows = await writer.runAndReadAll('SELECT day, series_id FROM series_days');
    for (const [day, seriesId] of rows.getRows()) daySeries.add(Number(day), Number(seriesId));
    const series = await storedSeries(writer);
    return { contents: new SampleContents(days, daySeries, series), series };
  }

  /** Tables have come or gone: that is to be folded into the file. */
  oweCheckpoint(): void {
    this.owesCheckpoint = true;
  }

  /** Folds the log into the file unless somebody reads; answers whether nothing is owed any more. */
  async checkpoint(writer: DuckDBConnection): Promise<boolean> {
    this.owesCheckpoint = !(await checkpointed(writer));
    return !this.owesCheckpoint;
  }

  /** As `checkpoint`, where tables have changed. */
  async settle(writer: DuckDBConnection): Promise<void> {
    if (this.owesCheckpoint) await this.checkpoint(writer);
  }
}
