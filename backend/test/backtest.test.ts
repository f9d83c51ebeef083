/** `fleetcast backtest` as a process, on small Parquet files made here. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { DuckDBInstance } from '@duckdb/node-api';

const main = path.resolve(import.meta.dirname, '../src/main.ts');
const folder = mkdtempSync(path.join(os.tmpdir(), 'fleetcast-backtest-test-'));
const inFolder = (name: string) => path.join(folder, name);

async function query(sql: string): Promise<unknown[][]> {
  const instance = await DuckDBInstance.create(':memory:');
  const connection = await instance.connect();
  const rows = (await connection.runAndReadAll(sql)).getRowsJson() as unknown[][];
  connection.closeSync();
  instance.closeSync();
  return rows;
}

function backtest(...args: string[]): { status: number | null; said: string } {
  const done = spawnSync(process.execPath, ['--disable-warning=ExperimentalWarning', main, 'backtest', ...args], { encoding: 'utf8' });
  return { status: done.status, said: done.stderr + done.stdout };
}

/** 14 days of one or more servers: cpu a wave, net a constant, mem never observed, latency with infinities. */
async function write(name: string, servers: readonly string[], columns = '50 + 30 * sin(i * 2 * pi() / 288) + (i * 7919 % 13) AS cpu_pct, 42.5 AS net_kbps, NULL::DOUBLE AS mem_pct'): Promise<string> {
  const list = servers.map((server) => `'${server}'`).join(', ');
  await query(`COPY (SELECT server, TIMESTAMP '2024-03-01' + to_seconds(i * 300) AS time, ${columns} FROM (SELECT unnest([${list}]) AS server), range(1, 14 * 288 + 1) AS r(i)) TO '${inFolder(name)}' (FORMAT parquet)`);
  return inFolder(name);
}

const period = ['--from', '2024-03-13T00:00Z', '--to', '2024-03-14T00:00Z', '--stride', '96'];

