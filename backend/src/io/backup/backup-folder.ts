import { readFile, mkdir, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { backupManifest, manifestName, type BackedUpFile, type BackupManifest } from './backup-manifest.ts';
import { describeFile, filesBelow, flush } from './file-tree.ts';

export type BackupFault = {
  /** absent: no such folder; foreign: not a backup of this program; damaged: not what was written. */
  readonly kind: 'absent' | 'foreign' | 'damaged';
  readonly message: string;
};

export type BackupOutcome = { readonly kind: 'whole'; readonly manifest: BackupManifest } | BackupFault;

/** A backup that `fill` has written is complete or does not exist: it grows under another name and is renamed at the end. */
export async function writeBackup(folder: string, about: Omit<BackupManifest, 'format' | 'files'>, fill: (growing: string) => Promise<void>): Promise<BackupManifest> {
  const growing = `${folder}.partial`;
  await rm(growing, { recursive: true, force: true });
  await mkdir(growing, { recursive: true });
  try {
    await fill(growing);
    const files: BackedUpFile[] = [];
    for (const name of await filesBelow(growing)) {
      await flush(path.join(growing, name));
      files.push(await describeFile(path.join(growing, name), name));
    }
    const manifest: BackupManifest = { format: 1, ...about, files };
    await writeFile(path.join(growing, manifestName), `${JSON.stringify(manifest, null, 2)}\n`, { flush: true });
    await flush(growing);
    await rename(growing, folder);
    await flush(path.dirname(folder));
    return manifest;
  } catch (fault) {
    await rm(growing, { recursive: true, force: true });
    throw fault;
  }
}

/** Reads the manifest and compares every file with it. */
export async function verifyBackup(folder: string): Promise<BackupOutcome> {
  const manifest = await readManifest(folder);
  if ('kind' in manifest) return manifest;
  const present = new Set(await filesBelow(folder));
  present.delete(manifestName);
  const wrong: string[] = [];
  for (const expected of manifest.files) {
    if (!present.delete(expected.path)) wrong.push(`${expected.path} is missing`);
    else wrong.push(...differences(expected, await describeFile(path.join(folder, expected.path), expected.path)));
  }
  wrong.push(...[...present].map((name) => `${name} is not part of it`));
  if (wrong.length === 0) return { kind: 'whole', manifest };
  return { kind: 'damaged', message: `The backup in ${folder} is not what was written: ${wrong.slice(0, 5).join('; ')}${wrong.length > 5 ? `; and ${wrong.length - 5} more` : ''}. Take another backup.` };
}

/** How a file differs from what the manifest says; empty: not at all. */
export function differences(expected: BackedUpFile, found: BackedUpFile): string[] {
  if (found.bytes !== expected.bytes) return [`${expected.path} has ${found.bytes} bytes instead of ${expected.bytes}`];
  return found.sha256 === expected.sha256 ? [] : [`${expected.path} has another checksum`];
}

async function readManifest(folder: string): Promise<BackupManifest | BackupFault> {
  const file = path.join(folder, manifestName);
  let content: unknown;
  try {
    content = JSON.parse(await readFile(file, 'utf8'));
  } catch (fault) {
    if (fault instanceof SyntaxError) return { kind: 'damaged', message: `${file} is not JSON (${fault.message}). Take another backup.` };
    return { kind: 'absent', message: `${folder} holds no readable ${manifestName} (${(fault as NodeJS.ErrnoException).code ?? String(fault)}); name the folder that fleetcast backup wrote.` };
  }
  const parsed = backupManifest.safeParse(content);
  if (parsed.success) return parsed.data;
  const issues = parsed.error.issues.map(({ path: at, message }) => `${at.join('.') || 'manifest'}: ${message}`);
  return { kind: 'foreign', message: `${file} is not a manifest that this version of Fleetcast reads: ${issues.slice(0, 5).join('; ')}. Restore it with the version that wrote it.` };
}
