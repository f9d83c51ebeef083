import type { DuckDBConnection } from '@duckdb/node-api';
import { checkpointed, usedBytes } from '../duckdb/database-file.ts';
import type { DayTables } from './day-tables.ts';
import { daySeconds, dayTables, type DayTable } from './ledger-tables.ts';

export interface LedgerRetention {
  /** Days that each kind of table is kept. */
  readonly keptDays: Readonly<Record<DayTable, number>>;
  readonly keptOnsetDays: number;
  /** When the file holds more than this, the oldest days of what takes most go before their time. */
  readonly mostBytes: number;
}

/** Drops what is out of retention, then the oldest days of the largest kinds while the file is too large; answers with the tables dropped. */
export async function retireDays(writer: DuckDBConnection, tables: DayTables, { keptDays, keptOnsetDays, mostBytes }: LedgerRetention, nowMs: number): Promise<readonly string[]> {
  const nowSeconds = Math.floor(nowMs / 1000);
  const today = Math.floor(nowSeconds / daySeconds);
  const dropped: string[] = [];
  for (const kind of dayTables) for (const day of tables.days(kind)) if (day <= today - keptDays[kind]) dropped.push(await tables.drop(writer, kind, day));
  await writer.run(`DELETE FROM onsets WHERE stamp < ${nowSeconds - keptOnsetDays * daySeconds}`);
  await writer.run(`DELETE FROM progress WHERE day <= ${today - keptDays.judged}`);
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
