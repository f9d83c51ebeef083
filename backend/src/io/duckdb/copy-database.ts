import { DuckDBInstance, type DuckDBConnection } from '@duckdb/node-api';
import { duckdbOptions } from './database-file.ts';

/** Chunks of 2,048 rows that are written at once. */
const chunksPerFlush = 200;

/**
 * Copies every table into a new DuckDB file as of one moment, rows in their order. Another instance writes the copy: in this
 * one its transaction would count as a writer, and no other connection could append a new day.
 */
export async function copyDatabase(reader: DuckDBConnection, file: string): Promise<void> {
  const instance = await DuckDBInstance.create(file, duckdbOptions);
  const writer = await instance.connect();
  try {
    await reader.run('BEGIN TRANSACTION READ ONLY');
    try {
      const tables = await reader.runAndReadAll('SELECT table_name, sql FROM duckdb_tables() WHERE database_name = current_database()');
      for (const [name, createStatement] of tables.getRows()) {
        await writer.run(String(createStatement));
        await copyRows(reader, writer, String(name));
      }
    } finally {
      await reader.run('COMMIT');
    }
    await writer.run('CHECKPOINT');
  } finally {
    writer.closeSync();
    instance.closeSync();
  }
}

async function copyRows(reader: DuckDBConnection, writer: DuckDBConnection, table: string): Promise<void> {
  const appender = await writer.createAppender(table);
  const rows = await reader.stream(`SELECT * FROM ${table}`);
  for (let chunks = 1; ; chunks++) {
    const chunk = await rows.fetchChunk();
    if (chunk === null || chunk.rowCount === 0) break;
    appender.appendDataChunk(chunk);
    if (chunks % chunksPerFlush === 0) appender.flushSync();
  }
  appender.closeSync();
}
