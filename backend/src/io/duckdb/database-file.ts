import { existsSync, renameSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { DuckDBInstance, type DuckDBConnection } from '@duckdb/node-api';
import { reasonOf } from '../reason.ts';

/** Why the file could not be opened, when opening again later may help. */
export type OpenFault =
  | { readonly kind: 'storage-full'; readonly message: string }
  | { readonly kind: 'in-use'; readonly message: string };

export interface OpenFile {
  readonly instance: DuckDBInstance;
  /** Appends, DDL, checkpoints: one at a time. */
  readonly writer: DuckDBConnection;
  /** Files that could not be read and were put aside, by name. */
  readonly setAside: readonly string[];
}

export const duckdbOptions = { threads: '2', memory_limit: '512MB', preserve_insertion_order: 'true', checkpoint_threshold: '64MB' };

export function isStorageFull(cause: unknown): boolean {
  return /No space left on device|File too large|Disk quota exceeded|Could not (?:write|truncate|sync)|failed to offload/i.test(reasonOf(cause));
}

/** The machine's fault and not the file's: once it is over the file opens as it is, and putting it aside would lose what it holds. */
const isOfTheMachine = (cause: unknown) =>
  /Permission denied|Too many open files|Cannot allocate memory|Input\/output error|Read-only file system|Is a directory|Not a directory|can only read versions/i.test(reasonOf(cause));

const isInUse = (cause: unknown) => /Could not set lock|Conflicting lock|already attached/i.test(reasonOf(cause));

/**
 * Opens a DuckDB file. A log that DuckDB cannot replay (duckdb issues 15836, 18732, 19712, 22044, 25395) is renamed,
 * so that the service starts with what the file itself holds, and named, so that someone can look at it.
 */
export async function openDatabaseFile(file: string, stamp: string, options: Readonly<Record<string, string>> = duckdbOptions): Promise<OpenFile | OpenFault> {
  await mkdir(path.dirname(file), { recursive: true });
  const setAside: string[] = [];
  for (const suspect of [`${file}.wal`, file, null]) {
    try {
      const instance = await DuckDBInstance.create(file, options);
      return { instance, writer: await instance.connect(), setAside };
    } catch (cause) {
      const message = reasonOf(cause);
      if (isStorageFull(cause)) return { kind: 'storage-full', message };
      if (isInUse(cause)) return { kind: 'in-use', message: `${file} is open in another process; one process owns a data folder. ${message}` };
      if (isOfTheMachine(cause) || suspect === null) throw cause;
      if (!existsSync(suspect)) continue;
      const kept = `${suspect}.set-aside-${stamp}`;
      renameSync(suspect, kept);
      setAside.push(path.basename(kept));
    }
  }
  throw new Error('unreachable: the last attempt returns or throws');
}

/** Words by which DuckDB says that somebody reads meanwhile. */
const isBusy = (cause: unknown) => /Cannot CHECKPOINT: there are other/.test(reasonOf(cause));

/** Folds the log into the file; false when somebody reads, so that it has to wait. */
export async function checkpointed(writer: DuckDBConnection): Promise<boolean> {
  try {
    await writer.run('CHECKPOINT');
    return true;
  } catch (cause) {
    if (isBusy(cause)) return false;
    throw cause;
  }
}

export async function tablesOf(writer: DuckDBConnection): Promise<string[]> {
  const tables = await writer.runAndReadAll("SELECT table_name FROM duckdb_tables() WHERE schema_name = 'main'");
  return tables.getRows().map(([name]) => String(name));
}

/** Bytes of the blocks in use. */
export async function usedBytes(writer: DuckDBConnection): Promise<number> {
  const [[blockSize, usedBlocks]] = (await writer.runAndReadAll('SELECT block_size, used_blocks FROM pragma_database_size()')).getRows();
  return Number(blockSize) * Number(usedBlocks);
}
