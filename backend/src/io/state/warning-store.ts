import { sql, type Kysely } from 'kysely';
import type { WarningEvent } from '../../domain/warnings/lifecycle.ts';
import { isActive, subjectKey, subjectOf, type Warning, type WarningOutcome, type WarningSeverity } from '../../domain/warnings/warning.ts';
import { appendInside, eventsOf, versionOf, type AppendOutcome, type RecordedEvent } from './events.ts';
import type { StateTables, WarningsTable } from './tables.ts';

/** What happened to a warning, the warning after it, who did it and why. The writer names the version it has seen. */
export interface WarningRecord {
  readonly after: Warning;
  readonly event: WarningEvent;
  readonly expectedVersion: number;
  readonly actor: string;
  readonly cause: string;
}

export interface StoredWarning {
  readonly warning: Warning;
  readonly version: number;
}

/** What a listing is narrowed to; a list that is left out lets everything through. */
export interface WarningFilter {
  readonly state?: readonly Warning['state'][] | undefined;
  readonly severity?: readonly WarningSeverity[] | undefined;
  readonly outcome?: readonly WarningOutcome[] | undefined;
  readonly paged?: boolean | undefined;
  readonly serverId?: readonly string[] | undefined;
  readonly region?: readonly string[] | undefined;
  readonly profile?: readonly string[] | undefined;
  readonly tier?: readonly string[] | undefined;
  readonly metric?: readonly string[] | undefined;
  readonly group?: string | undefined;
  /** Not cleared before, opened before. */
  readonly fromMs?: number | undefined;
  readonly toMs?: number | undefined;
}

/** Where a listing of warnings continues. */
export interface WarningPosition {
  readonly openedAtMs: number;
  readonly warningId: string;
}

/** Warnings with their whole history. */
export interface WarningStore {
  /** Appends the events of one cycle in their order, each with the warning it leads to; what conflicts is left out and told. */
  saveAll(records: readonly WarningRecord[]): Promise<readonly AppendOutcome[]>;
  find(warningId: string): Promise<StoredWarning | null>;
  /** Those to which something can still happen by itself. */
  active(): Promise<readonly StoredWarning[]>;
  /** Newest first. */
  list(filter: WarningFilter, limit: number, after: WarningPosition | null): Promise<readonly Warning[]>;
  history(warningId: string): Promise<readonly RecordedEvent[]>;
  /** Forgets warnings that were cleared before the moment, and what happened to them. */
  prune(beforeMs: number): Promise<number>;
}

export const warningStoreMethods = ['saveAll', 'find', 'active', 'list', 'history', 'prune'] as const satisfies readonly (keyof WarningStore)[];

/** Events in one transaction: enough to be quick, few enough to let others in between. */
const recordsAtOnce = 25;

const streamOf = (warningId: string) => `warning/${warningId}`;
const warningOf = ({ document }: { readonly document: string }) => JSON.parse(document) as Warning;

export class KyselyWarningStore implements WarningStore {
  private readonly db: Kysely<StateTables>;

  constructor(db: Kysely<StateTables>) {
    this.db = db;
  }

  async saveAll(records: readonly WarningRecord[]): Promise<readonly AppendOutcome[]> {
    const outcomes: AppendOutcome[] = [];
    for (let from = 0; from < records.length; from += recordsAtOnce) {
      const some = records.slice(from, from + recordsAtOnce);
      outcomes.push(...(await this.db.transaction().execute(async (db) => {
        const done: AppendOutcome[] = [];
        for (const record of some) done.push(await saveOne(db, record));
        return done;
      })));
    }
    return outcomes;
  }

  async find(warningId: string): Promise<StoredWarning | null> {
    const row = await this.db.selectFrom('warnings').select('document').where('warningId', '=', warningId).executeTakeFirst();
    return row === undefined ? null : { warning: warningOf(row), version: await versionOf(this.db, streamOf(warningId)) };
  }

