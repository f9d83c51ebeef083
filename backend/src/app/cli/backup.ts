import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { Command } from 'commander';
import { takeAway } from '../../io/backup/take-away.ts';
import { unfinishedRestore } from '../../io/backup/restored-folder.ts';
import { DataFolderLease } from '../../io/lease/data-folder-lease.ts';
import { reasonOf } from '../../io/reason.ts';
import { askServiceForBackup, localUrl } from '../backup/ask-service.ts';
import { backupBytes, backupNotes, makeBackup } from '../backup/make-backup.ts';
import { stoppedParts } from '../backup/stopped-parts.ts';
import type { Config } from '../config/config.ts';
import { productVersion } from '../product-version.ts';
import { configurationOrExit } from './configuration.ts';

interface BackupOptions {
  readonly config?: string;
  readonly out: string;
  readonly url?: string;
}

interface BackupSummary {
  readonly files: number;
  readonly bytes: number;
  readonly notes: readonly string[];
}

export function backupCommand(): Command {
  return new Command('backup')
    .description('copy samples, state, models and the newest forecasts into one folder with checksums; a running service goes on')
    .requiredOption('-o, --out <folder>', 'folder to make; it must not exist, or be empty')
    .option('-c, --config <file>', 'configuration; by default FLEETCAST_CONFIG or ./fleetcast.yaml')
    .option('--url <address>', 'where the running service answers; by default what listen in the configuration says')
    .action(runBackup);
}

async function runBackup({ config: file, out, url }: BackupOptions): Promise<void> {
  const { config } = configurationOrExit(file);
  const into = path.resolve(out);
  const fault = targetFault(into, config.dataFolder);
  const outcome = fault ?? (await backUp(config, into, url ?? localUrl(config.listen)));
  if (typeof outcome === 'string') {
    process.stderr.write(`${outcome}\n`);
    process.exitCode = 1;
    return;
  }
  const { files, bytes, notes } = outcome;
  process.stdout.write(`${[`Backed up ${files} files, ${bytes} bytes, to ${into}`, ...notes].join('\n')}\n`);
}

function targetFault(into: string, dataFolder: string): string | null {
  if (into === dataFolder || into.startsWith(`${dataFolder}${path.sep}`)) return `${into} lies in the data folder itself: name a folder elsewhere, best on another disk.`;
  if (!existsSync(dataFolder)) return `There is no data folder ${dataFolder}: is this the configuration of the service to back up?`;
  if (existsSync(into) && readdirSync(into).length > 0) return `${into} is not empty: name a folder that does not exist.`;
  return null;
}

/** The summary, or what went wrong. One process owns the databases: a running service copies them itself. */
async function backUp(config: Config, into: string, url: string): Promise<BackupSummary | string> {
  const leased = DataFolderLease.acquire(config.dataFolder);
  if (leased.kind !== 'held') return leased.kind === 'taken' ? backUpRunning(config, into, url) : leased.message;
  try {
    const cutOff = unfinishedRestore(config.dataFolder);
    if (cutOff !== null) return cutOff;
    const nowMs = Date.now();
    const manifest = await makeBackup({ dataFolder: config.dataFolder, into, parts: stoppedParts(config, nowMs), version: productVersion, nowMs });
    return { files: manifest.files.length, bytes: backupBytes(manifest), notes: backupNotes(manifest) };
  } catch (error) {
    return `The backup failed: ${reasonOf(error)}`;
  } finally {
    leased.lease.release();
  }
}

async function backUpRunning(config: Config, into: string, url: string): Promise<BackupSummary | string> {
  const asked = await askServiceForBackup(config, url);
  if (asked.kind === 'failed') return asked.message;
  const { folder, files, bytes, notes } = asked.backup;
  if (!existsSync(folder)) return `The service wrote its backup to ${folder}, which cannot be seen from here: run fleetcast backup on its machine, or in its container.`;
  try {
    await takeAway(folder, into);
  } catch (error) {
    return `The backup is whole in ${folder}, but could not be moved to ${into}: ${reasonOf(error)}`;
  }
  return { files, bytes, notes };
}
