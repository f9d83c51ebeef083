import type { Kysely } from 'kysely';
import type { Migration } from 'kysely/migration';
import type { StateTables } from '../tables.ts';

/** Tickets as their events have left them, and signatures of webhooks that must not be taken twice. */
export const ticketsTables: Migration = {
  async up(db: Kysely<StateTables>): Promise<void> {
    await db.schema
      .createTable('tickets')
      .addColumn('ticketId', 'text', (column) => column.primaryKey())
      .addColumn('system', 'text', (column) => column.notNull())
      .addColumn('groupId', 'text', (column) => column.notNull())
      .addColumn('active', 'integer', (column) => column.notNull())
      .addColumn('openedAtMs', 'bigint', (column) => column.notNull())
      .addColumn('document', 'text', (column) => column.notNull())
      .execute();
    await db.schema.createIndex('tickets_newest_first').on('tickets').columns(['openedAtMs', 'ticketId']).execute();
    await db.schema.createIndex('tickets_active').on('tickets').columns(['active']).execute();
    await db.schema.createIndex('tickets_of_group').on('tickets').columns(['groupId']).execute();
    await db.schema
      .createTable('hookSignatures')
      .addColumn('signature', 'text', (column) => column.primaryKey())
      .addColumn('atMs', 'bigint', (column) => column.notNull())
      .execute();
  },
};
