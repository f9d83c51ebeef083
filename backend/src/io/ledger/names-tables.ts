/** The tables that say whom numbers stand for: series and speakers. The newest row of a number counts. */
import type { DuckDBConnection } from '@duckdb/node-api';
import type { LedgerSeries, LedgerSpeaker } from '../../domain/evaluation/ledger-entries.ts';
import type { OriginEntries, StoredLedger } from './ledger-rows.ts';

export async function appendNames(writer: DuckDBConnection, { newSeries, newSpeakers }: Pick<OriginEntries, 'newSeries' | 'newSpeakers'>): Promise<void> {
  if (newSeries.length > 0) {
    const appender = await writer.createAppender('series');
    for (const { id, region, serverId, server, profile, metric, kind } of newSeries) {
      appender.appendUInteger(id);
      for (const text of [region, serverId, server, profile, metric, kind]) appender.appendVarchar(text);
      appender.endRow();
    }
    appender.closeSync();
  }
  if (newSpeakers.length > 0) {
    const appender = await writer.createAppender('speakers');
    for (const { id, kind, name } of newSpeakers) {
      appender.appendUSmallInt(id);
      appender.appendVarchar(kind);
      appender.appendVarchar(name);
      appender.endRow();
    }
    appender.closeSync();
  }
}

export async function readNames(reader: DuckDBConnection): Promise<Pick<StoredLedger, 'series' | 'speakers'>> {
  const series = await reader.runAndReadAll('SELECT id, region, server_id, server, profile, metric, kind FROM series');
  const speakers = await reader.runAndReadAll('SELECT id, kind, name FROM speakers');
  return {
    series: series.getRows().map(([id, ...texts]) => {
      const [region, serverId, server, profile, metric, kind] = texts.map(String);
      return { id: Number(id), region, serverId, server, profile, metric, kind: kind as LedgerSeries['kind'] };
    }),
    speakers: speakers.getRows().map(([id, kind, name]) => ({ id: Number(id), kind: String(kind) as LedgerSpeaker['kind'], name: String(name) })),
  };
}
