import type { Kysely } from 'kysely';
import type { Migration } from 'kysely/migration';
import type { StateTables } from '../tables.ts';

/** Saved what-if questions, what was predicted of them, and what became of those that were done. */
export const scenariosTable: Migration = {
  async up(db: Kysely<StateTables>): Promise<void> {
    await db.schema
      .createTable('scenarios')
      .addColumn('scenarioId', 'text', (column) => column.primaryKey())
      .addColumn('region', 'text', (column) => column.notNull())
      .addColumn('serverId', 'text', (column) => column.notNull())
      .addColumn('savedAtMs', 'bigint', (column) => column.notNull())
      .addColumn('dueAtMs', 'bigint')
      .addColumn('document', 'text', (column) => column.notNull())
      .addColumn('course', 'text')
      .execute();
    await db.schema.createIndex('scenarios_newest_first').on('scenarios').columns(['region', 'savedAtMs', 'scenarioId']).execute();
    await db.schema.createIndex('scenarios_due').on('scenarios').columns(['dueAtMs']).execute();
  },
};
