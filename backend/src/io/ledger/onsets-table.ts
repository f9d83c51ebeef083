import type { DuckDBConnection } from '@duckdb/node-api';
import type { Threshold } from '@fleetcast/contract';
import type { StoredOnset } from './ledger-rows.ts';

export async function appendOnsets(writer: DuckDBConnection, onsets: readonly StoredOnset[]): Promise<void> {
  const appender = await writer.createAppender('onsets');
  for (const { atSeconds, seriesId, threshold } of onsets) {
    appender.appendUInteger(atSeconds);
    appender.appendUInteger(seriesId);
    appender.appendDouble(threshold.value);
    appender.appendVarchar(threshold.direction);
    appender.endRow();
  }
  appender.closeSync();
}

/** In the order in which they began. */
export async function onsetsSince(reader: DuckDBConnection, fromSeconds: number): Promise<readonly StoredOnset[]> {
  const rows = await reader.runAndReadAll(`SELECT stamp, series, threshold, direction FROM onsets WHERE stamp >= ${Math.floor(fromSeconds)} ORDER BY stamp`);
  return rows.getRows().map(([stamp, series, value, direction]) => ({ atSeconds: Number(stamp), seriesId: Number(series), threshold: { value: Number(value), direction: String(direction) as Threshold['direction'] } }));
}
