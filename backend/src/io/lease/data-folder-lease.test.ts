import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { DataFolderLease } from './data-folder-lease.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'fleetcast-lease-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

describe('the lease of a data folder', () => {
  it('is seen by who looks, and makes nothing', () => {
    expect(DataFolderLease.look(path.join(folder, 'nowhere'))).toEqual({ kind: 'free' });
    const held = DataFolderLease.acquire(folder);
    expect(DataFolderLease.look(folder)).toMatchObject({ kind: 'taken', message: expect.stringContaining(folder) });
    if (held.kind === 'held') held.lease.release();
    expect(DataFolderLease.look(folder)).toEqual({ kind: 'free' });
  });

  it('is free where a kill left a file without a table', () => {
    writeFileSync(path.join(folder, 'lease.sqlite'), '');
    expect(DataFolderLease.look(folder)).toEqual({ kind: 'free' });
    const held = DataFolderLease.acquire(folder);
    expect(held.kind).toBe('held');
    if (held.kind === 'held') held.lease.release();
  });

  it('says what is wrong with a folder that nobody could use, and what to do', () => {
    const file = path.join(folder, 'file');
    writeFileSync(file, 'no folder');
    expect(DataFolderLease.acquire(file)).toMatchObject({ kind: 'unusable', message: expect.stringMatching(/cannot be used \(.*\): .*name another dataFolder/) });
    // On Linux nothing can be made here, not even by root.
    if (process.platform === 'linux') expect(DataFolderLease.acquire('/proc/fleetcast/data').kind).toBe('unusable');
    writeFileSync(path.join(folder, 'lease.sqlite'), 'certainly not a database, and long enough to be seen as none'.repeat(9));
    for (const outcome of [DataFolderLease.acquire(folder), DataFolderLease.look(folder)]) expect(outcome).toMatchObject({ kind: 'unusable', message: expect.stringContaining('delete its lease.sqlite') });
  });
});
