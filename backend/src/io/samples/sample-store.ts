import path from 'node:path';
import type { DuckDBConnection } from '@duckdb/node-api';
import { SampleColumns } from '../../domain/intake/sample-columns.ts';
import type { RawSeries } from '../../domain/intake/series-directory.ts';
import { copyDatabase } from '../duckdb/copy-database.ts';
import { isStorageFull, openDatabaseFile, type OpenFile } from '../duckdb/database-file.ts';
import { spaceShortage } from '../duckdb/reserved-space.ts';
import { TableGate } from '../duckdb/table-gate.ts';
import { reasonOf } from '../reason.ts';
import { readSamples } from './column-chunks.ts';
import { commitSamples } from './commit-samples.ts';
import { dayOf, tableOfDay } from './day.ts';
import { SampleContents } from './sample-contents.ts';
import { retireDays, type Retired, type SampleRetention } from './sample-retention.ts';

export interface SampleStoreOptions extends SampleRetention {
  readonly folder: string;
  /** Nothing is taken while the disk has less than this left: room for log and checkpoint. */
  readonly reserveBytes: number;
}

export type StoreFault = { readonly kind: 'storage-full' | 'storage-failed'; readonly message: string };

const closedFault: StoreFault = { kind: 'storage-failed', message: 'The sample file is not open.' };

/**
 * Raw samples of pushed series, in one DuckDB file that this object alone may open. What append() has answered for survives a
 * kill: the commit's log is on disk by then. Nothing is updated in place; duplicates are resolved when reading.
 */
export class SampleStore {
  private readonly options: SampleStoreOptions;
  private file: (OpenFile & { readonly contents: SampleContents }) | null = null;
  private readonly setAsideNames: string[] = [];
  private readonly gate = new TableGate();
  private isCopying = false;

  constructor(options: SampleStoreOptions) {
    this.options = options;
  }

  /** Opens the file and answers with the series stored in it, or says why that must wait. */
  open(nowMs: number): Promise<readonly RawSeries[] | StoreFault> {
    return this.gate.change(() => this.openFile(nowMs));
  }

  private async openFile(nowMs: number): Promise<readonly RawSeries[] | StoreFault> {
    const opened = await openDatabaseFile(path.join(this.options.folder, 'samples.duckdb'), new Date(nowMs).toISOString().replaceAll(':', '-'));
    if ('kind' in opened) return { kind: opened.kind === 'in-use' ? 'storage-failed' : opened.kind, message: opened.message };
    try {
      const { contents, series } = await SampleContents.read(opened.writer);
      this.setAsideNames.push(...opened.setAside);
      this.file = { ...opened, contents };
      return series;
    } catch (cause) {
      opened.writer.closeSync();
      opened.instance.closeSync();
      return this.failed('The sample file could not be opened', cause);
    }
  }

  get isOpen(): boolean {
    return this.file !== null;
  }

  /** Files that could not be read when opening, put aside under these names. */
  get setAside(): readonly string[] {
    return this.setAsideNames;
  }

  /** Stores samples durably, or none of them. One append at a time. `seriesOf` names the series that are new to the file. */
  async append(samples: SampleColumns, seriesOf: (id: number) => RawSeries): Promise<StoreFault | null> {
    if (this.file === null) return closedFault;
    const shortage = await spaceShortage(this.options.folder, this.options.reserveBytes);
    if (shortage !== null) return { kind: 'storage-full', message: `${shortage}; nothing was stored.` };
    try {
      await commitSamples(this.file.writer, this.file.contents, samples, seriesOf);
      return null;
    } catch (cause) {
      return this.failed('Nothing was stored', cause);
    }
  }

  /** Reads (afterMs, toMs] in order of arrival, day by day. Runs beside appends. */
  read(afterMs: number, toMs: number): Promise<SampleColumns | StoreFault> {
    return this.reading(async (reader, { days }) => {
      const columns = new SampleColumns(65_536);
      for (let day = dayOf(afterMs); day <= dayOf(toMs); day++) {
        if (days.has(day)) await readSamples(reader, tableOfDay(day), day, afterMs, toMs, columns);
      }
      return columns;
    });
  }

  /** Samples stored of the day that has the most. */
  busiestDay(): Promise<number | StoreFault> {
    return this.reading(async (reader, { days }) => {
      let most = 0;
      for (const day of days) {
        const [[count]] = (await reader.runAndReadAll(`SELECT count(*) FROM ${tableOfDay(day)}`)).getRows();
        most = Math.max(most, Number(count));
      }
      return most;
    });
  }

  /** Copies everything stored, as of one moment, into a new DuckDB file. Runs beside appends; one copy at a time. */
  async copyTo(file: string): Promise<StoreFault | null> {
    this.isCopying = true;
    try {
      return await this.reading((reader) => copyDatabase(reader, file).then(() => null));
    } catch (cause) {
      return { kind: isStorageFull(cause) ? 'storage-full' : 'storage-failed', message: `The samples could not be copied to ${file}: ${reasonOf(cause)}` };
    } finally {
      this.isCopying = false;
    }
  }

  /** Runs queries on a connection of their own: the writer's belongs to the commit under way. */
  private reading<T>(work: (reader: DuckDBConnection, contents: SampleContents) => Promise<T>): Promise<T | StoreFault> {
    return this.gate.read(async () => {
      const { file } = this;
      if (file === null) return closedFault;
      try {
        const reader = await file.instance.connect();
        try {
          return await work(reader, file.contents);
        } finally {
          reader.closeSync();
        }
      } catch (cause) {
        // A file that was closed under a reader, after a failed write, fails its queries; any other failure is not expected.
        if (this.file === file) throw cause;
        return closedFault;
      }
    });
  }

  /**
   * Drops days out of retention, and the oldest ones while the file is larger than it may be; today stays. Not beside an append.
   * `inUse` are series that must not be retired although they have no sample yet.
   */
  retire(nowMs: number, inUse: ReadonlySet<number>): Promise<Retired | StoreFault> {
    // A copy may take minutes, and appends wait for us.
    if (this.isCopying) return Promise.resolve({ days: [], seriesIds: [] });
    return this.gate.change(() => this.retireAlone(nowMs, inUse));
  }

  private async retireAlone(nowMs: number, inUse: ReadonlySet<number>): Promise<Retired | StoreFault> {
    if (this.file === null) return closedFault;
    try {
      return await retireDays(this.file.writer, this.file.contents, this.options, nowMs, inUse);
    } catch (cause) {
      return this.failed('Retention failed', cause);
    }
  }

  /** Folds the log into the file. Not beside an append. */
  async checkpoint(): Promise<StoreFault | null> {
    try {
      await this.file?.contents.checkpoint(this.file.writer);
      return null;
    } catch (cause) {
      return this.failed('The log could not be folded into the file', cause);
    }
  }

  /** After a failed write DuckDB may refuse everything until it is opened again, and what it holds in memory is not to be trusted. */
  private failed(what: string, cause: unknown): StoreFault {
    this.close();
    return { kind: isStorageFull(cause) ? 'storage-full' : 'storage-failed', message: `${what}: ${reasonOf(cause)}` };
  }

  close(): void {
    this.file?.writer.closeSync();
    this.file?.instance.closeSync();
    this.file = null;
  }
}
