import type { Kysely } from 'kysely';
import type { Migration } from 'kysely/migration';
import type { StateTables } from '../tables.ts';

/** Known events: deployments, batch jobs, maintenance, holidays, campaigns. */
export const calendarTable: Migration = {
  async up(db: Kysely<StateTables>): Promise<void> {
    await db.schema
      .createTable('calendar')
      .addColumn('eventId', 'text', (column) => column.primaryKey())
      .addColumn('document', 'text', (column) => column.notNull())
      .execute();
  },
};
