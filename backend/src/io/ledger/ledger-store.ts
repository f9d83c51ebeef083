import path from 'node:path';
import type { DuckDBConnection } from '@duckdb/node-api';
import { quantileLevels } from '@fleetcast/contract';
import { DaySums } from '../../domain/evaluation/day-sums.ts';
import type { Arrived } from '../../domain/evaluation/arrivals.ts';
import { rememberedQuantiles } from '../../domain/forecasting/ports.ts';
import { copyDatabase } from '../duckdb/copy-database.ts';
import { checkpointed, duckdbOptions, isStorageFull, openDatabaseFile, tablesOf, usedBytes, type OpenFile } from '../duckdb/database-file.ts';
import { appendColumns, readColumns } from '../duckdb/number-columns.ts';
import { spaceShortage } from '../duckdb/reserved-space.ts';
import { reasonOf } from '../reason.ts';
import { DayTables } from './day-tables.ts';
import { cameByDay, comparedColumns, saidColumns } from './ledger-columns.ts';
import type { LedgerFault } from './ledger-fault.ts';
import { retireDays, type LedgerRetention } from './ledger-retention.ts';
import type { ComparedQuantiles, OriginEntries, SaidAt, StoredLedger, StoredOnset } from './ledger-rows.ts';
import { columnNames, createSchema, daySeconds, tableOf, type DayTable } from './ledger-tables.ts';
import { appendNames, readNames } from './names-tables.ts';
import { decodeOffset } from './offset-code.ts';
import { appendOnsets, onsetsSince } from './onsets-table.ts';
import { readDaySums, sumsTables, writeDaySums, type StoredDaySums } from './sums-tables.ts';

const Q = quantileLevels.length;
const K = rememberedQuantiles.length;

export interface LedgerStoreOptions extends LedgerRetention {
  readonly file: string;
  /** Nothing is taken while the disk has less than this left. */
  readonly reserveBytes: number;
}

/** A column's piece fills whole blocks: with DuckDB's usual 256 KiB a piece of 13 bits a row leaves a quarter of its block empty. */
const ledgerOptions = { ...duckdbOptions, default_block_size: '32768' };

const closedFault: LedgerFault = { kind: 'storage-failed', message: 'The ledger file is not open.' };
const unreadable = 'The ledger could not be read';
const tookNothing = 'The ledger took nothing';

/**
 * What was said and what came true, in one DuckDB file that this object alone may open, by one connection: callers wait for
 * one call before they make the next. What a call has answered for survives a kill. Nothing is updated in place.
 */
export class LedgerStore {
  private readonly options: LedgerStoreOptions;
  private file: OpenFile | null = null;
  private readonly tables = new DayTables();
  private readonly setAsideNames: string[] = [];

  constructor(options: LedgerStoreOptions) {
    this.options = options;
  }

  /** Files that could not be read when opening, put aside under these names. */
  get setAside(): readonly string[] {
    return this.setAsideNames;
  }

  /** Opens the file unless it is open, and reads who is in it. */
  async open(nowMs: number): Promise<StoredLedger | LedgerFault> {
    if (this.file === null) {
      const opened = await openDatabaseFile(this.options.file, new Date(nowMs).toISOString().replaceAll(':', '-'), ledgerOptions);
      if ('kind' in opened) return { kind: opened.kind === 'in-use' ? 'storage-failed' : opened.kind, message: opened.message };
      this.file = opened;
      this.setAsideNames.push(...opened.setAside);
    }
    return this.guarded('The ledger could not be opened', async (writer) => {
      await createSchema(writer, await tablesOf(writer));
      await this.tables.read(writer);
      const [newestDay] = this.tables.days('said').slice(-1);
      const [[newest]] = newestDay === undefined ? [[null]] : (await writer.runAndReadAll(`SELECT max(origin) FROM ${tableOf('said', newestDay)}`)).getRows();
      return { ...(await readNames(writer)), newestOriginSeconds: newest === null ? null : Number(newest) };
    });
  }

  /** Days that have a table of this kind, ascending. */
  days(kind: DayTable): number[] {
    return this.tables.days(kind);
  }

  /** Stores what was said at an origin and what came since, durably and as a whole. `stepSeconds` turns steps into times. */
  async append(entries: OriginEntries | null, came: Arrived, stepSeconds: number): Promise<null | LedgerFault> {
    if (this.file === null) return closedFault;
    const shortage = await spaceShortage(path.dirname(this.options.file), this.options.reserveBytes);
    if (shortage !== null) return { kind: 'storage-full', message: `${shortage}; the ledger took nothing.` };
    const cameDays = cameByDay(came, stepSeconds);
    return this.guarded(tookNothing, async (writer) => {
      const wanted: Array<readonly [DayTable, number]> = [...cameDays.keys()].map((day) => ['came', day] as const);
      if (entries !== null) {
        const saidDay = dayOf(entries.originSeconds);
        wanted.push(['said', saidDay], ...(entries.compared === null ? [] : [['compared', saidDay] as const]));
      }
      await this.tables.ensure(writer, wanted);
      await writer.run('BEGIN TRANSACTION');
      if (entries !== null) await appendEntries(writer, entries);
      for (const [day, columns] of cameDays) await appendColumns(writer, tableOf('came', day), columns);
      await writer.run('COMMIT');
      return null;
    });
  }

