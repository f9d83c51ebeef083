import type { DuckDBConnection } from '@duckdb/node-api';
import { checkpointed, tablesOf } from '../duckdb/database-file.ts';
import { createDayTable, dayTableOf, tableOf, type DayTable } from './ledger-tables.ts';

/** Which days have a table of which kind in the open file. */
export class DayTables {
  private names: ReadonlySet<string> = new Set();

  async read(writer: DuckDBConnection): Promise<void> {
    this.names = new Set(await tablesOf(writer));
  }

  has(kind: DayTable, day: number): boolean {
    return this.names.has(tableOf(kind, day));
  }

  /** Ascending. */
  days(kind: DayTable): number[] {
    const days = [...this.names].map(dayTableOf).filter((table) => table?.kind === kind);
    return days.map((table) => table!.day).sort((a, b) => a - b);
  }

  async ensure(writer: DuckDBConnection, wanted: ReadonlyArray<readonly [DayTable, number]>): Promise<void> {
    const missing = wanted.filter(([kind, day]) => !this.has(kind, day));
    if (missing.length === 0) return;
    for (const [kind, day] of missing) await createDayTable(writer, kind, day);
    await checkpointed(writer);
    this.add(missing);
  }

  /** Says that these were created. */
  add(created: ReadonlyArray<readonly [DayTable, number]>): void {
    this.names = new Set([...this.names, ...created.map(([kind, day]) => tableOf(kind, day))]);
  }

  /** Answers with the table's name. */
  async drop(writer: DuckDBConnection, kind: DayTable, day: number): Promise<string> {
    const name = tableOf(kind, day);
    await writer.run(`DROP TABLE ${name}`);
    this.names = new Set([...this.names].filter((one) => one !== name));
    return name;
  }
}
