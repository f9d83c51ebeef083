import { scenario, scenarioCourse, type Scenario, type ScenarioCourse } from '@fleetcast/contract';
import type { Kysely } from 'kysely';
import { appendEvent, type AppendOutcome, type StateEvent } from './events.ts';
import type { ScenariosTable, StateTables } from './tables.ts';

export interface StoredScenario {
  readonly scenario: Scenario;
  /** What was predicted step by step, and observed once it is graded; null until the change was made. */
  readonly course: ScenarioCourse | null;
  /** When it can be graded; null: there is nothing (more) to grade. */
  readonly dueAtMs: number | null;
}

/** Where a listing of scenarios continues. */
export interface ScenarioPosition {
  readonly savedAtMs: number;
  readonly scenarioId: string;
}

/** Saved what-if questions, each with what was done to it and by whom. */
export interface ScenarioStore {
  /** Stores a scenario with what happened to it: both or neither. */
  save(stored: StoredScenario, event: StateEvent): Promise<AppendOutcome>;
  remove(scenarioId: string, event: StateEvent): Promise<AppendOutcome>;
  find(region: string, scenarioId: string): Promise<StoredScenario | null>;
  /** Newest first; of one server, or (null) of all. */
  list(region: string, serverId: string | null, limit: number, after: ScenarioPosition | null): Promise<readonly Scenario[]>;
  due(region: string, nowMs: number, limit: number): Promise<readonly StoredScenario[]>;
  count(region: string): Promise<number>;
}

export const scenarioStoreMethods = ['save', 'remove', 'find', 'list', 'due', 'count'] as const satisfies readonly (keyof ScenarioStore)[];

export class KyselyScenarioStore implements ScenarioStore {
  private readonly db: Kysely<StateTables>;

  constructor(db: Kysely<StateTables>) {
    this.db = db;
  }

  save({ scenario: saved, course, dueAtMs }: StoredScenario, event: StateEvent): Promise<AppendOutcome> {
    return appendEvent(this.db, event, async (db) => {
      const changing = { dueAtMs, document: JSON.stringify(saved), course: course === null ? null : JSON.stringify(course) };
      const row = { scenarioId: saved.scenarioId, region: event.region, serverId: saved.serverId, savedAtMs: Date.parse(saved.savedAt), ...changing };
      await db.insertInto('scenarios').values(row).onConflict((conflict) => conflict.column('scenarioId').doUpdateSet(changing)).execute();
    });
  }

  remove(scenarioId: string, event: StateEvent): Promise<AppendOutcome> {
    return appendEvent(this.db, event, async (db) => {
      await db.deleteFrom('scenarios').where('scenarioId', '=', scenarioId).execute();
    });
  }

  async find(region: string, scenarioId: string): Promise<StoredScenario | null> {
    const row = await this.db.selectFrom('scenarios').selectAll().where('region', '=', region).where('scenarioId', '=', scenarioId).executeTakeFirst();
    return row === undefined ? null : storedFrom(row);
  }

  async list(region: string, serverId: string | null, limit: number, after: ScenarioPosition | null): Promise<readonly Scenario[]> {
    let query = this.db.selectFrom('scenarios').select('document').where('region', '=', region).orderBy('savedAtMs', 'desc').orderBy('scenarioId', 'desc').limit(limit);
    if (serverId !== null) query = query.where('serverId', '=', serverId);
    if (after !== null) {
      query = query.where((where) => where.or([where('savedAtMs', '<', after.savedAtMs), where.and([where('savedAtMs', '=', after.savedAtMs), where('scenarioId', '<', after.scenarioId)])]));
    }
    return (await query.execute()).map(({ document }) => scenario.parse(JSON.parse(document)));
  }

  async due(region: string, nowMs: number, limit: number): Promise<readonly StoredScenario[]> {
    const rows = await this.db.selectFrom('scenarios').selectAll().where('region', '=', region).where('dueAtMs', '<=', nowMs).orderBy('dueAtMs').limit(limit).execute();
    return rows.map(storedFrom);
  }

  async count(region: string): Promise<number> {
    const { count } = await this.db.selectFrom('scenarios').select(({ fn }) => fn.countAll().as('count')).where('region', '=', region).executeTakeFirstOrThrow();
    return Number(count);
  }
}

function storedFrom({ document, course, dueAtMs }: ScenariosTable): StoredScenario {
  return { scenario: scenario.parse(JSON.parse(document)), course: course === null ? null : scenarioCourse.parse(JSON.parse(course)), dueAtMs };
}
