import { mkdir, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { verifyBackup } from './backup-folder.ts';
import { copyDurably, filesBelow, flush } from './file-tree.ts';

/** Moves a backup, to another disk too: there it is copied, compared with its checksums, and only then removed here. */
export async function takeAway(from: string, to: string): Promise<void> {
  await mkdir(path.dirname(to), { recursive: true });
  try {
    await rename(from, to);
  } catch (fault) {
    if ((fault as NodeJS.ErrnoException).code !== 'EXDEV') throw fault;
    await copyBackup(from, to);
    await rm(from, { recursive: true });
  }
  await flush(path.dirname(to));
}

async function copyBackup(from: string, to: string): Promise<void> {
  const growing = `${to}.partial`;
  await rm(growing, { recursive: true, force: true });
  try {
    for (const name of await filesBelow(from)) await copyDurably(path.join(from, name), path.join(growing, name));
    const outcome = await verifyBackup(growing);
    if (outcome.kind !== 'whole') throw new Error(outcome.message);
    await rename(growing, to);
  } catch (fault) {
    await rm(growing, { recursive: true, force: true });
    throw fault;
  }
}
