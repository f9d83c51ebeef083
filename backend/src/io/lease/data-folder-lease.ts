import { existsSync, mkdirSync } from 'node:fs';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';

export type LeaseOutcome = { readonly kind: 'held'; readonly lease: DataFolderLease } | { readonly kind: 'taken'; readonly message: string };

/** SQLite's result code for "another connection holds the lock". */
const sqliteBusy = 5;

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
    mkdirSync(dataFolder, { recursive: true });
    const db = new DatabaseSync(path.join(dataFolder, 'lease.sqlite'));
    try {
      // In exclusive locking mode SQLite keeps the lock after the commit, until the connection closes.
      db.exec('PRAGMA busy_timeout = 0; PRAGMA locking_mode = EXCLUSIVE; PRAGMA journal_mode = DELETE; BEGIN EXCLUSIVE');
      db.exec('CREATE TABLE IF NOT EXISTS lease (id INTEGER PRIMARY KEY CHECK (id = 1), fencing_number INTEGER NOT NULL, pid INTEGER NOT NULL)');
      const row = db
        .prepare('INSERT INTO lease VALUES (1, 1, ?) ON CONFLICT (id) DO UPDATE SET fencing_number = fencing_number + 1, pid = excluded.pid RETURNING fencing_number')
        .get(process.pid) as { fencing_number: number };
      db.exec('COMMIT');
      return { kind: 'held', lease: new DataFolderLease(db, row.fencing_number) };
    } catch (error) {
      db.close();
      if ((error as { errcode?: number }).errcode !== sqliteBusy) throw error;
      return { kind: 'taken', message: `Another Fleetcast process uses the data folder ${dataFolder}: stop it, or give this one another dataFolder.` };
    }
  }

  /** Whether a process holds the folder; changes nothing, makes nothing. */
  static isTaken(dataFolder: string): boolean {
    const file = path.join(dataFolder, 'lease.sqlite');
    if (!existsSync(file)) return false;
    const db = new DatabaseSync(file, { readOnly: true });
    try {
      db.exec('PRAGMA busy_timeout = 0; SELECT * FROM lease');
      return false;
    } catch (error) {
      if ((error as { errcode?: number }).errcode !== sqliteBusy) throw error;
      return true;
    } finally {
      db.close();
    }
  }

  release(): void {
    this.db.close();
  }
}
