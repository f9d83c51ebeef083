import { existsSync, mkdirSync } from 'node:fs';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';

export interface LeaseFault {
  /** taken: by another process; unusable: no process could use the folder as it is. */
  readonly kind: 'taken' | 'unusable';
  readonly message: string;
}

export type LeaseOutcome = { readonly kind: 'held'; readonly lease: DataFolderLease } | LeaseFault;

const leaseFile = 'lease.sqlite';

/** SQLite's result codes (https://www.sqlite.org/rescode.html): another connection holds the lock; the file is damaged, or no database. */
const sqliteBusy = 5;
const sqliteDamaged: readonly unknown[] = [11, 26];

/**
 * The right to use a data folder, held by at most one process. It is an exclusive lock of the operating system on a small
 * SQLite file, so it ends with the process however that ends, and no stale lock is ever left. Each holder gets a fencing number
 * greater than that of every holder before it.
 */
export class DataFolderLease {
  readonly fencingNumber: number;
  private readonly db: DatabaseSync;

  private constructor(db: DatabaseSync, fencingNumber: number) {
    this.db = db;
    this.fencingNumber = fencingNumber;
  }

  static acquire(dataFolder: string): LeaseOutcome {
    let db: DatabaseSync | null = null;
    try {
      makeFolder(dataFolder);
      db = new DatabaseSync(path.join(dataFolder, leaseFile));
      // In exclusive locking mode SQLite keeps the lock after the commit, until the connection closes.
      db.exec('PRAGMA busy_timeout = 0; PRAGMA locking_mode = EXCLUSIVE; PRAGMA journal_mode = DELETE; BEGIN EXCLUSIVE');
      db.exec('CREATE TABLE IF NOT EXISTS lease (id INTEGER PRIMARY KEY CHECK (id = 1), fencing_number INTEGER NOT NULL, pid INTEGER NOT NULL)');
      const row = db
        .prepare('INSERT INTO lease VALUES (1, 1, ?) ON CONFLICT (id) DO UPDATE SET fencing_number = fencing_number + 1, pid = excluded.pid RETURNING fencing_number')
        .get(process.pid) as { fencing_number: number };
      db.exec('COMMIT');
      return { kind: 'held', lease: new DataFolderLease(db, row.fencing_number) };
    } catch (error) {
      db?.close();
      return faultOf(dataFolder, error);
    }
  }

  /** Whether a process holds the folder; changes nothing, makes nothing. */
  static look(dataFolder: string): { readonly kind: 'free' } | LeaseFault {
    const file = path.join(dataFolder, leaseFile);
    if (!existsSync(file)) return { kind: 'free' };
    let db: DatabaseSync | null = null;
    try {
      db = new DatabaseSync(file, { readOnly: true });
      // The schema is there even where whoever made the file was killed before it made the table.
      db.exec('PRAGMA busy_timeout = 0; SELECT count(*) FROM sqlite_schema');
      return { kind: 'free' };
    } catch (error) {
      return faultOf(dataFolder, error);
    } finally {
      db?.close();
    }
  }

  release(): void {
    this.db.close();
  }
}

function faultOf(dataFolder: string, error: unknown): LeaseFault {
  const { errcode, message } = error as { readonly errcode?: number; readonly message?: string };
  if (errcode === sqliteBusy) return { kind: 'taken', message: `Another Fleetcast process uses the data folder ${dataFolder}: stop it, or give this one another dataFolder.` };
  const advice = sqliteDamaged.includes(errcode) ? `no Fleetcast runs on it? Then delete its ${leaseFile}, which holds nothing but the lock` : "give the service's user the right to it, make room, or name another dataFolder";
  return { kind: 'unusable', message: `The data folder ${dataFolder} cannot be used (${message ?? String(error)}): ${advice}.` };
}

/** One part after another: Node's own way does not end where a part can never be made, as below /proc. */
function makeFolder(folder: string): void {
  if (existsSync(folder)) return;
  makeFolder(path.dirname(folder));
  mkdirSync(folder);
}
