import { type Kysely, sql } from 'kysely';
import type { Migration } from 'kysely/migration';
import type { StateTables } from '../tables.ts';

/**
 * One document a region says which model version has which part, and decisions about models are kept with their figures.
 * The table of versions before it is dropped: what a version is stands in its own manifest.
 */
export const modelRegistryTables: Migration = {
  async up(db: Kysely<StateTables>): Promise<void> {
    await db.schema.createTable('modelRegistry').addColumn('region', 'text', (column) => column.primaryKey()).addColumn('document', 'text', (column) => column.notNull()).execute();
    await db.schema
      .createTable('lifecycleDecisions')
      .addColumn('decisionId', 'text', (column) => column.primaryKey())
      .addColumn('region', 'text', (column) => column.notNull())
      .addColumn('subject', 'text', (column) => column.notNull())
      .addColumn('outcome', 'text', (column) => column.notNull())
      .addColumn('atMs', 'bigint', (column) => column.notNull())
      .addColumn('document', 'text', (column) => column.notNull())
      .execute();
    await db.schema.createIndex('decisions_newest_first').on('lifecycleDecisions').columns(['region', 'atMs', 'decisionId']).execute();
    await sql`drop table models`.execute(db);
  },
};
