import { calendarEvent, type CalendarEvent } from '@fleetcast/contract';
import type { Kysely } from 'kysely';
import { appendEvent, type AppendOutcome, type StateEvent } from './events.ts';
import type { StateTables } from './tables.ts';

/** Known events as people and imports made them, each with what was done to it and by whom. */
export interface CalendarStore {
  /** Stores a known event, or removes it (null), with what was done to it: both or neither. */
  save(eventId: string, document: CalendarEvent | null, event: StateEvent): Promise<AppendOutcome>;
  list(): Promise<readonly CalendarEvent[]>;
}

export const calendarStoreMethods = ['save', 'list'] as const satisfies readonly (keyof CalendarStore)[];

export class KyselyCalendarStore implements CalendarStore {
  private readonly db: Kysely<StateTables>;

  constructor(db: Kysely<StateTables>) {
    this.db = db;
  }

  async save(eventId: string, document: CalendarEvent | null, event: StateEvent): Promise<AppendOutcome> {
    return appendEvent(this.db, event, async (db) => {
      if (document === null) {
        await db.deleteFrom('calendar').where('eventId', '=', eventId).execute();
        return;
      }
      const row = { eventId, document: JSON.stringify(document) };
      await db.insertInto('calendar').values(row).onConflict((conflict) => conflict.column('eventId').doUpdateSet({ document: row.document })).execute();
    });
  }

  async list(): Promise<readonly CalendarEvent[]> {
    const rows = await this.db.selectFrom('calendar').select('document').orderBy('eventId').execute();
    return rows.map(({ document }) => calendarEvent.parse(JSON.parse(document)));
  }
}
