import { cp, mkdir } from 'node:fs/promises';
import path from 'node:path';
import { writeBackup } from '../../io/backup/backup-folder.ts';
import type { BackupManifest } from '../../io/backup/backup-manifest.ts';
import { dataFolderNames, ledgerFileIn, plainEntries, samplesFileIn } from '../../io/backup/data-folder.ts';
import type { BackupParts } from './ports.ts';

/** How often files are copied anew because one of them went away meanwhile (an old model that was deleted). */
const mostTries = 3;

export interface BackupRequest {
  readonly dataFolder: string;
  /** Folder that becomes the backup; it must not exist. */
  readonly into: string;
  readonly parts: BackupParts;
  readonly version: string;
  readonly nowMs: number;
}

/** Copies the content of a data folder. State comes before the files that it speaks of: those are never fewer than it knows. */
export async function makeBackup({ dataFolder, into, parts, version, nowMs }: BackupRequest): Promise<BackupManifest> {
  const about = { fleetcastVersion: version, createdAt: new Date(nowMs).toISOString(), stateIn: parts.stateIn };
  return writeBackup(into, about, async (growing) => {
    await parts.copyState(path.join(growing, dataFolderNames.state));
    await mkdir(path.dirname(samplesFileIn(growing)));
    await parts.copySamples(samplesFileIn(growing));
    await mkdir(path.dirname(ledgerFileIn(growing)));
    await parts.copyLedger(ledgerFileIn(growing));
    await copyPlainEntries(dataFolder, growing);
  });
}

async function copyPlainEntries(dataFolder: string, growing: string): Promise<void> {
  for (let tries = 1; ; tries++) {
    try {
      for (const name of await plainEntries(dataFolder)) {
        await cp(path.join(dataFolder, name), path.join(growing, name), { recursive: true, force: true, filter: (from) => !path.basename(from).startsWith('.') });
      }
      return;
    } catch (fault) {
      if ((fault as NodeJS.ErrnoException).code !== 'ENOENT' || tries === mostTries) throw fault;
    }
  }
}

/** What people should know about a backup. */
export function backupNotes({ stateIn }: BackupManifest): string[] {
  return stateIn === 'postgres' ? ['The state (jobs, models, audit) is in PostgreSQL and not in this backup: copy it with pg_dump.'] : [];
}

export function backupBytes({ files }: BackupManifest): number {
  return files.reduce((sum, { bytes }) => sum + bytes, 0);
}
