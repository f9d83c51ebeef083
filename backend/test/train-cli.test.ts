/** `fleetcast train` as people run it. */
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { readModel } from '../src/io/model-store/model-folder.ts';

const main = path.resolve(import.meta.dirname, '../src/main.ts');

function fleetcast(...args: string[]): Promise<{ code: number | null; output: string }> {
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', main, ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', (text: string) => (output += text));
  return new Promise((resolve) => child.once('close', (code) => resolve({ code, output })));
}

describe('fleetcast train', () => {
  let folder: string;
  let data: string;
  beforeAll(async () => {
    folder = mkdtempSync(path.join(tmpdir(), 'fleetcast-train-'));
    data = path.join(folder, 'fleet.parquet');
    const instance = await DuckDBInstance.create(':memory:');
    const connection = await instance.connect();
    await connection.run(`COPY (
        SELECT 'web' || s AS server, TIMESTAMP '2026-01-01' + INTERVAL 1 HOUR * h AS time,
               30 + 10 * sin(2 * pi() * h / 24) + s + random() AS cpu_pct, 1000 + 100 * random() AS net_kbps
        FROM range(3) AS servers(s), range(720) AS hours(h)
      ) TO '${data}' (FORMAT parquet)`);
    connection.closeSync();
    instance.closeSync();
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  const hourly = ['--step', '3600', '--horizon', '12', '--threads', '1'];

  it('makes a model from a Parquet file, of the servers, metrics and time asked for', async () => {
    const out = path.join(folder, 'first');
    const { code, output } = await fleetcast('train', '--data', data, '--out', out, ...hourly, '--steps', '5', '--seed', '5', '--servers', 'web0,web2', '--without-metrics', '^net', '--until', '2026-01-28');
    expect({ code, output }).toEqual({ code: 0, output: expect.stringContaining('5 steps (stopped by steps), validation loss') });
    const outcome = await readModel(out);
    if (outcome.kind !== 'read') throw new Error(outcome.message);
    expect(outcome.model.manifest).toMatchObject({ version: 'first', origin: 'trained', training: { steps: 5, seed: 5, threads: 1, trainedOn: 'fleet.parquet' } });

    const tuned = path.join(folder, 'second');
    const again = await fleetcast('train', '--data', data, '--out', tuned, '--parent', out, ...hourly, '--steps', '5', '--servers-match', '^web[01]$');
    expect(again.code).toBe(0);
    const second = await readModel(tuned);
    if (second.kind !== 'read') throw new Error(second.message);
    expect(second.model.manifest.embeddedSeries).toEqual(['web0\ncpu_pct', 'web0\nnet_kbps', 'web1\ncpu_pct', 'web1\nnet_kbps']);
  });

  it('refuses what it cannot do, says why, and writes nothing', async () => {
    const out = path.join(folder, 'never');
    const taken = path.join(folder, 'taken');
    mkdirSync(taken);
    const unreadable = path.join(folder, 'text.parquet');
    writeFileSync(unreadable, 'not parquet');
    const refusals: ReadonlyArray<readonly [readonly string[], string]> = [
      [['--data', path.join(folder, 'absent.parquet'), '--out', out], 'There is no file'],
      [['--data', data, '--out', taken], 'exists already'],
      [['--data', data, '--out', path.join(data, 'below-a-file')], 'this user may not write in'],
      [['--data', data, '--out', out, '--step', '7'], 'that divide a day are accepted'],
      [['--data', data, '--out', out, '--horizon', '5'], 'a multiple of 6'],
      [['--data', data, '--out', path.join(folder, 'Bad Name')], 'cannot name a version'],
      [['--data', data, '--out', out, ...hourly, '--servers-match', '^db'], 'holds no row of the servers asked for (3 servers are in it)'],
      [['--data', unreadable, '--out', out], 'cannot be read as Parquet'],
      [['--data', data, '--out', out, '--steps', '-3'], 'a whole number of at least 1 is needed'],
      [['--data', data, '--out', out, '--metric', 'cpu_pct=strange'], 'with a kind of percent, unbounded, saturation, latency'],
      [['--data', data, '--out', out, '--until', 'soon'], 'a UTC time is needed'],
      [['--data', data, '--out', out, '--simulated-seeds', '40000', ...hourly], 'is not one for training'],
      [['--data', data, '--out', out, '--parent', 'base', ...hourly], 'train a model of this grid without a parent first'],
    ];
    for (const [args, said] of refusals) {
      const { code, output } = await fleetcast('train', ...args);
      expect({ args, code, output }).toEqual({ args, code: 1, output: expect.stringContaining(said) });
    }
    expect(existsSync(out)).toBe(false);
  });
});
