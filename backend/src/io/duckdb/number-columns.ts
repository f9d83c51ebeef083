/** Columns of numbers in and out of DuckDB as typed arrays: no row objects, whatever the count. */
import { DuckDBDataChunk, FLOAT, UINTEGER, USMALLINT, type DuckDBConnection, type DuckDBFloatVector, type DuckDBType, type DuckDBUIntegerVector, type DuckDBUSmallIntVector } from '@duckdb/node-api';

/** Rows of one DuckDB vector. */
const chunkRows = 2048;

export type NumberColumn = Float32Array | Uint16Array | Uint32Array;
type NumberVector = DuckDBFloatVector | DuckDBUSmallIntVector | DuckDBUIntegerVector;

const columnTypes = {
  FLOAT: { type: FLOAT, array: Float32Array },
  USMALLINT: { type: USMALLINT, array: Uint16Array },
  UINTEGER: { type: UINTEGER, array: Uint32Array },
} as const satisfies Record<string, { type: DuckDBType; array: unknown }>;
export type NumberType = keyof typeof columnTypes;

function typeOf(column: NumberColumn): DuckDBType {
  return column instanceof Float32Array ? FLOAT : column instanceof Uint16Array ? USMALLINT : UINTEGER;
}

/** Appends columns of one length, in the order of the table's. Part of the transaction that is open. */
export async function appendColumns(writer: DuckDBConnection, table: string, columns: readonly NumberColumn[]): Promise<void> {
  const rows = columns[0].length;
  if (rows === 0) return;
  const types = columns.map(typeOf);
  const appender = await writer.createAppender(table);
  for (let from = 0; from < rows; from += chunkRows) {
    const count = Math.min(chunkRows, rows - from);
    const chunk = DuckDBDataChunk.create(types, count);
    columns.forEach((column, at) => {
      const vector = chunk.getColumnVector(at) as NumberVector;
      for (let row = 0; row < count; row++) vector.setItem(row, column[from + row]);
      vector.flush();
    });
    appender.appendDataChunk(chunk);
  }
  appender.closeSync();
}

/** Runs a query whose columns have the types given, none of them NULL. */
export async function readColumns(reader: DuckDBConnection, query: string, types: readonly NumberType[]): Promise<NumberColumn[]> {
  const chunks: NumberVector[][] = [];
  let rows = 0;
  const result = await reader.stream(query);
  for (;;) {
    const chunk = await result.fetchChunk();
    if (chunk === null || chunk.rowCount === 0) break;
    chunks.push(types.map((_, at) => chunk.getColumnVector(at) as NumberVector));
    rows += chunk.rowCount;
  }
  return types.map((type, at) => {
    const column = new columnTypes[type].array(rows);
    let to = 0;
    for (const vectors of chunks) {
      const vector = vectors[at];
      for (let row = 0; row < vector.itemCount; row++) column[to++] = vector.getItem(row)!;
    }
    return column;
  });
}
