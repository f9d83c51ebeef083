import type { Kysely } from 'kysely';
import type { Migration } from 'kysely/migration';
import type { StateTables } from '../tables.ts';

/** Jobs, events, models and the outbox. bigint holds epoch milliseconds in both databases. */
export function firstTables(isPostgres: boolean): Migration {
  return {
    async up(db: Kysely<StateTables>): Promise<void> {
      await db.schema
        .createTable('jobs')
        .addColumn('jobId', 'text', (column) => column.primaryKey())
        .addColumn('kind', 'text', (column) => column.notNull())
        .addColumn('state', 'text', (column) => column.notNull())
        .addColumn('createdAtMs', 'bigint', (column) => column.notNull())
        .addColumn('document', 'text', (column) => column.notNull())
        .execute();
      await db.schema.createIndex('jobs_newest_first').on('jobs').columns(['createdAtMs', 'jobId']).execute();
      await db.schema
        .createTable('events')
        .addColumn('eventId', isPostgres ? 'bigserial' : 'integer', (column) => (isPostgres ? column.primaryKey() : column.primaryKey().autoIncrement()))
        .addColumn('region', 'text', (column) => column.notNull())
        .addColumn('stream', 'text', (column) => column.notNull())
        .addColumn('version', 'integer', (column) => column.notNull())
        .addColumn('kind', 'text', (column) => column.notNull())
        .addColumn('actor', 'text', (column) => column.notNull())
        .addColumn('cause', 'text', (column) => column.notNull())
        .addColumn('atMs', 'bigint', (column) => column.notNull())
        .addColumn('data', 'text', (column) => column.notNull())
        .addUniqueConstraint('events_stream_version', ['stream', 'version'])
        .execute();
      await db.schema
        .createTable('models')
        .addColumn('version', 'text', (column) => column.primaryKey())
        .addColumn('role', 'text', (column) => column.notNull())
        .addColumn('createdAtMs', 'bigint', (column) => column.notNull())
        .addColumn('document', 'text', (column) => column.notNull())
        .execute();
      await db.schema
        .createTable('outbox')
        .addColumn('idempotencyKey', 'text', (column) => column.primaryKey())
        .addColumn('kind', 'text', (column) => column.notNull())
        .addColumn('payload', 'text', (column) => column.notNull())
        .addColumn('createdAtMs', 'bigint', (column) => column.notNull())
        .addColumn('dueAtMs', 'bigint', (column) => column.notNull())
        .addColumn('attempts', 'integer', (column) => column.notNull())
        .addColumn('sentAtMs', 'bigint')
        .addColumn('lastError', 'text')
        .execute();
      await db.schema.createIndex('outbox_due').on('outbox').columns(['sentAtMs', 'dueAtMs']).execute();
    },
  };
}
