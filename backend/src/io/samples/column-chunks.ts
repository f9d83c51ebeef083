import { type DuckDBConnection, DuckDBDataChunk, type DuckDBDoubleVector, type DuckDBType, type DuckDBUIntegerVector, DOUBLE, UINTEGER } from '@duckdb/node-api';
import type { SampleColumns } from '../../domain/intake/sample-columns.ts';
import { dayMs } from './day.ts';

/** Rows of one DuckDB vector. */
const chunkRows = 2048;

const sampleTypes: readonly DuckDBType[] = [UINTEGER, UINTEGER, DOUBLE];

/** Appends samples of one day through DuckDB's appender, in order of arrival. */
export async function appendSamples(writer: DuckDBConnection, table: string, day: number, samples: SampleColumns): Promise<void> {
  const appender = await writer.createAppender(table);
  const dayStartMs = day * dayMs;
  for (let from = 0; from < samples.length; from += chunkRows) {
    const rows = Math.min(chunkRows, samples.length - from);
    const chunk = DuckDBDataChunk.create(sampleTypes, rows);
    const ids = chunk.getColumnVector(0) as DuckDBUIntegerVector;
    const stamps = chunk.getColumnVector(1) as DuckDBUIntegerVector;
    const values = chunk.getColumnVector(2) as DuckDBDoubleVector;
    for (let row = 0; row < rows; row++) {
      ids.setItem(row, samples.seriesIds[from + row]);
      stamps.setItem(row, samples.timesMs[from + row] - dayStartMs);
      values.setItem(row, samples.values[from + row]);
    }
    ids.flush();
    stamps.flush();
    values.flush();
    appender.appendDataChunk(chunk);
  }
  appender.closeSync();
}

/** Reads (afterMs, toMs] of one day's table, in order of arrival. */
export async function readSamples(reader: DuckDBConnection, table: string, day: number, afterMs: number, toMs: number, into: SampleColumns): Promise<void> {
  const dayStartMs = day * dayMs;
  const result = await reader.stream(
    `SELECT series_id, day_ms, value FROM ${table} WHERE day_ms >= ${Math.max(afterMs + 1 - dayStartMs, 0)} AND day_ms <= ${Math.min(toMs - dayStartMs, dayMs)}`,
  );
  for (;;) {
    const chunk = await result.fetchChunk();
    const rows = chunk?.rowCount ?? 0;
    if (chunk === null || rows === 0) return;
    const ids = chunk.getColumnVector(0) as DuckDBUIntegerVector;
    const stamps = chunk.getColumnVector(1) as DuckDBUIntegerVector;
    const values = chunk.getColumnVector(2) as DuckDBDoubleVector;
    for (let row = 0; row < rows; row++) into.add(ids.getItem(row)!, dayStartMs + stamps.getItem(row)!, values.getItem(row)!);
  }
}
