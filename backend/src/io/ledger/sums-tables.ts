import type { DuckDBConnection } from '@duckdb/node-api';
import { DaySums, servedSumsLength, speakerSumsLength } from '../../domain/evaluation/day-sums.ts';
import { appendColumns, readColumns } from '../duckdb/number-columns.ts';
import { judgedColumns, servedColumns } from './ledger-columns.ts';
import { createDayTable, numberTypes, tableOf } from './ledger-tables.ts';

export interface StoredDaySums {
  readonly sums: DaySums;
  /** How many of the day's actuals, in order of arrival, the sums hold. */
  readonly cameRows: number;
}

/** Both kinds of tables that a day's sums stand in. */
export const sumsTables = ['judged', 'served'] as const;

/** Writes a day's sums in place of what was written before, as a whole. */
export async function writeDaySums(writer: DuckDBConnection, day: number, { sums, cameRows }: StoredDaySums): Promise<void> {
  await writer.run('BEGIN TRANSACTION');
  for (const kind of sumsTables) {
    await writer.run(`DROP TABLE IF EXISTS ${tableOf(kind, day)}`);
    await createDayTable(writer, kind, day);
  }
  await appendColumns(writer, tableOf('judged', day), judgedColumns(sums));
  await appendColumns(writer, tableOf('served', day), servedColumns(sums));
  await writer.run(`DELETE FROM progress WHERE day = ${day}`);
  await writer.run(`INSERT INTO progress VALUES (${day}, ${cameRows})`);
  await writer.run('COMMIT');
}

export async function readDaySums(reader: DuckDBConnection, day: number): Promise<StoredDaySums> {
  const sums = new DaySums();
  const judged = await readColumns(reader, `SELECT * FROM ${tableOf('judged', day)}`, numberTypes('judged'));
  for (let row = 0; row < judged[0].length; row++) sums.restoreSpeaker(judged[0][row], judged[1][row], Float32Array.from({ length: speakerSumsLength }, (_, at) => judged[2 + at][row]));
  const served = await readColumns(reader, `SELECT * FROM ${tableOf('served', day)}`, numberTypes('served'));
  for (let row = 0; row < served[0].length; row++) sums.restoreServed(served[0][row], Float32Array.from({ length: servedSumsLength }, (_, at) => served[1 + at][row]));
  const [[cameRows]] = (await reader.runAndReadAll(`SELECT came_rows FROM progress WHERE day = ${day}`)).getRows();
  return { sums, cameRows: Number(cameRows) };
}
