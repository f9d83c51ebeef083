import { actionRecord, type ActionRecord } from '@fleetcast/contract';
import type { Kysely } from 'kysely';
import { appendEvent, type AppendOutcome, type StateEvent } from './events.ts';
import type { StateTables } from './tables.ts';

/** A record of what somebody did, with what it takes to judge it later. */
export interface StoredAction {
  readonly record: ActionRecord;
  /** When its outcome can be measured; null: there is nothing (more) to measure. */
  readonly dueAtMs: number | null;
  /** JSON of what was expected without the action; its reader knows its form. */
  readonly expectation: string;
}

/** What was done with recommendations, each with who did it. */
export interface TakenActionStore {
  /** Stores a record with what happened to it: both or neither. */
  save(action: StoredAction, event: StateEvent): Promise<AppendOutcome>;
  /** Newest first; `before` is the last of the page before. */
  list(region: string, limit: number, before: { readonly atMs: number; readonly recordId: string } | null): Promise<readonly ActionRecord[]>;
  due(region: string, nowMs: number, limit: number): Promise<readonly StoredAction[]>;
  /** Of one server since a moment. */
  ofServer(region: string, serverId: string, sinceMs: number): Promise<readonly ActionRecord[]>;
  /** Deletes what was done before the moment; answers how much that was. */
  prune(beforeMs: number): Promise<number>;
}

export const takenActionStoreMethods = ['save', 'list', 'due', 'ofServer', 'prune'] as const satisfies readonly (keyof TakenActionStore)[];

export class KyselyTakenActionStore implements TakenActionStore {
  private readonly db: Kysely<StateTables>;

  constructor(db: Kysely<StateTables>) {
    this.db = db;
  }

  save({ record, dueAtMs, expectation }: StoredAction, event: StateEvent): Promise<AppendOutcome> {
    return appendEvent(this.db, event, async (db) => {
      const row = { recordId: record.recordId, region: event.region, serverId: record.serverId, atMs: Date.parse(record.at), dueAtMs, document: JSON.stringify(record), expectation };
      await db.insertInto('takenActions').values(row).onConflict((conflict) => conflict.column('recordId').doUpdateSet({ dueAtMs: row.dueAtMs, document: row.document })).execute();
    });
  }

  async list(region: string, limit: number, before: { readonly atMs: number; readonly recordId: string } | null): Promise<readonly ActionRecord[]> {
    const newest = this.db.selectFrom('takenActions').select('document').where('region', '=', region).orderBy('atMs', 'desc').orderBy('recordId', 'desc').limit(limit);
    const page =
      before === null
        ? newest
        : newest.where((where) => where.or([where('atMs', '<', before.atMs), where.and([where('atMs', '=', before.atMs), where('recordId', '<', before.recordId)])]));
    return (await page.execute()).map(({ document }) => recordFrom(document));
  }

  async due(region: string, nowMs: number, limit: number): Promise<readonly StoredAction[]> {
    const rows = await this.db.selectFrom('takenActions').selectAll().where('region', '=', region).where('dueAtMs', '<=', nowMs).orderBy('dueAtMs').limit(limit).execute();
    return rows.map(({ document, dueAtMs, expectation }) => ({ record: recordFrom(document), dueAtMs, expectation }));
  }

  async ofServer(region: string, serverId: string, sinceMs: number): Promise<readonly ActionRecord[]> {
    const rows = await this.db.selectFrom('takenActions').select('document').where('region', '=', region).where('serverId', '=', serverId).where('atMs', '>=', sinceMs).orderBy('atMs').execute();
    return rows.map(({ document }) => recordFrom(document));
  }

  async prune(beforeMs: number): Promise<number> {
    const { numDeletedRows } = await this.db.deleteFrom('takenActions').where('atMs', '<', beforeMs).executeTakeFirst();
    return Number(numDeletedRows);
  }
}

function recordFrom(document: string): ActionRecord {
  return actionRecord.parse(JSON.parse(document));
}
