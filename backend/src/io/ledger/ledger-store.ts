import path from 'node:path';
import type { DuckDBConnection } from '@duckdb/node-api';
import { quantileLevels, type Threshold } from '@fleetcast/contract';
import { DaySums, servedSumsLength, speakerSumsLength } from '../../domain/evaluation/day-sums.ts';
import type { Arrived } from '../../domain/evaluation/arrivals.ts';
import type { LedgerSeries, LedgerSpeaker } from '../../domain/evaluation/ledger-entries.ts';
import { rememberedQuantiles } from '../../domain/forecasting/ports.ts';
import { copyDatabase } from '../duckdb/copy-database.ts';
import { checkpointed, duckdbOptions, isStorageFull, openDatabaseFile, tablesOf, usedBytes, type OpenFile } from '../duckdb/database-file.ts';
import { appendColumns, readColumns } from '../duckdb/number-columns.ts';
import { spaceShortage } from '../duckdb/reserved-space.ts';
import { reasonOf } from '../reason.ts';
import { cameByDay, comparedColumns, judgedColumns, saidColumns, servedColumns } from './ledger-columns.ts';
import type { ComparedQuantiles, OriginEntries, SaidAt, StoredLedger, StoredOnset } from './ledger-rows.ts';
import { columnNames, createDayTable, createSchema, daySeconds, dayTableOf, dayTables, numberTypes, tableOf, type DayTable } from './ledger-tables.ts';
import { decodeOffset } from './offset-code.ts';

const Q = quantileLevels.length;
const K = rememberedQuantiles.length;

export interface LedgerStoreOptions {
  readonly file: string;
  /** Days that each kind of table is kept. */
  readonly keptDays: Readonly<Record<DayTable, number>>;
  readonly keptOnsetDays: number;
  /** When the file holds more than this, the oldest days of what takes most go before their time. */
  readonly mostBytes: number;
  /** Nothing is taken while the disk has less than this left. */
  readonly reserveBytes: number;
}

export type LedgerFault = { readonly kind: 'storage-full' | 'storage-failed'; readonly message: string };

/** A column's piece fills whole blocks: with DuckDB's usual 256 KiB a piece of 13 bits a row leaves a quarter of its block empty. */
const ledgerOptions = { ...duckdbOptions, default_block_size: '32768' };

const closedFault: LedgerFault = { kind: 'storage-failed', message: 'The ledger file is not open.' };

/**
 * What was said and what came true, in one DuckDB file that this object alone may open, by one connection: callers wait for
 * one call before they make the next. What a call has answered for survives a kill. Nothing is updated in place.
 */