  async active(): Promise<readonly StoredWarning[]> {
    const rows = await this.db.selectFrom('warnings').select(['warningId', 'document']).where('active', '=', 1).orderBy('openedAtMs').orderBy('warningId').execute();
    const stored: StoredWarning[] = [];
    for (const row of rows) stored.push({ warning: warningOf(row), version: await versionOf(this.db, streamOf(row.warningId)) });
    return stored;
  }

  async list(filter: WarningFilter, limit: number, after: WarningPosition | null): Promise<readonly Warning[]> {
    let query = this.db.selectFrom('warnings').select('document').orderBy('openedAtMs', 'desc').orderBy('warningId', 'desc').limit(limit);
    for (const column of ['state', 'severity', 'outcome', 'serverId', 'region', 'profile', 'tier', 'metric'] as const) {
      const accepted = filter[column];
      if (accepted !== undefined) query = query.where(column, 'in', accepted);
    }
    const { paged, group, fromMs, toMs } = filter;
    if (paged !== undefined) query = query.where('paged', '=', Number(paged));
    if (group !== undefined) query = query.where('groupId', '=', group);
    if (fromMs !== undefined) query = query.where((where) => where.or([where('clearedAtMs', 'is', null), where('clearedAtMs', '>=', fromMs)]));
    if (toMs !== undefined) query = query.where('openedAtMs', '<', toMs);
    if (after !== null) {
      query = query.where((where) => where.or([where('openedAtMs', '<', after.openedAtMs), where.and([where('openedAtMs', '=', after.openedAtMs), where('warningId', '<', after.warningId)])]));
    }
    return (await query.execute()).map(warningOf);
  }

  async history(warningId: string): Promise<readonly RecordedEvent[]> {
    return eventsOf(this.db, streamOf(warningId));
  }

  async prune(beforeMs: number): Promise<number> {
    return this.db.transaction().execute(async (inside) => {
      const { numDeletedRows } = await inside.deleteFrom('warnings').where('clearedAtMs', '<', beforeMs).where('active', '=', 0).executeTakeFirst();
      const known = inside.selectFrom('warnings').select(sql<string>`'warning/' || ${sql.ref('warningId')}`.as('stream'));
      await inside.deleteFrom('events').where('stream', 'like', 'warning/%').where('atMs', '<', beforeMs).where('stream', 'not in', known).execute();
      return Number(numDeletedRows);
    });
  }
}

async function saveOne(db: Kysely<StateTables>, { after, event, expectedVersion, actor, cause }: WarningRecord): Promise<AppendOutcome> {
  const { kind, atMs, ...data } = event;
  const row = rowOf(after);
  const append = { region: after.region, stream: streamOf(after.warningId), expectedVersion, kind, actor, cause, atMs, data };
  // A second opening of a subject that has an open warning is refused before anything of it is written.
  if (kind === 'opened' && row.openSubject !== null) {
    const rival = await db.selectFrom('warnings').select('warningId').where('openSubject', '=', row.openSubject).executeTakeFirst();
    if (rival !== undefined) return { kind: 'conflict', version: expectedVersion };
  }
  return appendInside(db, append, async (inside) => {
    await inside.insertInto('warnings').values(row).onConflict((conflict) => conflict.column('warningId').doUpdateSet(row)).execute();
  });
}

function rowOf(warning: Warning): WarningsTable {
  const { warningId, region, serverId, profile, tier, metric, groupId, state, severity, outcome, openedAtMs } = warning;
  return {
    warningId, region, serverId, profile, tier, metric, groupId, state, severity, outcome, openedAtMs,
    openSubject: state === 'cleared' ? null : subjectKey(subjectOf(warning)),
    active: Number(isActive(warning)),
    paged: Number(warning.pagedAtMs !== null),
    clearedAtMs: warning.cleared?.atMs ?? null,
    document: JSON.stringify(warning),
  };
}
