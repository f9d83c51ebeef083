import path from 'node:path';
import { Command } from 'commander';
import { verifyBackup } from '../../io/backup/backup-folder.ts';
import { replaceableEntries } from '../../io/backup/data-folder.ts';
import { putInPlace, unfinishedRestore } from '../../io/backup/restored-folder.ts';
import { DataFolderLease } from '../../io/lease/data-folder-lease.ts';
import { reasonOf } from '../../io/reason.ts';
import { backupNotes } from '../backup/make-backup.ts';
import { configurationOrExit } from './configuration.ts';

interface RestoreOptions {
  readonly config?: string;
  readonly from: string;
  readonly force?: true;
}

/** Exit code of every command that finds the data folder in use. */
const folderInUse = 3;

export function restoreCommand(): Command {
  return new Command('restore')
    .description('put a backup in place of the data folder; the service must be stopped')
    .requiredOption('-f, --from <folder>', 'folder that fleetcast backup wrote')
    .option('-c, --config <file>', 'configuration; by default FLEETCAST_CONFIG or ./fleetcast.yaml')
    .option('--force', 'also when the data folder holds something, which is then kept beside')
    .action(runRestore);
}

async function runRestore({ config: file, from, force }: RestoreOptions): Promise<void> {
  const { config } = configurationOrExit(file);
  const leased = DataFolderLease.acquire(config.dataFolder);
  if (leased.kind !== 'held') return end(leased.message, leased.kind === 'taken' ? folderInUse : 1);
  try {
    const fault = await restore(path.resolve(from), config.dataFolder, force === true);
    if (fault !== null) end(fault, 1);
  } finally {
    leased.lease.release();
  }
}

function end(message: string, exitCode: number): void {
  process.stderr.write(`${message}\n`);
  process.exitCode = exitCode;
}

/** What went wrong, or null. */
async function restore(backup: string, dataFolder: string, force: boolean): Promise<string | null> {
  const verified = await verifyBackup(backup);
  if (verified.kind !== 'whole') return verified.message;
  const { manifest } = verified;
  const entries = await replaceableEntries(dataFolder);
  const cutOff = unfinishedRestore(dataFolder);
  if (!force && cutOff !== null) return cutOff;
  if (!force && entries.length > 0) {
    return `The data folder ${dataFolder} holds ${entries.join(', ')}: restore into an empty one, or add --force, which keeps that in a folder beside.`;
  }
  try {
    const kept = await putInPlace(backup, manifest, dataFolder, new Date().toISOString().replaceAll(':', '-'));
    const lines = [`Restored ${manifest.files.length} files of ${manifest.createdAt} into ${dataFolder}`];
    if (kept !== null) lines.push(`What was there before is in ${kept}; remove it when it is no longer needed.`);
    process.stdout.write(`${[...lines, ...backupNotes(manifest)].join('\n')}\n`);
    return null;
  } catch (error) {
    return `The restore failed: ${reasonOf(error)}`;
  }
}
