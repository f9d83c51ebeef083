import type { Kysely, Selectable } from 'kysely';
import type { EventsTable, StateTables } from './tables.ts';

/** Something that happened to a stream. The writer names the version it saw; another writer in between makes it a conflict. */
export interface StateEvent {
  readonly region: string;
  readonly stream: string;
  readonly expectedVersion: number;
  readonly kind: string;
  readonly actor: string;
  readonly cause: string;
  readonly atMs: number;
  readonly data: Readonly<Record<string, unknown>>;
}

export interface RecordedEvent extends Omit<StateEvent, 'expectedVersion'> {
  readonly version: number;
}

export type AppendOutcome = { readonly kind: 'appended'; readonly version: number } | { readonly kind: 'conflict'; readonly version: number };

export async function versionOf(db: Kysely<StateTables>, stream: string): Promise<number> {
  const row = await db.selectFrom('events').select(({ fn }) => fn.max('version').as('version')).where('stream', '=', stream).executeTakeFirst();
  return row?.version ?? 0;
}

export function recordedEvent({ region, stream, version, kind, actor, cause, atMs, data }: Selectable<EventsTable>): RecordedEvent {
  return { region, stream, version, kind, actor, cause, atMs, data: JSON.parse(data) as Record<string, unknown> };
}

/** Everything that happened to a stream, oldest first. */
export async function eventsOf(db: Kysely<StateTables>, stream: string): Promise<readonly RecordedEvent[]> {
  return (await db.selectFrom('events').selectAll().where('stream', '=', stream).orderBy('version').execute()).map(recordedEvent);
}

/** Appends the event under its version, then does what it leads to, in a transaction that is under way; on a conflict neither. */
export async function appendInside(transaction: Kysely<StateTables>, event: StateEvent, then: (db: Kysely<StateTables>) => Promise<void>): Promise<AppendOutcome> {
  const { expectedVersion, data, ...rest } = event;
  const version = await versionOf(transaction, event.stream);
  if (version !== expectedVersion) return { kind: 'conflict', version };
  const inserted = await transaction
    .insertInto('events')
    .values({ ...rest, version: version + 1, data: JSON.stringify(data) })
    .onConflict((conflict) => conflict.columns(['stream', 'version']).doNothing())
    .executeTakeFirst();
  if (Number(inserted.numInsertedOrUpdatedRows ?? 0) === 0) return { kind: 'conflict', version: version + 1 };
  await then(transaction);
  return { kind: 'appended', version: version + 1 };
}

/** The same in one short transaction of its own. */
export async function appendEvent(db: Kysely<StateTables>, event: StateEvent, then: (db: Kysely<StateTables>) => Promise<void>): Promise<AppendOutcome> {
  return db.transaction().execute((transaction) => appendInside(transaction, event, then));
}
