import { DatabaseSync } from 'node:sqlite';

/** A consistent copy of a SQLite file as it is, whatever its tables; blocks while it writes. The copy must not exist. */
export function copySqlite(file: string, copy: string): void {
  const db = new DatabaseSync(file);
  try {
    db.prepare('VACUUM INTO ?').run(copy);
  } finally {
    db.close();
  }
}
