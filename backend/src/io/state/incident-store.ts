import { incident, type Incident } from '@fleetcast/contract';
import type { Kysely } from 'kysely';
import { appendEvent, recordedEvent, type AppendOutcome, type RecordedEvent, type StateEvent } from './events.ts';
import type { StateTables } from './tables.ts';

/** Reported incidents, each with what was done to it and by whom. */
export interface IncidentStore {
  /** Stores an incident, or removes it (null), with what was done to it: both or neither. */
  save(incidentId: string, document: Incident | null, event: StateEvent): Promise<AppendOutcome>;
  list(): Promise<readonly Incident[]>;
  /** What is on record of removals, the newest first. */
  removals(limit: number): Promise<readonly RecordedEvent[]>;
}

export const incidentStoreMethods = ['save', 'list', 'removals'] as const satisfies readonly (keyof IncidentStore)[];

export class KyselyIncidentStore implements IncidentStore {
  private readonly db: Kysely<StateTables>;

  constructor(db: Kysely<StateTables>) {
    this.db = db;
  }

  async save(incidentId: string, document: Incident | null, event: StateEvent): Promise<AppendOutcome> {
    return appendEvent(this.db, event, async (db) => {
      if (document === null) {
        await db.deleteFrom('incidents').where('incidentId', '=', incidentId).execute();
        return;
      }
      const row = { incidentId, document: JSON.stringify(document) };
      await db.insertInto('incidents').values(row).onConflict((conflict) => conflict.column('incidentId').doUpdateSet({ document: row.document })).execute();
    });
  }

  async list(): Promise<readonly Incident[]> {
    const rows = await this.db.selectFrom('incidents').select('document').orderBy('incidentId').execute();
    return rows.map(({ document }) => incident.parse(JSON.parse(document)));
  }

  async removals(limit: number): Promise<readonly RecordedEvent[]> {
    const rows = await this.db.selectFrom('events').selectAll().where('stream', 'like', 'incident/%').where('kind', '=', 'removed').orderBy('atMs', 'desc').orderBy('eventId', 'desc').limit(limit).execute();
    return rows.map(recordedEvent);
  }
}
