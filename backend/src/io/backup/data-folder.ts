import { readdir } from 'node:fs/promises';
import path from 'node:path';

/** Names inside a data folder. */
export const dataFolderNames = {
  lease: 'lease.sqlite',
  state: 'state.sqlite',
  samples: 'samples',
  ledger: 'ledger',
  /** What waits for sinks that are down, and which warnings they were told. */
  sinks: 'sinks',
  /** What a training works with; of no use without it. */
  training: 'training',
  /** Backups that a running service has made, until whoever asked has taken them away. */
  backups: 'backups',
  /** A restore that has not been put in place yet; while it is here, nobody may use the folder. */
  restoring: 'restoring',
  /** What was here before a restore. */
  replaced: 'before-restore-',
} as const;

/** Databases have copies of their own; the rest of these is of no use elsewhere. */
function isPlain(name: string): boolean {
  const { lease, state, samples, ledger, sinks, training, backups, restoring, replaced } = dataFolderNames;
  if ([lease, state].some((database) => name.startsWith(database))) return false;
  if (name === samples || name === ledger || name === sinks || name === training || name === backups || name === restoring || name.startsWith(replaced)) return false;
  return !name.startsWith('.') && !/\.(new|partial|damaged)$/.test(name);
}

/** Top-level entries that are replaced only as a whole and can be copied as they are: snapshot, models, skill. */
export async function plainEntries(dataFolder: string): Promise<string[]> {
  return (await readdir(dataFolder)).filter(isPlain).sort();
}

/** Entries that a restore would replace. */
export async function replaceableEntries(dataFolder: string): Promise<string[]> {
  const { lease, restoring, replaced } = dataFolderNames;
  return (await readdir(dataFolder)).filter((name) => !name.startsWith(lease) && name !== restoring && !name.startsWith(replaced)).sort();
}

export function samplesFileIn(dataFolder: string): string {
  return path.join(dataFolder, dataFolderNames.samples, 'samples.duckdb');
}

export function ledgerFileIn(dataFolder: string): string {
  return path.join(dataFolder, dataFolderNames.ledger, 'ledger.duckdb');
}
