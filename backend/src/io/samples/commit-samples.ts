import type { DuckDBConnection } from '@duckdb/node-api';
import { SampleColumns } from '../../domain/intake/sample-columns.ts';
import type { RawSeries } from '../../domain/intake/series-directory.ts';
import { appendSamples } from './column-chunks.ts';
import { dayOf, tableOfDay } from './day.ts';
import { DaySeries } from './day-series.ts';
import type { SampleContents } from './sample-contents.ts';
import { createDayTable } from './sample-schema.ts';

/** Writes samples, and what is new about their series, in one transaction. `seriesOf` names the series that are new to the file. */
export async function commitSamples(writer: DuckDBConnection, contents: SampleContents, samples: SampleColumns, seriesOf: (id: number) => RawSeries): Promise<void> {
  const byDay = splitByDay(samples);
  await createDays(writer, contents, byDay.keys());
  await writer.run('BEGIN TRANSACTION');
  const newDaySeries = await appendDaySeries(writer, contents, byDay);
  const newIds = await appendSeries(writer, contents, byDay.values(), seriesOf);
  for (const [day, part] of byDay) await appendSamples(writer, tableOfDay(day), day, part);
  await writer.run('COMMIT');
  for (const id of newIds) contents.seriesIds.add(id);
  contents.daySeries.addAll(newDaySeries);
}

async function createDays(writer: DuckDBConnection, contents: SampleContents, days: Iterable<number>): Promise<void> {
  for (const day of days) {
    if (contents.days.has(day)) continue;
    await createDayTable(writer, day);
    contents.days.add(day);
    contents.oweCheckpoint();
  }
  await contents.settle(writer);
}

/** Answers with what was new. */
async function appendDaySeries(writer: DuckDBConnection, { daySeries }: SampleContents, byDay: ReadonlyMap<number, SampleColumns>): Promise<DaySeries> {
  const added = new DaySeries();
  const appender = await writer.createAppender('series_days');
  for (const [day, part] of byDay) {
    for (let row = 0; row < part.length; row++) {
      const id = part.seriesIds[row];
      if (daySeries.has(day, id) || added.has(day, id)) continue;
      added.add(day, id);
      appender.appendInteger(day);
      appender.appendUInteger(id);
      appender.endRow();
    }
  }
  appender.closeSync();
  return added;
}

/** Answers with the ids that were new. */
async function appendSeries(writer: DuckDBConnection, { seriesIds }: SampleContents, parts: Iterable<SampleColumns>, seriesOf: (id: number) => RawSeries): Promise<ReadonlySet<number>> {
  const added = new Set<number>();
  for (const part of parts) for (let row = 0; row < part.length; row++) if (!seriesIds.has(part.seriesIds[row])) added.add(part.seriesIds[row]);
  const appender = await writer.createAppender('series');
  for (const id of added) {
    const { token, labels } = seriesOf(id);
    appender.appendUInteger(id);
    appender.appendVarchar(token);
    appender.appendVarchar(JSON.stringify(labels));
    appender.endRow();
  }
  appender.closeSync();
  return added;
}

function splitByDay(samples: SampleColumns): Map<number, SampleColumns> {
  const byDay = new Map<number, SampleColumns>();
  let day = NaN;
  let part = new SampleColumns(0);
  for (let row = 0; row < samples.length; row++) {
    const timeMs = samples.timesMs[row];
    if (dayOf(timeMs) !== day) {
      day = dayOf(timeMs);
      const known = byDay.get(day);
      if (known === undefined) byDay.set(day, (part = new SampleColumns(1024)));
      else part = known;
    }
    part.add(samples.seriesIds[row], timeMs, samples.values[row]);
  }
  return byDay;
}
