import { existsSync } from 'node:fs';
import { mkdir, readdir, rename, rm, rmdir } from 'node:fs/promises';
import path from 'node:path';
import { differences } from './backup-folder.ts';
import type { BackupManifest } from './backup-manifest.ts';
import { dataFolderNames, replaceableEntries } from './data-folder.ts';
import { copyDurably, describeFile, flush } from './file-tree.ts';

/** Why a data folder must not be used at the moment; null: it may. */
export function unfinishedRestore(dataFolder: string): string | null {
  if (!existsSync(path.join(dataFolder, dataFolderNames.restoring))) return null;
  return `A restore into ${dataFolder} was cut off, so its content is not of one piece: run fleetcast restore --force again. What was there before lies in its folders ${dataFolderNames.replaced}*.`;
}

/**
 * Puts a verified backup in place. It is copied beside the old content first and checked again; then old entries are moved
 * away and new ones in. As long as that is not finished the folder `restoring` stands, and no service starts on a mixture.
 * The data folder itself stays where it is: it may be the mount point of a volume. Answers where the old content is, if any.
 */
export async function putInPlace(backup: string, manifest: BackupManifest, dataFolder: string, stamp: string): Promise<string | null> {
  const restoring = path.join(dataFolder, dataFolderNames.restoring);
  const wasCutOff = existsSync(restoring);
  // What a cut-off restore had not moved in yet is in the backup too.
  await rm(restoring, { recursive: true, force: true });
  await mkdir(restoring);
  await flush(dataFolder);
  try {
    await copyVerified(backup, manifest, restoring);
  } catch (fault) {
    await rm(restoring, { recursive: true });
    if (wasCutOff) await mkdir(restoring);
    throw fault;
  }
  const kept = await moveAway(dataFolder, stamp);
  for (const name of await readdir(restoring)) await rename(path.join(restoring, name), path.join(dataFolder, name));
  await flush(dataFolder);
  await rmdir(restoring);
  await flush(dataFolder);
  return kept;
}

async function copyVerified(backup: string, manifest: BackupManifest, folder: string): Promise<void> {
  for (const expected of manifest.files) {
    const copy = path.join(folder, expected.path);
    await copyDurably(path.join(backup, expected.path), copy);
    const wrong = differences(expected, await describeFile(copy, expected.path));
    if (wrong.length > 0) throw new Error(`the copy is not what the backup holds: ${wrong.join('; ')}; nothing was restored`);
  }
}

async function moveAway(dataFolder: string, stamp: string): Promise<string | null> {
  const entries = await replaceableEntries(dataFolder);
  if (entries.length === 0) return null;
  const kept = path.join(dataFolder, `${dataFolderNames.replaced}${stamp}`);
  await mkdir(kept);
  for (const name of entries) await rename(path.join(dataFolder, name), path.join(kept, name));
  await flush(kept);
  return kept;
}
