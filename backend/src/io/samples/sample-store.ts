import path from 'node:path';
import type { DuckDBConnection } from '@duckdb/node-api';
import { SampleColumns } from '../../domain/intake/sample-columns.ts';
import type { RawSeries } from '../../domain/intake/series-directory.ts';
import { copyDatabase } from '../duckdb/copy-database.ts';
import { checkpointed, isStorageFull, openDatabaseFile, usedBytes, type OpenFile } from '../duckdb/database-file.ts';
import { spaceShortage } from '../duckdb/reserved-space.ts';
import { TableGate } from '../duckdb/table-gate.ts';
import { reasonOf } from '../reason.ts';
import { appendSamples, readSamples } from './column-chunks.ts';
import { dayMs, dayOf, tableOfDay } from './day.ts';
import { DaySeries } from './day-series.ts';
import { createDayTable, createSchema, daysStored, storedSeries } from './sample-schema.ts';

export interface SampleStoreOptions {
  readonly folder: string;
  readonly retentionDays: number;
  /** When the file holds more than this, the oldest days go before their time. */
  readonly mostBytes: number;
  /** Nothing is taken while the disk has less than this left: room for log and checkpoint. */
  readonly reserveBytes: number;
}

export type StoreFault = { readonly kind: 'storage-full' | 'storage-failed'; readonly message: string };

/** What of the past was dropped. */
export interface Retired {
  readonly days: readonly number[];
  /** Series that have no sample on any day that is kept. */
  readonly seriesIds: readonly number[];
}

const closedFault: StoreFault = { kind: 'storage-failed', message: 'The sample file is not open.' };

/**
 * Raw samples of pushed series, in one DuckDB file that this object alone may open. What append() has answered for survives a
 * kill: the commit's log is on disk by then. Nothing is updated in place; duplicates are resolved when reading.
 */
