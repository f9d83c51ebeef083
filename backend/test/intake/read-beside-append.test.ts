import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { SampleColumns } from '../../src/domain/intake/sample-columns.ts';
import { SampleStore } from '../../src/io/samples/sample-store.ts';

const dayMs = 86_400_000;
const nowMs = 20_000 * dayMs;
const seriesOf = (id: number) => ({ id, token: 'token', labels: { __name__: 'm', n: String(id) } });

let folder: string;
let store: SampleStore;

beforeEach(async () => {
  folder = mkdtempSync(path.join(os.tmpdir(), 'fleetcast-samples-'));
  store = new SampleStore({ folder, retentionDays: 90, mostBytes: 2 ** 30, reserveBytes: 0 });
  await store.open(nowMs);
});
afterEach(() => {
  store.close();
  rmSync(folder, { recursive: true, force: true });
});

describe('a sample store that is read while it is written', () => {
  it('loses neither appends nor reads, although every append opens days of its own', async () => {
    const appends = (async () => {
      for (let round = 0; round < 12; round++) {
        const samples = new SampleColumns(1);
        for (let row = 0; row < 5_000; row++) samples.add(row % 50, nowMs - round * dayMs - row, row);
        expect(await store.append(samples, seriesOf)).toBeNull();
      }
    })();
    let writing = true;
    const written = appends.finally(() => (writing = false));
    let rounds = 0;
    while (writing && store.isOpen) {
      await Promise.all([store.samplesByDay(), store.read(nowMs - 12 * dayMs, nowMs)]);
      rounds++;
    }
    await written;
    expect(rounds).toBeGreaterThan(1);
    expect([...(await store.samplesByDay()).values()].reduce((sum, count) => sum + count, 0)).toBe(60_000);
  });
});
