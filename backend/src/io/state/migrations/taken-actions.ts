import type { Kysely } from 'kysely';
import type { Migration } from 'kysely/migration';
import type { StateTables } from '../tables.ts';

/** What people did with recommendations, what was expected without it, and what became of it. */
export const takenActionsTable: Migration = {
  async up(db: Kysely<StateTables>): Promise<void> {
    await db.schema
      .createTable('takenActions')
      .addColumn('recordId', 'text', (column) => column.primaryKey())
      .addColumn('region', 'text', (column) => column.notNull())
      .addColumn('serverId', 'text', (column) => column.notNull())
      .addColumn('atMs', 'bigint', (column) => column.notNull())
      .addColumn('dueAtMs', 'bigint')
      .addColumn('document', 'text', (column) => column.notNull())
      .addColumn('expectation', 'text', (column) => column.notNull())
      .execute();
    await db.schema.createIndex('taken_actions_newest_first').on('takenActions').columns(['region', 'atMs', 'recordId']).execute();
    await db.schema.createIndex('taken_actions_due').on('takenActions').columns(['dueAtMs']).execute();
  },
};