export class SampleStore {
  private readonly options: SampleStoreOptions;
  private file: OpenFile | null = null;
  private days = new Set<number>();
  private daySeries = new DaySeries();
  private storedIds = new Set<number>();
  private readonly setAsideNames: string[] = [];
  private readonly gate = new TableGate();
  private isCopying = false;
  /** New tables are folded into the file as soon as nobody reads. */
  private owesCheckpoint = false;

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
      await createSchema(opened.writer);
      this.days = new Set(await daysStored(opened.writer));
      this.daySeries = await this.readDaySeries(opened.writer);
      const series = await storedSeries(opened.writer);
      this.storedIds = new Set(series.map(({ id }) => id));
      this.setAsideNames.push(...opened.setAside);
      this.file = opened;
      return series;
    } catch (cause) {
      opened.writer.closeSync();
      opened.instance.closeSync();
      return this.failed('The sample file could not be opened', cause);
    }
  }

  private async readDaySeries(writer: DuckDBConnection): Promise<DaySeries> {
    const known = new DaySeries();
    const rows = await writer.runAndReadAll('SELECT day, series_id FROM series_days');
    for (const [day, seriesId] of rows.getRows()) known.add(Number(day), Number(seriesId));
    return known;
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
      await this.commit(this.file.writer, samples, seriesOf);
      return null;
    } catch (cause) {
      return this.failed('Nothing was stored', cause);
    }
  }

  private async createDays(writer: DuckDBConnection, days: Iterable<number>): Promise<void> {
    for (const day of days) {
      if (this.days.has(day)) continue;
      await createDayTable(writer, day);
      this.days.add(day);
      this.owesCheckpoint = true;
    }
    if (this.owesCheckpoint) this.owesCheckpoint = !(await checkpointed(writer));
  }

  private async commit(writer: DuckDBConnection, samples: SampleColumns, seriesOf: (id: number) => RawSeries): Promise<void> {
    const byDay = splitByDay(samples);
    await this.createDays(writer, byDay.keys());
    const newIds = new Set<number>();
    const newDaySeries = new DaySeries();
    await writer.run('BEGIN TRANSACTION');
    const daysAppender = await writer.createAppender('series_days');
    for (const [day, part] of byDay) {
      for (let row = 0; row < part.length; row++) {
        const id = part.seriesIds[row];
        if (!this.storedIds.has(id)) newIds.add(id);
        if (this.daySeries.has(day, id) || newDaySeries.has(day, id)) continue;
        newDaySeries.add(day, id);
        daysAppender.appendInteger(day);
        daysAppender.appendUInteger(id);
        daysAppender.endRow();
      }
    }
    daysAppender.closeSync();
    const seriesAppender = await writer.createAppender('series');
    for (const id of newIds) {
      const { token, labels } = seriesOf(id);
      seriesAppender.appendUInteger(id);
      seriesAppender.appendVarchar(token);
      seriesAppender.appendVarchar(JSON.stringify(labels));
      seriesAppender.endRow();
    }
    seriesAppender.closeSync();
    for (const [day, part] of byDay) await appendSamples(writer, tableOfDay(day), day, part);
    await writer.run('COMMIT');
    for (const id of newIds) this.storedIds.add(id);
    this.daySeries.addAll(newDaySeries);
  }

  /** Reads (afterMs, toMs] in order of arrival, day by day. Runs beside appends. */
  read(afterMs: number, toMs: number): Promise<SampleColumns | StoreFault> {
    return this.reading(async (reader) => {
      const columns = new SampleColumns(65_536);
      for (let day = dayOf(afterMs); day <= dayOf(toMs); day++) {
        if (this.days.has(day)) await readSamples(reader, tableOfDay(day), day, afterMs, toMs, columns);
      }
      return columns;
    });
  }

  /** Samples stored of the day that has the most. */
  busiestDay(): Promise<number | StoreFault> {
    return this.reading(async (reader) => {
      let most = 0;
      for (const day of this.days) {
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
  private reading<T>(work: (reader: DuckDBConnection) => Promise<T>): Promise<T | StoreFault> {
    return this.gate.read(async () => {
      const { file } = this;
      if (file === null) return closedFault;
      try {
        const reader = await file.instance.connect();
        try {
          return await work(reader);
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
    return this.gate.change(() => this.retireDays(nowMs, inUse));
  }

  private async retireDays(nowMs: number, inUse: ReadonlySet<number>): Promise<Retired | StoreFault> {
    if (this.file === null) return closedFault;
    const { writer } = this.file;
    const oldestKept = dayOf(nowMs - this.options.retentionDays * dayMs);
    const dropped: number[] = [];
    try {
      for (const day of [...this.days].sort((a, b) => a - b)) {
        if (day >= oldestKept && (day >= dayOf(nowMs) || (await usedBytes(writer)) <= this.options.mostBytes)) break;
        await writer.run(`DROP TABLE ${tableOfDay(day)}`);
        await writer.run(`DELETE FROM series_days WHERE day <= ${day}`);
        this.days.delete(day);
        dropped.push(day);
        this.owesCheckpoint = !(await checkpointed(writer));
        // Only a checkpoint frees blocks: until then the size says nothing about whether another day has to go.
        if (this.owesCheckpoint) break;
      }
      if (dropped.length === 0) return { days: [], seriesIds: [] };
      this.daySeries.dropBefore(Math.max(...dropped) + 1);
      const ended = [...this.storedIds].filter((id) => !inUse.has(id) && !this.daySeries.onAnyDay(id));
      if (ended.length > 0) {
        await writer.run('DELETE FROM series WHERE id NOT IN (SELECT series_id FROM series_days)');
        this.owesCheckpoint = !(await checkpointed(writer));
        this.storedIds = new Set([...this.storedIds].filter((id) => this.daySeries.onAnyDay(id)));
      }
      return { days: dropped, seriesIds: ended };
    } catch (cause) {
      return this.failed('Retention failed', cause);
    }
  }

  /** Folds the log into the file. Not beside an append. */
  async checkpoint(): Promise<StoreFault | null> {
    try {
      if (this.file !== null) this.owesCheckpoint = !(await checkpointed(this.file.writer));
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

function splitByDay(samples: SampleColumns): Map<number, SampleColumns> {
  const byDay = new Map<number, SampleColumns>();
  let day = NaN;
  let part = new SampleColumns(0);
  for (let row = 0; row < samples.length; row++) {
    const timeMs = samples.timesMs[row];
    if (dayOf(timeMs) !== day) {
      day = dayOf(timeMs);
      const known = byDay.get(day);
      if (known === undefined) byDay.set(day, (part = new SampleColumns(1024)));
      else part = known;
    }
    part.add(samples.seriesIds[row], timeMs, samples.values[row]);
  }
  return byDay;
}