describe('fleetcast backtest', () => {
  let fleet: string;
  beforeAll(async () => {
    fleet = await write('fleet.parquet', ['a', 'b/ü %:', 'c']);
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  it('writes every server, metric and origin of the stride, ordered quantiles, in the unit of the metric', async () => {
    const out = inFolder('forecasts.parquet');
    const { status, said } = backtest('--data', fleet, '--servers-match', '^(a|b)', ...period, '--out', out);
    expect([status, status === 0 ? '' : said]).toEqual([0, '']);
    const [[rows, origins, firstOrigin, lastOrigin, servers]] = await query(`SELECT count(*)::INT, count(DISTINCT origin)::INT, min(origin)::VARCHAR, max(origin)::VARCHAR, list_sort(list(DISTINCT server))::VARCHAR FROM '${out}'`);
    expect([rows, origins, firstOrigin, lastOrigin, servers]).toEqual([2 * 3 * 4 * 96, 4, '2024-03-13 00:00:00', '2024-03-14 00:00:00', "[a, 'b/ü %:']"]);
    expect(await query(`SELECT column_name FROM (DESCRIBE SELECT * FROM '${out}')`)).toEqual(['server', 'metric', 'origin', 'step', 'q02', 'q10', 'q25', 'q50', 'q75', 'q90', 'q98', 'speaker'].map((name) => [name]));
    expect(await query(`SELECT count(*)::INT FROM '${out}' WHERE NOT (q02 <= q10 AND q10 <= q25 AND q25 <= q50 AND q50 <= q75 AND q75 <= q90 AND q90 <= q98)`)).toEqual([[0]]);
    expect(await query(`SELECT DISTINCT q02, q98, speaker FROM '${out}' WHERE metric = 'net_kbps'`)).toEqual([[42.5, 42.5, 'floor:last-value']]);
    const [[speaker, error]] = await query(`SELECT any_value(speaker), avg(abs(q50 - (56 + 30 * sin((epoch(origin) / 300 + step) * 2 * pi() / 288)))) FROM '${out}' WHERE metric = 'cpu_pct' AND server = 'a'`);
    expect(speaker).toMatch(/^model:/);
    expect(Number(error)).toBeLessThan(5);
  });

  it('knows nothing that came after an origin: with noise from there on, every forecast up to it stays the same', async () => {
    const cut = "TIMESTAMP '2024-03-13 08:00'";
    const shape = (noise: string) => `50 + 30 * sin(i * 2 * pi() / 288) + (i * 7919 % 23) ${noise} AS cpu_pct, 1000 + 900 * sin(i * 2 * pi() / 288) ${noise} AS net_kbps`;
    const original = await write('known.parquet', ['a', 'b'], shape(''));
    const noisy = await write('noisy.parquet', ['a', 'b'], shape(`+ CASE WHEN TIMESTAMP '2024-03-01' + to_seconds(i * 300) > ${cut} THEN 40 * sin(i * i) ELSE 0 END`));
    const outs = [original, noisy].map((data) => {
      const out = data.replace('.parquet', '-forecasts.parquet');
      const { status, said } = backtest('--data', data, '--from', '2024-03-12T00:00Z', '--to', '2024-03-14T00:00Z', '--stride', '24', '--speaker', 'served', '--out', out);
      expect([status, status === 0 ? '' : said]).toEqual([0, '']);
      return out;
    });
    const differing = (where: string) =>
      query(`SELECT count(*)::INT FROM (SELECT * FROM '${outs[0]}' WHERE origin ${where} ${cut} EXCEPT SELECT * FROM '${outs[1]}' WHERE origin ${where} ${cut})`);
    expect(await query(`SELECT count(*)::INT FROM '${outs[0]}' WHERE origin <= ${cut}`)).toEqual([[2 * 2 * 17 * 96]]);
    expect(await differing('<=')).toEqual([[0]]);
    expect(Number((await differing('>'))[0][0])).toBeGreaterThan(0);
  });

  it('takes infinities for missing and a kind from the command line', async () => {
    const file = await write('infinite.parquet', ['solo'], `CASE WHEN i % 50 = 0 THEN 'inf'::DOUBLE ELSE 5 + i % 7 END AS thing`);
    const out = inFolder('infinite-out.parquet');
    const { status, said } = backtest('--data', file, '--metric', 'thing=percent', ...period, '--out', out);
    expect([status, status === 0 ? '' : said]).toEqual([0, '']);
    expect(await query(`SELECT count(*)::INT, max(q98) < 30 FROM '${out}'`)).toEqual([[4 * 96, true]]);
  });

  it('fine-tunes on what came until the time it was given, and on nothing later', async () => {
    const until = '2024-03-13T00:00Z';
    const shape = (noise: string) => `50 + 30 * sin(i * 2 * pi() / 288) + (i * 7919 % 23) ${noise} AS cpu_pct`;
    const original = await write('tuning.parquet', ['a', 'b'], shape(''));
    const noisy = await write('tuning-noisy.parquet', ['a', 'b'], shape(`+ CASE WHEN TIMESTAMP '2024-03-01' + to_seconds(i * 300) > TIMESTAMP '2024-03-13 00:00' THEN 40 * sin(i * i) ELSE 0 END`));
    const forecastsOf = (data: string, ...more: string[]) => {
      const out = inFolder(`${path.basename(data, '.parquet')}-${more.length}.parquet`);
      const { status, said } = backtest('--data', data, '--from', until, '--to', until, '--stride', '96', '--speaker', 'model', '--out', out, ...more);
      expect([status, status === 0 ? '' : said]).toEqual([0, '']);
      return out;
    };
    const tuning = ['--fine-tune-until', until, '--fine-tune-steps', '30'];
    const [tuned, tunedBesideNoise, untuned] = [forecastsOf(original, ...tuning), forecastsOf(noisy, ...tuning), forecastsOf(original)];
    expect(await query(`SELECT DISTINCT speaker FROM '${tuned}'`)).toEqual([['model:fine-tuned']]);
    const differing = (one: string, other: string) => query(`SELECT count(*)::INT FROM (SELECT * EXCLUDE speaker FROM '${one}' EXCEPT SELECT * EXCLUDE speaker FROM '${other}')`);
    expect(await query(`SELECT count(*)::INT FROM '${tuned}'`)).toEqual([[2 * 96]]);
    expect(await differing(tuned, tunedBesideNoise)).toEqual([[0]]);
    expect(await differing(tuned, untuned)).toEqual([[2 * 96]]);
  }); // two trainings, in processes of low priority

  it('refuses to forecast what it was fitted on', () => {
    const { status, said } = backtest('--data', fleet, ...period, '--fine-tune-until', '2024-03-13T00:05Z', '--out', inFolder('x.parquet'));
    expect(status).toBe(1);
    expect(said).toContain('lies before --fine-tune-until');
  });

  it('says what is wrong with a file and what is accepted', async () => {
    writeFileSync(inFolder('text.parquet'), 'not parquet');
    await query(`COPY (SELECT 'a' AS server, 1.5 AS cpu_pct) TO '${inFolder('timeless.parquet')}' (FORMAT parquet)`);
    const out = inFolder('x.parquet');
    expect(backtest('--data', inFolder('absent.parquet'), ...period, '--out', out).said).toContain('There is no file');
    expect(backtest('--data', inFolder('text.parquet'), ...period, '--out', out).said).toContain('cannot be read as Parquet');
    expect(backtest('--data', inFolder('timeless.parquet'), ...period, '--out', out).said).toContain('needed are server, time');
    const unknown = backtest('--data', fleet, '--servers', 'nobody', ...period, '--out', out);
    expect([unknown.status, unknown.said]).toEqual([1, expect.stringContaining('no row of the servers asked for')]);
    expect(backtest('--data', fleet, '--metric', 'absent=percent', ...period, '--out', out).said).toContain('names the column absent');
    expect(backtest('--data', fleet, '--from', 'yesterday', '--to', '2024-03-14', '--stride', '96', '--out', out).said).toContain('a UTC time is needed');
  });
});
