import type { Kysely } from 'kysely';
import type { Migration } from 'kysely/migration';
import type { StateTables } from '../tables.ts';

/** Warnings as their events have left them. `openSubject` is unique: no subject ever has two that are open. */
export const warningsTable: Migration = {
  async up(db: Kysely<StateTables>): Promise<void> {
    await db.schema
      .createTable('warnings')
      .addColumn('warningId', 'text', (column) => column.primaryKey())
      .addColumn('region', 'text', (column) => column.notNull())
      .addColumn('serverId', 'text', (column) => column.notNull())
      .addColumn('profile', 'text', (column) => column.notNull())
      .addColumn('tier', 'text')
      .addColumn('metric', 'text', (column) => column.notNull())
      .addColumn('groupId', 'text', (column) => column.notNull())
      .addColumn('openSubject', 'text', (column) => column.unique())
      .addColumn('active', 'integer', (column) => column.notNull())
      .addColumn('state', 'text', (column) => column.notNull())
      .addColumn('severity', 'text', (column) => column.notNull())
      .addColumn('outcome', 'text', (column) => column.notNull())
      .addColumn('paged', 'integer', (column) => column.notNull())
      .addColumn('openedAtMs', 'bigint', (column) => column.notNull())
      .addColumn('clearedAtMs', 'bigint')
      .addColumn('document', 'text', (column) => column.notNull())
      .execute();
    await db.schema.createIndex('warnings_newest_first').on('warnings').columns(['openedAtMs', 'warningId']).execute();
    await db.schema.createIndex('warnings_active').on('warnings').columns(['active']).execute();
    await db.schema.createIndex('warnings_of_group').on('warnings').columns(['groupId']).execute();
  },
};
