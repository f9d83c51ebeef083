import { job, type Job } from '@fleetcast/contract';
import { sql, type Kysely } from 'kysely';
import { appendEvent, eventsOf, versionOf, type AppendOutcome, type RecordedEvent, type StateEvent } from './events.ts';
import type { StateTables } from './tables.ts';

export interface OutboxEffect {
  readonly idempotencyKey: string;
  readonly kind: string;
  readonly payload: Readonly<Record<string, unknown>>;
  readonly attempts: number;
}

/** Where a listing of jobs continues. */
export interface JobPosition {
  readonly createdAtMs: number;
  readonly jobId: string;
}

/**
 * The service's state. Arguments and answers are plain values, so that the same interface works across a thread.
 * Implementations: KyselyStateStore on SQLite and on PostgreSQL, and its proxy into the state worker.
 */
export interface StateStore {
  /** Appends an event and stores the job it leads to, both or neither. */
  saveJob(changed: Job, event: StateEvent): Promise<AppendOutcome>;
  findJob(jobId: string): Promise<{ readonly job: Job; readonly version: number } | null>;
  /** Newest first. */
  listJobs(limit: number, after: JobPosition | null): Promise<readonly Job[]>;
  unfinishedJobs(): Promise<readonly Job[]>;
  eventsOf(stream: string): Promise<readonly RecordedEvent[]>;
  /** Adds an effect once; the same key again changes nothing. */
  enqueue(effect: Omit<OutboxEffect, 'attempts'>, nowMs: number): Promise<void>;
  dueEffects(nowMs: number, limit: number): Promise<readonly OutboxEffect[]>;
  markSent(idempotencyKey: string, nowMs: number): Promise<void>;
  markFailed(idempotencyKey: string, error: string, retryAtMs: number): Promise<void>;
  /**
   * Deletes decisions and finished jobs older than the moment, effects sent before it, and events older than it, except the newest of what
   * lives longer than a job: it holds the version that a writer names. The state stays bounded.
   */
  prune(beforeMs: number): Promise<number>;
  /** Copies the whole state into a file while it stays in use; null where the database has its own backups. */
  copyTo(file: string): Promise<'copied' | 'use-pg_dump'>;
  close(): Promise<void>;
}

/** What may be called across a thread. */
export const stateStoreMethods = [
  'saveJob', 'findJob', 'listJobs', 'unfinishedJobs', 'eventsOf', 'enqueue', 'dueEffects', 'markSent', 'markFailed', 'prune', 'copyTo', 'close',
] as const satisfies readonly (keyof StateStore)[];

const unfinishedStates = ['queued', 'running'];

export class KyselyStateStore implements StateStore {
  private readonly db: Kysely<StateTables>;
  private readonly isPostgres: boolean;

  constructor(db: Kysely<StateTables>, isPostgres: boolean) {
    this.db = db;
    this.isPostgres = isPostgres;
  }

  async saveJob(changed: Job, event: StateEvent): Promise<AppendOutcome> {
    const row = { jobId: changed.jobId, kind: changed.kind, state: changed.state, createdAtMs: Date.parse(changed.createdAt), document: JSON.stringify(changed) };
    return appendEvent(this.db, event, async (db) => {
      await db.insertInto('jobs').values(row).onConflict((conflict) => conflict.column('jobId').doUpdateSet({ state: row.state, document: row.document })).execute();
    });
  }

  async findJob(jobId: string): Promise<{ readonly job: Job; readonly version: number } | null> {
    const row = await this.db.selectFrom('jobs').select('document').where('jobId', '=', jobId).executeTakeFirst();
    return row === undefined ? null : { job: job.parse(JSON.parse(row.document)), version: await versionOf(this.db, `job/${jobId}`) };
  }

  async listJobs(limit: number, after: JobPosition | null): Promise<readonly Job[]> {
    let query = this.db.selectFrom('jobs').select('document').orderBy('createdAtMs', 'desc').orderBy('jobId', 'desc').limit(limit);
    if (after !== null) {
      query = query.where((where) => where.or([where('createdAtMs', '<', after.createdAtMs), where.and([where('createdAtMs', '=', after.createdAtMs), where('jobId', '<', after.jobId)])]));
    }
    return (await query.execute()).map(({ document }) => job.parse(JSON.parse(document)));
  }

  async unfinishedJobs(): Promise<readonly Job[]> {
    const rows = await this.db.selectFrom('jobs').select('document').where('state', 'in', unfinishedStates).orderBy('createdAtMs').execute();
    return rows.map(({ document }) => job.parse(JSON.parse(document)));
  }

  async eventsOf(stream: string): Promise<readonly RecordedEvent[]> {
    return eventsOf(this.db, stream);
  }

  async enqueue(effect: Omit<OutboxEffect, 'attempts'>, nowMs: number): Promise<void> {
    const row = { idempotencyKey: effect.idempotencyKey, kind: effect.kind, payload: JSON.stringify(effect.payload), createdAtMs: nowMs, dueAtMs: nowMs, attempts: 0, sentAtMs: null, lastError: null };
    await this.db.insertInto('outbox').values(row).onConflict((conflict) => conflict.column('idempotencyKey').doNothing()).execute();
  }

  async dueEffects(nowMs: number, limit: number): Promise<readonly OutboxEffect[]> {
    const rows = await this.db.selectFrom('outbox').selectAll().where('sentAtMs', 'is', null).where('dueAtMs', '<=', nowMs).orderBy('dueAtMs').orderBy('idempotencyKey').limit(limit).execute();
    return rows.map(({ idempotencyKey, kind, payload, attempts }) => ({ idempotencyKey, kind, payload: JSON.parse(payload) as Record<string, unknown>, attempts }));
  }

  async markSent(idempotencyKey: string, nowMs: number): Promise<void> {
    await this.db.updateTable('outbox').set({ sentAtMs: nowMs, lastError: null }).where('idempotencyKey', '=', idempotencyKey).execute();
  }

  async markFailed(idempotencyKey: string, error: string, retryAtMs: number): Promise<void> {
    await this.db
      .updateTable('outbox')
      .set((update) => ({ attempts: update('attempts', '+', 1), lastError: error, dueAtMs: retryAtMs }))
      .where('idempotencyKey', '=', idempotencyKey)
      .execute();
  }

  async prune(beforeMs: number): Promise<number> {
    const finished = await this.db.deleteFrom('jobs').where('createdAtMs', '<', beforeMs).where('state', 'not in', unfinishedStates).executeTakeFirst();
    const newest = this.db.selectFrom('events').select(({ fn }) => fn.max('eventId').as('eventId')).groupBy('stream');
    const events = await this.db
      .deleteFrom('events')
      .where('atMs', '<', beforeMs)
      .where((where) => where.or([where('stream', 'like', 'job/%'), where('eventId', 'not in', newest)]))
      .executeTakeFirst();
    const sent = await this.db.deleteFrom('outbox').where('sentAtMs', '<', beforeMs).executeTakeFirst();
    const decisions = await this.db.deleteFrom('lifecycleDecisions').where('atMs', '<', beforeMs).executeTakeFirst();
    return Number(finished.numDeletedRows + events.numDeletedRows + sent.numDeletedRows + decisions.numDeletedRows);
  }

  async copyTo(file: string): Promise<'copied' | 'use-pg_dump'> {
    if (this.isPostgres) return 'use-pg_dump';
    await sql`VACUUM INTO ${file}`.execute(this.db);
    return 'copied';
  }

  async close(): Promise<void> {
    await this.db.destroy();
  }
}
