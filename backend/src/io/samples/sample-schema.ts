import type { DuckDBConnection } from '@duckdb/node-api';
import type { RawSeries } from '../../domain/intake/series-directory.ts';
import { dayOfTable, tableOfDay } from './day.ts';
import { tablesOf } from '../duckdb/database-file.ts';

/**
 * The tables. No primary key, no unique index, no ALTER: replaying their log has failed after kills. `series_days` says which
 * series have samples on which day, so that retention knows which series have ended for good.
 */
export async function createSchema(writer: DuckDBConnection): Promise<void> {
  if ((await tablesOf(writer)).includes('series_days')) return;
  await writer.run('CREATE TABLE IF NOT EXISTS series (id UINTEGER, token VARCHAR, labels VARCHAR)');
  await writer.run('CREATE TABLE IF NOT EXISTS series_days (day INTEGER, series_id UINTEGER)');
  await writer.run('CHECKPOINT');
}

/** `day_ms` counts milliseconds from the day's beginning: four bytes in the log instead of eight. */
export async function createDayTable(writer: DuckDBConnection, day: number): Promise<void> {
  await writer.run(`CREATE TABLE IF NOT EXISTS ${tableOfDay(day)} (series_id UINTEGER, day_ms UINTEGER, value DOUBLE)`);
}

export async function daysStored(writer: DuckDBConnection): Promise<number[]> {
  const days = (await tablesOf(writer)).map(dayOfTable);
  return days.filter((day) => day !== null).sort((a, b) => a - b);
}

export async function storedSeries(writer: DuckDBConnection): Promise<RawSeries[]> {
  const rows = await writer.runAndReadAll('SELECT id, token, labels FROM series');
  return rows.getRows().map(([id, token, labels]) => ({ id: Number(id), token: String(token), labels: JSON.parse(String(labels)) as RawSeries['labels'] }));
}
