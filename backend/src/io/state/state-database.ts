import { Kysely, PostgresDialect } from 'kysely';
import { Migrator } from 'kysely/migration';
import { GenericSqliteDialect, parseBigInt } from 'kysely-generic-sqlite';
import { DatabaseSync, type SQLInputValue } from 'node:sqlite';
import pg from 'pg';
import { reasonOf } from '../reason.ts';
import { calendarTable } from './migrations/calendar-table.ts';
import { firstTables } from './migrations/first-tables.ts';
import { incidentsTable } from './migrations/incidents-table.ts';
import { modelRegistryTables } from './migrations/model-registry.ts';
import { scenariosTable } from './migrations/scenarios.ts';
import { takenActionsTable } from './migrations/taken-actions.ts';
import { ticketsTables } from './migrations/tickets-tables.ts';
import { warningsTable } from './migrations/warnings-table.ts';
import type { StateTables } from './tables.ts';

export type StateLocation = { readonly kind: 'sqlite'; readonly file: string } | { readonly kind: 'postgres'; readonly url: string };

/** PostgreSQL's int8 arrives as text; every one of ours is a count or a moment in milliseconds, exact as a number. */
const int8 = 20;

function dialectOf(location: StateLocation, readOnly = false) {
  if (location.kind === 'postgres') {
    const types = new pg.TypeOverrides();
    types.setTypeParser(int8, Number);
    return new PostgresDialect({ pool: new pg.Pool({ connectionString: location.url, max: 4, types, connectionTimeoutMillis: 10_000 }) });
  }
  return new GenericSqliteDialect(() => {
    const db = new DatabaseSync(location.file, { readOnly });
    db.exec(`PRAGMA busy_timeout = 5000; PRAGMA foreign_keys = ON;${readOnly ? '' : ' PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;'}`);
    return {
      db,
      query: (_isSelect, sql, parameters) => {
        const statement = db.prepare(sql);
        const values = (parameters ?? []) as SQLInputValue[];
        if (statement.columns().length > 0) return { rows: statement.all(...values) };
        const { changes, lastInsertRowid } = statement.run(...values);
        return { rows: [], numAffectedRows: parseBigInt(changes), insertId: parseBigInt(lastInsertRowid) };
      },
      close: () => db.close(),
    };
  });
}

function migratorOf(db: Kysely<StateTables>, { kind }: StateLocation): Migrator {
  const migrations = { '001-first-tables': firstTables(kind === 'postgres'), '002-calendar': calendarTable, '003-model-registry': modelRegistryTables, '004-warnings': warningsTable, '005-taken-actions': takenActionsTable, '006-scenarios': scenariosTable, '007-tickets': ticketsTables, '008-incidents': incidentsTable };
  return new Migrator({ db, provider: { getMigrations: async () => migrations } });
}

/** Migrations that the next start will make; reads only. */
export async function pendingMigrations(location: StateLocation): Promise<readonly string[]> {
  const db = new Kysely<StateTables>({ dialect: dialectOf(location, true) });
  try {
    return (await migratorOf(db, location).getMigrations()).filter(({ executedAt }) => executedAt === undefined).map(({ name }) => name);
  } finally {
    await db.destroy();
  }
}

/** Opens the state and brings its tables up to date; migrations only ever go forward. */
export async function openStateDatabase(location: StateLocation): Promise<Kysely<StateTables>> {
  const db = new Kysely<StateTables>({ dialect: dialectOf(location) });
  const { error } = await migratorOf(db, location).migrateToLatest();
  if (error === undefined) return db;
  await db.destroy();
  throw new Error(`the state in ${location.kind === 'sqlite' ? location.file : 'PostgreSQL'} cannot be brought up to date: ${reasonOf(error)}`, { cause: error });
}
