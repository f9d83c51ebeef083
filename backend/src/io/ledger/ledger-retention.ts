import type { DuckDBConnection } from '@duckdb/node-api';
import { checkpointed, usedBytes } from '../duckdb/database-file.ts';
import type { DayTables } from './day-tables.ts';
import { createDayTable, daySeconds, dayTables, tableOf, type DayTable } from './ledger-tables.ts';

export interface LedgerRetention {
  /** Whole days behind today for which each kind of table is kept. */
  readonly keptDays: Readonly<Record<DayTable, number>>;
  readonly keptOnsetDays: number;
  /** When the file holds more than this, the oldest days of what takes most go before their time. */
  readonly mostBytes: number;
}

/**
 * Drops what is out of retention, then the oldest days of the largest kinds while the file is too large; answers with the tables dropped.
 * Of a day's comparisons the floors go first: what they said can be made again from what came.
 */
export async function retireDays(writer: DuckDBConnection, tables: DayTables, { keptDays, keptOnsetDays, mostBytes }: LedgerRetention, nowMs: number): Promise<readonly string[]> {
  const nowSeconds = Math.floor(nowMs / 1000);
  const today = Math.floor(nowSeconds / daySeconds);
  const dropped: string[] = [];
  const isOver = (kind: DayTable, day: number) => day < today - keptDays[kind];
  for (const day of tables.days('compared')) if (isOver('compared', day) && !isOver('hourly', day)) dropped.push(await dropFloors(writer, tables, day));
  for (const kind of dayTables) for (const day of tables.days(kind)) if (isOver(kind, day)) dropped.push(await tables.drop(writer, kind, day));
  await writer.run(`DELETE FROM onsets WHERE stamp < ${nowSeconds - keptOnsetDays * daySeconds}`);
  await writer.run(`DELETE FROM progress WHERE day < ${today - keptDays.judged}`);
  await checkpointed(writer);
  // Raw entries go first, sums last; today stays.
  for (const kind of dayTables) {
    for (const day of tables.days(kind)) {
      if (day >= today || (await usedBytes(writer)) <= mostBytes) break;
      dropped.push(await tables.drop(writer, kind, day));
      await checkpointed(writer);
    }
  }
  return dropped;
}

/** Leaves of a day's comparisons what served and what models said; answers with the table dropped. */
async function dropFloors(writer: DuckDBConnection, tables: DayTables, day: number): Promise<string> {
  await writer.run('BEGIN TRANSACTION');
  await createDayTable(writer, 'hourly', day);
  await writer.run(`INSERT INTO ${tableOf('hourly', day)} SELECT * FROM ${tableOf('compared', day)} WHERE speaker NOT IN (SELECT id FROM speakers WHERE kind = 'floor')`);
  const dropped = await tables.drop(writer, 'compared', day);
  await writer.run('COMMIT');
  tables.add([['hourly', day]]);
  return dropped;
}
