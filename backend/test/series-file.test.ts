import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { metricInfoOf } from '../src/domain/catalog/metrics.ts';
import { readSeriesFile } from '../src/io/parquet/series-file.ts';

const kindOf = (metric: string) => metricInfoOf(metric).kind;

describe('a Parquet file of series', () => {
  let folder: string;
  const file = (name: string) => path.join(folder, name);

  beforeAll(async () => {
    folder = mkdtempSync(path.join(tmpdir(), 'fleetcast-series-'));
    const instance = await DuckDBInstance.create(':memory:');
    const connection = await instance.connect();
    await connection.run(`COPY (SELECT * FROM (VALUES
        ('b', TIMESTAMP '2026-01-01 00:05:00', 10.0, 100.0),
        ('a', TIMESTAMP '2026-01-01 00:05:00', 1.0, 5.0),
        ('a', TIMESTAMP '2026-01-01 00:10:01', 2.0, 7.0),
        ('a', TIMESTAMP '2026-01-01 00:15:00', 4.0, 9.0),
        ('a', TIMESTAMP '2026-01-01 00:20:00', NULL, 11.0),
        ('b', TIMESTAMP '2026-01-01 00:10:00', 'nan'::DOUBLE, 1e39),
        ('b', TIMESTAMP '2026-01-01 00:15:00', '-inf'::DOUBLE, NULL)
      ) AS rows(server, time, cpu_pct, latency_ms)) TO '${file('good.parquet')}' (FORMAT parquet)`);
    await connection.run(`COPY (SELECT 'a' AS server, 1700000000000 AS time, 1.0 AS cpu) TO '${file('numbered.parquet')}' (FORMAT parquet)`);
    await connection.run(`COPY (SELECT unnest(['a', 'b']) AS server, unnest([DATE '1970-01-01', DATE '9999-12-31']) AS time, 1.0 AS cpu) TO '${file('ages.parquet')}' (FORMAT parquet)`);
    await connection.run(`COPY (SELECT 'a' AS host, 1.0 AS cpu) TO '${file('foreign.parquet')}' (FORMAT parquet)`);
    writeFileSync(file('text.parquet'), 'not parquet at all');
    connection.closeSync();
    instance.closeSync();
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  it('becomes one row of steps per server and column: means of percentages, maxima of latencies, NaN for gaps', async () => {
    const outcome = await readSeriesFile({ path: file('good.parquet'), stepSeconds: 300, kindOf });
    if (outcome.kind !== 'read') throw new Error(outcome.message);
    const { firstStep, stepCount, series } = outcome.file;
    expect(firstStep * 300_000).toBe(Date.UTC(2026, 0, 1, 0, 5));
    expect(stepCount).toBe(4);
    // 00:10:01 lies in the step that ends at 00:15, like 00:15 itself
    expect(series.map(({ server, metric, values }) => [server, metric, ...values])).toEqual([
      ['a', 'cpu_pct', 1, NaN, 3, NaN],
      ['a', 'latency_ms', 5, NaN, 9, 11],
      ['b', 'cpu_pct', 10, NaN, NaN, NaN],
      ['b', 'latency_ms', 100, NaN, NaN, NaN],
    ]);
  });

  it('gives only the servers asked for', async () => {
    const outcome = await readSeriesFile({ path: file('good.parquet'), stepSeconds: 300, kindOf, wants: (server) => server === 'b' });
    expect(outcome.kind === 'read' && outcome.file.series.map(({ server }) => server)).toEqual(['b', 'b']);
    expect(await readSeriesFile({ path: file('good.parquet'), stepSeconds: 300, kindOf, wants: () => false })).toMatchObject({ kind: 'no-rows' });
  });

  it('says what is wrong with a file it cannot use', async () => {
    expect(await readSeriesFile({ path: file('foreign.parquet'), stepSeconds: 300, kindOf })).toMatchObject({
      kind: 'wrong-columns',
      message: expect.stringContaining('has the columns host, cpu; needed are server, time'),
    });
    expect(await readSeriesFile({ path: file('text.parquet'), stepSeconds: 300, kindOf })).toMatchObject({ kind: 'unreadable' });
    const messages: string[] = [];
    for (const path of [file('absent.parquet'), folder, 'https://example.org/fleet.parquet', file('numbered.parquet'), file('ages.parquet')]) {
      const outcome = await readSeriesFile({ path, stepSeconds: 300, kindOf });
      messages.push(outcome.kind === 'read' ? 'read' : outcome.message);
    }
    expect(messages).toEqual([
      expect.stringContaining('There is no file'),
      expect.stringContaining('is no file; name a Parquet file'),
      expect.stringContaining('There is no file'),
      expect.stringContaining('has times of the type BIGINT; needed are stamps'),
      expect.stringMatching(/spans 1970-01-01T00:00:00.000Z to 9999-12-31T00:00:00.000Z, .* steps of 2 servers .* is a stamp wrong\?/),
    ]);
  });
});
