import { spawnSync } from 'node:child_process';
import { appendFileSync, copyFileSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { SampleColumns } from '../../src/domain/intake/sample-columns.ts';
import type { RawSeries } from '../../src/domain/intake/series-directory.ts';
import { SampleStore } from '../../src/io/samples/sample-store.ts';

const dayMs = 86_400_000;
const nowMs = Date.UTC(2026, 10, 23, 12);

let root: string;
let folder: string;
let store: SampleStore;

function newStore(options: { retentionDays?: number; mostBytes?: number; reserveBytes?: number } = {}): SampleStore {
  return new SampleStore({ folder, retentionDays: 90, mostBytes: 2 ** 40, reserveBytes: 0, ...options });
}

function columns(rows: ReadonlyArray<readonly [id: number, timeMs: number, value: number]>): SampleColumns {
  const all = new SampleColumns();
  for (const [id, timeMs, value] of rows) all.add(id, timeMs, value);
  return all;
}

const seriesOf = (id: number): RawSeries => ({ id, token: 'a', labels: { __name__: 'fleet_cpu', server: `s${id}`, ['__proto__']: 'odd "name"' } });

async function stored(from: SampleStore, afterMs = 0, toMs = nowMs + dayMs): Promise<Array<[number, number, number]>> {
  const all = await from.read(afterMs, toMs);
  if ('kind' in all) throw new Error(all.message);
  return Array.from({ length: all.length }, (_, row) => [all.seriesIds[row], all.timesMs[row], all.values[row]]);
}

beforeEach(async () => {
  root = mkdtempSync(path.join(os.tmpdir(), 'fleetcast-samples-'));
  folder = root;
  store = newStore();
  expect(await store.open(nowMs)).toEqual([]);
});

afterEach(() => {
  store.close();
  rmSync(root, { recursive: true, force: true });
});

describe('the sample store', () => {
  it('gives back what came, in the order in which it came: duplicates, late samples and NaN included', async () => {
    const rows = [[1, nowMs, 5], [2, nowMs, -1e300], [1, nowMs - 60_000, 4], [1, nowMs, 6], [2, nowMs + 1, NaN]] as const;
    expect(await store.append(columns(rows.slice(0, 2)), seriesOf)).toBeNull();
    expect(await store.append(columns(rows.slice(2)), seriesOf)).toBeNull();
    expect(await stored(store)).toEqual(rows);
  });

  it('keeps the order of arrival through many commits, a restart and a checkpoint', async () => {
    const rows = Array.from({ length: 30_000 }, (_, i) => [i % 7, nowMs - (i % 11) * 1000, i] as const);
    for (let from = 0; from < rows.length; from += 3_000) expect(await store.append(columns(rows.slice(from, from + 3_000)), seriesOf)).toBeNull();
    expect((await stored(store)).map(([, , value]) => value)).toEqual(rows.map(([, , value]) => value));
    expect(await store.checkpoint()).toBeNull();
    store.close();
    store = newStore();
    await store.open(nowMs);
    expect((await stored(store)).map(([, , value]) => value)).toEqual(rows.map(([, , value]) => value));
  });

  it('reads (after, to] over the ends of days', async () => {
    const midnight = Date.UTC(2026, 10, 23);
    const rows = [-2, -1, 0, 1, 2].map((at) => [1, midnight + at, at] as const);
    await store.append(columns(rows), seriesOf);
    expect((await stored(store, midnight - 1, midnight + 1)).map(([, , value]) => value)).toEqual([0, 1]);
    expect((await stored(store, midnight - 3, midnight)).map(([, , value]) => value)).toEqual([-2, -1, 0]);
    expect(await stored(store, nowMs, nowMs + 40 * dayMs)).toEqual([]);
  });

  it('knows its series after a restart, whatever their labels hold', async () => {
    await store.append(columns([[3, nowMs, 1], [8, nowMs - 3 * dayMs, 1]]), seriesOf);
    store.close();
    store = newStore();
    const series = (await store.open(nowMs)) as readonly RawSeries[];
    expect([...series].sort((a, b) => a.id - b.id)).toEqual([seriesOf(3), seriesOf(8)]);
  });

  it('drops days out of retention with the series that ended with them, and keeps the rest', async () => {
    await store.append(columns([[1, nowMs - 89 * dayMs, 1], [2, nowMs - 89 * dayMs, 2], [2, nowMs - 88 * dayMs, 3], [3, nowMs, 4]]), seriesOf);
    expect(await store.retire(nowMs, new Set())).toEqual({ days: [], seriesIds: [] });
    const retired = await store.retire(nowMs + 2 * dayMs, new Set());
    expect(retired).toEqual({ days: [Math.floor((nowMs - 89 * dayMs) / dayMs)], seriesIds: [1] });
    expect((await stored(store)).map(([id, , value]) => [id, value])).toEqual([[2, 3], [3, 4]]);
    store.close();
    store = newStore();
    expect(((await store.open(nowMs)) as readonly RawSeries[]).map(({ id }) => id).sort()).toEqual([2, 3]);
  });

  it('takes a retired series again when it comes back', async () => {
    await store.append(columns([[1, nowMs - 89 * dayMs, 1]]), seriesOf);
    await store.retire(nowMs + 5 * dayMs, new Set());
    expect(await store.append(columns([[1, nowMs + 5 * dayMs, 2]]), seriesOf)).toBeNull();
    store.close();
    store = newStore();
    expect(await store.open(nowMs)).toEqual([seriesOf(1)]);
  });

  it('stays below its size by dropping the oldest days first, never today', async () => {
    store.close();
    store = newStore({ mostBytes: 3 * 2 ** 20 });
    await store.open(nowMs);
    for (let day = 9; day >= 0; day--) {
      const rows = Array.from({ length: 60_000 }, (_, i) => [i % 50, nowMs - day * dayMs - i * 100, Math.sin(i) * 1e9] as const);
      expect(await store.append(columns(rows), seriesOf)).toBeNull();
    }
    await store.checkpoint();
    const { days } = (await store.retire(nowMs, new Set())) as { days: readonly number[] };
    const today = Math.floor(nowMs / dayMs);
    expect(days.length).toBeGreaterThan(3);
    expect(days).toEqual(days.map((_, i) => today - 9 + i));
    expect((await stored(store, today * dayMs - 1)).length).toBeGreaterThan(0);
  });

  it('is read while it is written: from an empty folder, over new days, retention and checkpoints', async () => {
    for (let round = 0; round < 5; round++) {
      store.close();
      folder = path.join(root, `round-${round}`);
      store = newStore();
      expect(await store.open(nowMs)).toEqual([]);
      let written = 0;
      let over = false;
      const readers = Array.from({ length: 3 }, async () => {
        for (let least = 0; !over; ) {
          const rows = (await stored(store)).length;
          expect(rows).toBeGreaterThanOrEqual(least);
          least = written;
          expect(typeof (await store.busiestDay())).toBe('number');
        }
      });
      for (let day = 8; day >= 0; day--) {
        const rows = Array.from({ length: 500 }, (_, i) => [i % 9, nowMs - day * dayMs + i, i] as const);
        expect(await store.append(columns(rows), seriesOf)).toBeNull();
        written += rows.length;
        if (day % 3 === 0) expect(await store.retire(nowMs, new Set())).toEqual({ days: [], seriesIds: [] });
        if (day % 4 === 0) expect(await store.checkpoint()).toBeNull();
      }
      over = true;
      await Promise.all(readers);
      expect((await stored(store)).length).toBe(written);
    }
  });

  it('answers readers with a fault once it is closed, also when it is closed under them', async () => {
    await store.append(columns(Array.from({ length: 50_000 }, (_, i) => [1, nowMs + (i % 1000), i])), seriesOf);
    const under = Array.from({ length: 5 }, () => store.read(0, nowMs + dayMs));
    store.close();
    for (const answer of await Promise.all(under)) expect('kind' in answer ? answer.kind : answer.length).toEqual('kind' in answer ? 'storage-failed' : 50_000);
    expect(await store.read(0, nowMs)).toMatchObject({ kind: 'storage-failed' });
    expect(await store.busiestDay()).toMatchObject({ kind: 'storage-failed' });
  });

  it('takes nothing while the disk has less room than is kept free, and says how much there is', async () => {
    store.close();
    store = newStore({ reserveBytes: 2 ** 60 });
    await store.open(nowMs);
    expect(await store.append(columns([[1, nowMs, 1]]), seriesOf)).toEqual({ kind: 'storage-full', message: expect.stringMatching(/The disk has \d+ MiB left/) });
    expect(await stored(store)).toEqual([]);
  });

  it('refuses a second owner, and does not put the file of the first aside', async () => {
    await store.append(columns([[1, nowMs, 1]]), seriesOf);
    const program = `import { SampleStore } from '${path.resolve(import.meta.dirname, '../../src/io/samples/sample-store.ts')}';
      const store = new SampleStore({ folder: '${folder}', retentionDays: 90, mostBytes: 1e12, reserveBytes: 0 });
      console.log(JSON.stringify(await store.open(0)));`;
    const second = spawnSync(process.execPath, ['--disable-warning=ExperimentalWarning', '--input-type=module', '-e', program], { encoding: 'utf8' });
    expect(JSON.parse(second.stdout)).toEqual({ kind: 'storage-failed', message: expect.stringContaining('one process owns a data folder') });
    expect(readdirSync(folder).filter((name) => name.includes('set-aside'))).toEqual([]);
  });

  it('puts a log that cannot be replayed aside, names it, and starts with what the file holds', async () => {
    await store.append(columns([[1, nowMs, 1]]), seriesOf);
    await store.checkpoint();
    for (let commit = 0; commit < 5; commit++) await store.append(columns(Array.from({ length: 100 }, (_, i) => [1, nowMs + i, commit])), seriesOf);
    const damaged = path.join(folder, 'damaged');
    mkdirSync(damaged);
    for (const file of ['samples.duckdb', 'samples.duckdb.wal']) copyFileSync(path.join(folder, file), path.join(damaged, file));
    store.close();
    folder = damaged;
    const log = readFileSync(path.join(folder, 'samples.duckdb.wal'));
    log[log.length >> 1] ^= 0xff;
    writeFileSync(path.join(folder, 'samples.duckdb.wal'), log);
    store = newStore();
    expect(await store.open(nowMs)).toEqual([seriesOf(1)]);
    expect(store.setAside).toEqual([expect.stringMatching(/^samples\.duckdb\.wal\.set-aside-2026-11-23T/)]);
    expect(readdirSync(folder)).toContain(store.setAside[0]);
    expect(await stored(store)).toEqual([[1, nowMs, 1]]);
    expect(await store.append(columns([[1, nowMs, 2]]), seriesOf)).toBeNull();
  });

  it('puts a file that is no database aside and begins a new one', async () => {
    store.close();
    writeFileSync(path.join(folder, 'samples.duckdb'), 'this is no database'.repeat(1000));
    appendFileSync(path.join(folder, 'samples.duckdb'), Buffer.alloc(10_000));
    store = newStore();
    expect(await store.open(nowMs)).toEqual([]);
    expect(store.setAside.some((name) => name.startsWith('samples.duckdb.set-aside-'))).toBe(true);
    expect(await store.append(columns([[1, nowMs, 2]]), seriesOf)).toBeNull();
  });

  it('loses the end of a log that was torn while it was written, and nothing before', async () => {
    await store.append(columns([[1, nowMs, 1]]), seriesOf);
    const log = path.join(folder, 'samples.duckdb.wal');
    const whole = statSync(log).size;
    await store.append(columns([[1, nowMs + 1, 2]]), seriesOf);
    const torn = path.join(folder, 'torn');
    mkdirSync(torn);
    for (const file of ['samples.duckdb', 'samples.duckdb.wal']) copyFileSync(path.join(folder, file), path.join(torn, file));
    truncateSync(path.join(torn, 'samples.duckdb.wal'), Math.floor((whole + statSync(log).size) / 2));
    const rest = new SampleStore({ folder: torn, retentionDays: 90, mostBytes: 2 ** 40, reserveBytes: 0 });
    await rest.open(nowMs);
    expect(await stored(rest)).toEqual([[1, nowMs, 1]]);
    expect(rest.setAside).toEqual([]);
    rest.close();
  });
});