export class LedgerStore {
  private readonly options: LedgerStoreOptions;
  private file: OpenFile | null = null;
  private tables = new Set<string>();
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
      this.tables = new Set(await tablesOf(writer));
      const series = await writer.runAndReadAll('SELECT id, region, server_id, server, profile, metric, kind FROM series');
      const speakers = await writer.runAndReadAll('SELECT id, kind, name FROM speakers');
      const [newestDay] = this.days('said').slice(-1);
      const [[newest]] = newestDay === undefined ? [[null]] : (await writer.runAndReadAll(`SELECT max(origin) FROM ${tableOf('said', newestDay)}`)).getRows();
      return {
        series: series.getRows().map(([id, ...texts]) => {
          const [region, serverId, server, profile, metric, kind] = texts.map(String);
          return { id: Number(id), region, serverId, server, profile, metric, kind: kind as LedgerSeries['kind'] };
        }),
        speakers: speakers.getRows().map(([id, kind, name]) => ({ id: Number(id), kind: String(kind) as LedgerSpeaker['kind'], name: String(name) })),
        newestOriginSeconds: newest === null ? null : Number(newest),
      };
    });
  }

  /** Days that have a table of this kind, ascending. */
  days(kind: DayTable): number[] {
    const days = [...this.tables].map(dayTableOf).filter((table) => table?.kind === kind);
    return days.map((table) => table!.day).sort((a, b) => a - b);
  }

  /** Stores what was said at an origin and what came since, durably and as a whole. `stepSeconds` turns steps into times. */
  async append(entries: OriginEntries | null, came: Arrived, stepSeconds: number): Promise<null | LedgerFault> {
    if (this.file === null) return closedFault;
    const shortage = await spaceShortage(path.dirname(this.options.file), this.options.reserveBytes);
    if (shortage !== null) return { kind: 'storage-full', message: `${shortage}; the ledger took nothing.` };
    const cameDays = cameByDay(came, stepSeconds);
    return this.guarded('The ledger took nothing', async (writer) => {
      const saidDay = Math.floor((entries?.originSeconds ?? 0) / daySeconds);
      const wanted: Array<readonly [DayTable, number]> = [...cameDays.keys()].map((day) => ['came', day] as const);
      if (entries !== null) wanted.push(['said', saidDay], ...(entries.compared === null ? [] : [['compared', saidDay] as const]));
      await this.ensureTables(writer, wanted);
      await writer.run('BEGIN TRANSACTION');
      if (entries !== null) await appendEntries(writer, entries);
      for (const [day, columns] of cameDays) await appendColumns(writer, tableOf('came', day), columns);
      await writer.run('COMMIT');
      return null;
    });
  }

  /** Stores a comparison alone. */
  async appendCompared(originSeconds: number, entries: Pick<OriginEntries, 'seriesIds' | 'anchors'> & { readonly compared: ComparedQuantiles }): Promise<null | LedgerFault> {
    const day = Math.floor(originSeconds / daySeconds);
    return this.guarded('The ledger took nothing', async (writer) => {
      await this.ensureTables(writer, [['compared', day]]);
      await appendColumns(writer, tableOf('compared', day), comparedColumns(originSeconds, entries, entries.compared));
      return null;
    });
  }

  /** What was served, or compared, at an origin for one of the ledger's leads. */
  async saidAt(kind: 'said' | 'compared', originSeconds: number, lead: number): Promise<SaidAt | LedgerFault> {
    const table = tableOf(kind, Math.floor(originSeconds / daySeconds));
    const width = kind === 'said' ? Q : K;
    if (!this.tables.has(table)) return { seriesIds: new Uint32Array(0), speakerIds: new Uint16Array(0), quantiles: new Float32Array(0) };
    return this.guarded('The ledger could not be read', async (reader) => {
      const codeNames = columnNames(kind).slice(4 + lead * width, 4 + (lead + 1) * width);
      const query = `SELECT series, speaker, anchor, ${codeNames.join(', ')} FROM ${table} WHERE origin = ${originSeconds}`;
      const [series, speakers, anchors, ...codes] = await readColumns(reader, query, ['UINTEGER', 'USMALLINT', 'FLOAT', ...codeNames.map(() => 'USMALLINT' as const)]);
      const quantiles = new Float32Array(series.length * width);
      for (let row = 0; row < series.length; row++) for (let q = 0; q < width; q++) quantiles[row * width + q] = anchors[row] + decodeOffset(codes[q][row]);
      return { seriesIds: series as Uint32Array, speakerIds: speakers as Uint16Array, quantiles };
    });
  }

  /** The actuals of a day in order of arrival, from the `skip`-th on. */
  async came(day: number, skip: number, stepSeconds: number): Promise<Arrived | LedgerFault> {
    const table = tableOf('came', day);
    if (!this.tables.has(table)) return { steps: new Int32Array(0), seriesIds: new Uint32Array(0), values: new Float32Array(0) };
    return this.guarded('The ledger could not be read', async (reader) => {
      const [stamps, series, values] = await readColumns(reader, `SELECT stamp, series, value FROM ${table} OFFSET ${skip}`, ['UINTEGER', 'UINTEGER', 'FLOAT']);
      return { steps: Int32Array.from(stamps, (seconds) => seconds / stepSeconds), seriesIds: series as Uint32Array, values: values as Float32Array };
    });
  }

  /** Keeps that observed breaches began. */
  async appendOnsets(onsets: readonly StoredOnset[]): Promise<null | LedgerFault> {
    if (onsets.length === 0) return null;
    return this.guarded('The ledger took nothing', async (writer) => {
      const appender = await writer.createAppender('onsets');
      for (const { atSeconds, seriesId, threshold } of onsets) {
        appender.appendUInteger(atSeconds);
        appender.appendUInteger(seriesId);
        appender.appendDouble(threshold.value);
        appender.appendVarchar(threshold.direction);
        appender.endRow();
      }
      appender.closeSync();
      return null;
    });
  }

  /** Observed breaches that began since a moment. */
  async onsetsSince(fromSeconds: number): Promise<readonly StoredOnset[] | LedgerFault> {
    return this.guarded('The ledger could not be read', async (reader) => {
      const rows = await reader.runAndReadAll(`SELECT stamp, series, threshold, direction FROM onsets WHERE stamp >= ${Math.floor(fromSeconds)} ORDER BY stamp`);
      return rows.getRows().map(([stamp, series, value, direction]) => ({ atSeconds: Number(stamp), seriesId: Number(series), threshold: { value: Number(value), direction: String(direction) as Threshold['direction'] } }));
    });
  }

  /** Writes a day's sums in place of what was written before. They hold the day's first `cameRows` actuals. */
  async writeSums(day: number, sums: DaySums, cameRows: number): Promise<null | LedgerFault> {
    return this.guarded('The sums of a day were not written', async (writer) => {
      await writer.run('BEGIN TRANSACTION');
      for (const kind of ['judged', 'served'] as const) {
        await writer.run(`DROP TABLE IF EXISTS ${tableOf(kind, day)}`);
        await createDayTable(writer, kind, day);
      }
      await appendColumns(writer, tableOf('judged', day), judgedColumns(sums));
      await appendColumns(writer, tableOf('served', day), servedColumns(sums));
      await writer.run(`DELETE FROM progress WHERE day = ${day}`);
      await writer.run(`INSERT INTO progress VALUES (${day}, ${cameRows})`);
      await writer.run('COMMIT');
      this.tables.add(tableOf('judged', day)).add(tableOf('served', day));
      await checkpointed(writer);
      return null;
    });
  }

  /** A day's sums as they were written, and how many of its actuals they hold. */
  async readSums(day: number): Promise<{ readonly sums: DaySums; readonly cameRows: number } | LedgerFault> {
    const sums = new DaySums();
    if (!this.tables.has(tableOf('judged', day))) return { sums, cameRows: 0 };
    return this.guarded('The ledger could not be read', async (reader) => {
      const judged = await readColumns(reader, `SELECT * FROM ${tableOf('judged', day)}`, numberTypes('judged'));
      for (let row = 0; row < judged[0].length; row++) sums.restoreSpeaker(judged[0][row], judged[1][row], Float32Array.from({ length: speakerSumsLength }, (_, at) => judged[2 + at][row]));
      const served = await readColumns(reader, `SELECT * FROM ${tableOf('served', day)}`, numberTypes('served'));
      for (let row = 0; row < served[0].length; row++) sums.restoreServed(served[0][row], Float32Array.from({ length: servedSumsLength }, (_, at) => served[1 + at][row]));
      const [[cameRows]] = (await reader.runAndReadAll(`SELECT came_rows FROM progress WHERE day = ${day}`)).getRows();
      return { sums, cameRows: Number(cameRows) };
    });
  }

  /** Drops what is out of retention, then the oldest days of the largest kinds while the file is too large; answers with the tables dropped. */
  async retire(nowMs: number): Promise<readonly string[] | LedgerFault> {
    const today = Math.floor(nowMs / 1000 / daySeconds);
    const { keptDays, keptOnsetDays, mostBytes } = this.options;
    return this.guarded('Retention of the ledger failed', async (writer) => {
      const dropped: string[] = [];
      const drop = async (kind: DayTable, day: number) => {
        await writer.run(`DROP TABLE ${tableOf(kind, day)}`);
        this.tables.delete(tableOf(kind, day));
        dropped.push(tableOf(kind, day));
      };
      for (const kind of dayTables) for (const day of this.days(kind)) if (day <= today - keptDays[kind]) await drop(kind, day);
      await writer.run(`DELETE FROM onsets WHERE stamp < ${Math.floor(nowMs / 1000) - keptOnsetDays * daySeconds}`);
      await writer.run(`DELETE FROM progress WHERE day <= ${today - keptDays.judged}`);
      await checkpointed(writer);
      // Raw entries go first, sums last; today stays.
      for (const kind of dayTables) {
        for (const day of this.days(kind)) {
          if (day >= today || (await usedBytes(writer)) <= mostBytes) break;
          await drop(kind, day);
          await checkpointed(writer);
        }
      }
      return dropped;
    });
  }

  async usedBytes(): Promise<number | LedgerFault> {
    return this.guarded('The ledger could not be read', usedBytes);
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

  private async ensureTables(writer: DuckDBConnection, wanted: ReadonlyArray<readonly [DayTable, number]>): Promise<void> {
    const missing = wanted.filter(([kind, day]) => !this.tables.has(tableOf(kind, day)));
    if (missing.length === 0) return;
    for (const [kind, day] of missing) await createDayTable(writer, kind, day);
    await checkpointed(writer);
    for (const [kind, day] of missing) this.tables.add(tableOf(kind, day));
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

async function appendEntries(writer: DuckDBConnection, entries: OriginEntries): Promise<void> {
  const day = Math.floor(entries.originSeconds / daySeconds);
  if (entries.newSeries.length > 0) {
    const appender = await writer.createAppender('series');
    for (const { id, region, serverId, server, profile, metric, kind } of entries.newSeries) {
      appender.appendUInteger(id);
      for (const text of [region, serverId, server, profile, metric, kind]) appender.appendVarchar(text);
      appender.endRow();
    }
    appender.closeSync();
  }
  if (entries.newSpeakers.length > 0) {
    const appender = await writer.createAppender('speakers');
    for (const { id, kind, name } of entries.newSpeakers) {
      appender.appendUSmallInt(id);
      appender.appendVarchar(kind);
      appender.appendVarchar(name);
      appender.endRow();
    }
    appender.closeSync();
  }
  await appendColumns(writer, tableOf('said', day), saidColumns(entries));
  if (entries.compared !== null) await appendColumns(writer, tableOf('compared', day), comparedColumns(entries.originSeconds, entries, entries.compared));
}
