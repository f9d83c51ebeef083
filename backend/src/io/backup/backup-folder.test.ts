import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { verifyBackup, writeBackup } from './backup-folder.ts';
import { putInPlace, unfinishedRestore } from './restored-folder.ts';

const about = { fleetcastVersion: '0.1.0', createdAt: '2026-03-04T12:00:00.000Z', stateIn: 'sqlite' } as const;
const stamp = '2026-03-05T00-00-00.000Z';
let folder: string;
let backup: string;
let dataFolder: string;

beforeEach(async () => {
  folder = mkdtempSync(path.join(os.tmpdir(), 'fleetcast-backup-folder-'));
  backup = path.join(folder, 'backup');
  dataFolder = path.join(folder, 'data');
  mkdirSync(dataFolder);
  await writeBackup(backup, about, async (growing) => {
    mkdirSync(path.join(growing, 'models/ä base'), { recursive: true });
    writeFileSync(path.join(growing, 'models/ä base/weights'), 'weights');
    writeFileSync(path.join(growing, 'snapshot.bin'), 'snapshot');
  });
});

afterEach(() => rmSync(folder, { recursive: true }));

async function faultAfter(spoil: () => void): Promise<string> {
  spoil();
  const outcome = await verifyBackup(backup);
  return outcome.kind === 'whole' ? 'whole' : `${outcome.kind}: ${outcome.message}`;
}

function rewriteManifest(change: (manifest: { format: number; files: Array<{ path: string }> }) => void): void {
  const file = path.join(backup, 'backup.json');
  const manifest = JSON.parse(readFileSync(file, 'utf8')) as { format: number; files: Array<{ path: string }> };
  change(manifest);
  writeFileSync(file, JSON.stringify(manifest));
}

describe('a backup', () => {
  it('is whole as it was written', async () => {
    expect(await verifyBackup(backup)).toMatchObject({ kind: 'whole', manifest: { format: 1, files: [{ path: 'models/ä base/weights', bytes: 7 }, { path: 'snapshot.bin', bytes: 8 }] } });
  });

  it('does not exist when writing it failed', async () => {
    const other = path.join(folder, 'other');
    await expect(writeBackup(other, about, () => Promise.reject(new Error('no space')))).rejects.toThrow('no space');
    expect(readdirSync(folder).sort()).toEqual(['backup', 'data']);
  });

  it('tells a flipped bit, a cut-off, a missing and a foreign file', async () => {
    const snapshot = path.join(backup, 'snapshot.bin');
    expect(await faultAfter(() => writeFileSync(snapshot, 'snapshoT'))).toMatch(/^damaged: .*snapshot\.bin has another checksum/);
    expect(await faultAfter(() => truncateSync(snapshot, 3))).toMatch(/^damaged: .*snapshot\.bin has 3 bytes instead of 8/);
    expect(await faultAfter(() => rmSync(snapshot))).toMatch(/^damaged: .*snapshot\.bin is missing/);
    writeFileSync(snapshot, 'snapshot');
    expect(await faultAfter(() => writeFileSync(path.join(backup, 'more'), ''))).toMatch(/^damaged: .*more is not part of it/);
    rmSync(path.join(backup, 'more'));
    expect(await faultAfter(() => undefined)).toBe('whole');
  });

  it('is refused when its manifest is of another format, broken, or points outside', async () => {
    expect(await faultAfter(() => rewriteManifest((manifest) => (manifest.format = 2)))).toMatch(/^foreign: .*format/);
    expect(await faultAfter(() => rewriteManifest((manifest) => Object.assign(manifest, { format: 1, files: [{ ...manifest.files[0], path: '../../etc/passwd' }] })))).toMatch(/^foreign: .*must stay inside the backup/);
    expect(await faultAfter(() => writeFileSync(path.join(backup, 'backup.json'), '{'))).toMatch(/^damaged: .*not JSON/);
    expect(await faultAfter(() => rmSync(path.join(backup, 'backup.json')))).toMatch(/^absent: .*ENOENT/);
  });
});

describe('a restore', () => {
  async function manifestOf() {
    const outcome = await verifyBackup(backup);
    if (outcome.kind !== 'whole') throw new Error(outcome.message);
    return outcome.manifest;
  }

  it('puts the content in place and keeps what was there', async () => {
    writeFileSync(path.join(dataFolder, 'lease.sqlite'), 'lease');
    writeFileSync(path.join(dataFolder, 'snapshot.bin'), 'older');
    const kept = await putInPlace(backup, await manifestOf(), dataFolder, stamp);
    expect(readdirSync(dataFolder).sort()).toEqual([`before-restore-${stamp}`, 'lease.sqlite', 'models', 'snapshot.bin']);
    expect(readFileSync(path.join(dataFolder, 'snapshot.bin'), 'utf8')).toBe('snapshot');
    expect(readFileSync(path.join(dataFolder, 'models/ä base/weights'), 'utf8')).toBe('weights');
    expect(readFileSync(path.join(kept!, 'snapshot.bin'), 'utf8')).toBe('older');
    expect(unfinishedRestore(dataFolder)).toBeNull();
  });

  it('changes nothing when the backup turns out damaged while it is copied', async () => {
    const manifest = await manifestOf();
    writeFileSync(path.join(dataFolder, 'snapshot.bin'), 'older');
    writeFileSync(path.join(backup, 'snapshot.bin'), 'snapshoT');
    await expect(putInPlace(backup, manifest, dataFolder, stamp)).rejects.toThrow(/another checksum.*nothing was restored/);
    expect(readdirSync(dataFolder)).toEqual(['snapshot.bin']);
  });

  it('that was cut off is told until one has finished', async () => {
    mkdirSync(path.join(dataFolder, 'restoring/models'), { recursive: true });
    expect(unfinishedRestore(dataFolder)).toMatch(/was cut off.*restore --force/);
    const manifest = await manifestOf();
    writeFileSync(path.join(backup, 'snapshot.bin'), 'snapshoT');
    await expect(putInPlace(backup, manifest, dataFolder, stamp)).rejects.toThrow();
    expect(unfinishedRestore(dataFolder)).not.toBeNull();
    writeFileSync(path.join(backup, 'snapshot.bin'), 'snapshot');
    await putInPlace(backup, manifest, dataFolder, stamp);
    expect(unfinishedRestore(dataFolder)).toBeNull();
    expect(existsSync(path.join(dataFolder, 'models/ä base/weights'))).toBe(true);
  });
});
