import type { DuckDBConnection } from '@duckdb/node-api';
import { usedBytes } from '../duckdb/database-file.ts';
import { dayMs, dayOf, tableOfDay } from './day.ts';
import type { SampleContents } from './sample-contents.ts';

export interface SampleRetention {
  readonly retentionDays: number;
  /** When the file holds more than this, the oldest days go before their time. */
  readonly mostBytes: number;
}

/** What of the past was dropped. */
export interface Retired {
  readonly days: readonly number[];
  /** Series that have no sample on any day that is kept. */
  readonly seriesIds: readonly number[];
}

/** Drops days out of retention, and the oldest ones while the file is larger than it may be; today stays. Series in use stay although they have no sample yet. */
export async function retireDays(writer: DuckDBConnection, contents: SampleContents, { retentionDays, mostBytes }: SampleRetention, nowMs: number, inUse: ReadonlySet<number>): Promise<Retired> {
  const today = dayOf(nowMs);
  const oldestKept = dayOf(nowMs - retentionDays * dayMs);
  const dropped: number[] = [];
  for (const day of [...contents.days].sort((a, b) => a - b)) {
    if (day >= oldestKept && (day >= today || (await usedBytes(writer)) <= mostBytes)) break;
    await writer.run(`DROP TABLE ${tableOfDay(day)}`);
    await writer.run(`DELETE FROM series_days WHERE day <= ${day}`);
    contents.days.delete(day);
    dropped.push(day);
    // Only a checkpoint frees blocks: until then the size says nothing about whether another day has to go.
    if (!(await contents.checkpoint(writer))) break;
  }
  if (dropped.length === 0) return { days: [], seriesIds: [] };
  contents.daySeries.dropBefore(Math.max(...dropped) + 1);
  return { days: dropped, seriesIds: await retireSeries(writer, contents, inUse) };
}

async function retireSeries(writer: DuckDBConnection, contents: SampleContents, inUse: ReadonlySet<number>): Promise<readonly number[]> {
  const { daySeries } = contents;
  const ended = [...contents.seriesIds].filter((id) => !inUse.has(id) && !daySeries.onAnyDay(id));
  if (ended.length === 0) return ended;
  await writer.run('DELETE FROM series WHERE id NOT IN (SELECT series_id FROM series_days)');
  await contents.checkpoint(writer);
  // Those in use without a sample have lost their row as well: they get it again with their first sample.
  contents.seriesIds = new Set([...contents.seriesIds].filter((id) => daySeries.onAnyDay(id)));
  return ended;
}