  /** Stores a comparison alone. */
  async appendCompared(originSeconds: number, entries: Pick<OriginEntries, 'seriesIds' | 'anchors'> & { readonly compared: ComparedQuantiles }): Promise<null | LedgerFault> {
    const day = dayOf(originSeconds);
    return this.guarded(tookNothing, async (writer) => {
      await this.tables.ensure(writer, [['compared', day]]);
      await appendColumns(writer, tableOf('compared', day), comparedColumns(originSeconds, entries, entries.compared));
      return null;
    });
  }

  /** What was served, or compared, at an origin for one of the ledger's leads. */
  async saidAt(kind: 'said' | 'compared', originSeconds: number, lead: number): Promise<SaidAt | LedgerFault> {
    const day = dayOf(originSeconds);
    const width = kind === 'said' ? Q : K;
    if (!this.tables.has(kind, day)) return { seriesIds: new Uint32Array(0), speakerIds: new Uint16Array(0), quantiles: new Float32Array(0) };
    return this.guarded(unreadable, async (reader) => {
      const codeNames = columnNames(kind).slice(4 + lead * width, 4 + (lead + 1) * width);
      const query = `SELECT series, speaker, anchor, ${codeNames.join(', ')} FROM ${tableOf(kind, day)} WHERE origin = ${originSeconds}`;
      const [series, speakers, anchors, ...codes] = await readColumns(reader, query, ['UINTEGER', 'USMALLINT', 'FLOAT', ...codeNames.map(() => 'USMALLINT' as const)]);
      const quantiles = new Float32Array(series.length * width);
      for (let row = 0; row < series.length; row++) for (let q = 0; q < width; q++) quantiles[row * width + q] = anchors[row] + decodeOffset(codes[q][row]);
      return { seriesIds: series as Uint32Array, speakerIds: speakers as Uint16Array, quantiles };
    });
  }

  /** The actuals of a day in order of arrival. */
  async came(day: number, stepSeconds: number): Promise<Arrived | LedgerFault> {
    if (!this.tables.has('came', day)) return { steps: new Int32Array(0), seriesIds: new Uint32Array(0), values: new Float32Array(0) };
    return this.guarded(unreadable, async (reader) => {
      const [stamps, series, values] = await readColumns(reader, `SELECT stamp, series, value FROM ${tableOf('came', day)}`, ['UINTEGER', 'UINTEGER', 'FLOAT']);
      return { steps: Int32Array.from(stamps, (seconds) => seconds / stepSeconds), seriesIds: series as Uint32Array, values: values as Float32Array };
    });
  }

  /** Keeps that observed breaches began. */
  async appendOnsets(onsets: readonly StoredOnset[]): Promise<null | LedgerFault> {
    if (onsets.length === 0) return null;
    return this.guarded(tookNothing, async (writer) => {
      await appendOnsets(writer, onsets);
      return null;
    });
  }

  /** Observed breaches that began since a moment. */
  async onsetsSince(fromSeconds: number): Promise<readonly StoredOnset[] | LedgerFault> {
    return this.guarded(unreadable, (reader) => onsetsSince(reader, fromSeconds));
  }

  /** Writes a day's sums in place of what was written before. They hold the day's first `cameRows` actuals. */
  async writeSums(day: number, sums: DaySums, cameRows: number): Promise<null | LedgerFault> {
    return this.guarded('The sums of a day were not written', async (writer) => {
      await writeDaySums(writer, day, { sums, cameRows });
      this.tables.add(sumsTables.map((kind) => [kind, day] as const));
      await checkpointed(writer);
      return null;
    });
  }

  /** A day's sums as they were written. */
  async readSums(day: number): Promise<StoredDaySums | LedgerFault> {
    if (!this.tables.has('judged', day)) return { sums: new DaySums(), cameRows: 0 };
    return this.guarded(unreadable, (reader) => readDaySums(reader, day));
  }

  /** Drops what is out of retention; answers with the tables dropped. */
  async retire(nowMs: number): Promise<readonly string[] | LedgerFault> {
    return this.guarded('Retention of the ledger failed', (writer) => retireDays(writer, this.tables, this.options, nowMs));
  }

  async usedBytes(): Promise<number | LedgerFault> {
    return this.guarded(unreadable, usedBytes);
  }

  async checkpoint(): Promise<null | LedgerFault> {
    return this.guarded('The log could not be folded into the ledger', async (writer) => {
      await checkpointed(writer);
      return null;
    });
  }

  /** Copies everything into a new DuckDB file. */
  async copyTo(file: string): Promise<null | LedgerFault> {
    return this.guarded(`The ledger could not be copied to ${file}`, async (reader) => {
      await copyDatabase(reader, file);
      return null;
    });
  }

  close(): void {
    this.file?.writer.closeSync();
    this.file?.instance.closeSync();
    this.file = null;
  }

  /** After a failure DuckDB may refuse everything until it is opened again: the file is closed, and open() begins anew. */
  private async guarded<T>(what: string, work: (connection: DuckDBConnection) => Promise<T>): Promise<T | LedgerFault> {
    if (this.file === null) return closedFault;
    try {
      return await work(this.file.writer);
    } catch (cause) {
      this.close();
      return { kind: isStorageFull(cause) ? 'storage-full' : 'storage-failed', message: `${what}: ${reasonOf(cause)}` };
    }
  }
}

function dayOf(seconds: number): number {
  return Math.floor(seconds / daySeconds);
}

async function appendEntries(writer: DuckDBConnection, entries: OriginEntries): Promise<void> {
  const day = dayOf(entries.originSeconds);
  await appendNames(writer, entries);
  await appendColumns(writer, tableOf('said', day), saidColumns(entries));
  if (entries.compared !== null) await appendColumns(writer, tableOf('compared', day), comparedColumns(entries.originSeconds, entries, entries.compared));
}
