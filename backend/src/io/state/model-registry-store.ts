import { lifecycleDecision, modelRegistry, type LifecycleDecision, type ModelRegistry } from '@fleetcast/contract';
import type { Kysely } from 'kysely';
import { appendEvent, versionOf, type AppendOutcome, type StateEvent } from './events.ts';
import type { StateTables } from './tables.ts';

/** Where a listing of decisions continues. */
export interface DecisionPosition {
  readonly atMs: number;
  readonly decisionId: string;
}

/** Which model version has which part in a region, and why: the registry and the decisions behind it. */
export interface ModelRegistryStore {
  /** Null before the first champion; `version` is the one that the next event must name. */
  load(region: string): Promise<{ readonly registry: ModelRegistry | null; readonly version: number }>;
  /** Appends an event and stores the registry it leads to, both or neither. */
  save(registry: ModelRegistry, event: StateEvent): Promise<AppendOutcome>;
  addDecision(region: string, decision: LifecycleDecision): Promise<void>;
  /** Moment of the newest decision of this kind; null: there was none. */
  lastDecisionMs(region: string, subject: LifecycleDecision['subject'], outcome: LifecycleDecision['outcome']): Promise<number | null>;
  /** Newest first. */
  listDecisions(region: string, limit: number, after: DecisionPosition | null): Promise<readonly LifecycleDecision[]>;
}

export const modelRegistryMethods = ['load', 'save', 'addDecision', 'lastDecisionMs', 'listDecisions'] as const satisfies readonly (keyof ModelRegistryStore)[];

/** Stream of a region's events. */
export function registryStream(region: string): string {
  return `models/${region}`;
}

export class KyselyModelRegistryStore implements ModelRegistryStore {
  private readonly db: Kysely<StateTables>;

  constructor(db: Kysely<StateTables>) {
    this.db = db;
  }

  async load(region: string): Promise<{ readonly registry: ModelRegistry | null; readonly version: number }> {
    const row = await this.db.selectFrom('modelRegistry').select('document').where('region', '=', region).executeTakeFirst();
    return { registry: row === undefined ? null : withReserve(modelRegistry.parse(JSON.parse(row.document))), version: await versionOf(this.db, registryStream(region)) };
  }

  async save(registry: ModelRegistry, event: StateEvent): Promise<AppendOutcome> {
    const row = { region: event.region, document: JSON.stringify(registry) };
    return appendEvent(this.db, event, async (db) => {
      await db.insertInto('modelRegistry').values(row).onConflict((conflict) => conflict.column('region').doUpdateSet({ document: row.document })).execute();
    });
  }

  async addDecision(region: string, decision: LifecycleDecision): Promise<void> {
    const { decisionId, subject, outcome, at } = decision;
    await this.db.insertInto('lifecycleDecisions').values({ decisionId, region, subject, outcome, atMs: Date.parse(at), document: JSON.stringify(decision) }).execute();
  }

  async lastDecisionMs(region: string, subject: LifecycleDecision['subject'], outcome: LifecycleDecision['outcome']): Promise<number | null> {
    const row = await this.db
      .selectFrom('lifecycleDecisions')
      .select(({ fn }) => fn.max('atMs').as('atMs'))
      .where('region', '=', region)
      .where('subject', '=', subject)
      .where('outcome', '=', outcome)
      .executeTakeFirst();
    return row?.atMs ?? null;
  }

  async listDecisions(region: string, limit: number, after: DecisionPosition | null): Promise<readonly LifecycleDecision[]> {
    let query = this.db.selectFrom('lifecycleDecisions').select('document').where('region', '=', region).orderBy('atMs', 'desc').orderBy('decisionId', 'desc').limit(limit);
    if (after !== null) {
      query = query.where((where) => where.or([where('atMs', '<', after.atMs), where.and([where('atMs', '=', after.atMs), where('decisionId', '<', after.decisionId)])]));
    }
    return (await query.execute()).map(({ document }) => lifecycleDecision.parse(JSON.parse(document)));
  }
}

/** Earlier versions knew of no reserve: whom the champion is watched against stood in for it. */
function withReserve(registry: ModelRegistry): ModelRegistry {
  const { reserve, watch } = registry;
  return reserve !== null || watch === null ? registry : { ...registry, reserve: { version: watch.against, since: watch.since } };
}
