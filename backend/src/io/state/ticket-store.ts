import type { Kysely } from 'kysely';
import { asksForDelivery, isActive, type Ticket, type TicketEvent } from '../../domain/tickets/ticket.ts';
import { appendInside, eventsOf, versionOf, type RecordedEvent } from './events.ts';
import type { StateTables } from './tables.ts';

/** What happened to a ticket, the ticket after it, who did it and why. The writer names the version it has seen. */
export interface TicketRecord {
  readonly after: Ticket;
  readonly event: TicketEvent;
  readonly expectedVersion: number;
  readonly actor: string;
  readonly cause: string;
}

export interface StoredTicket {
  readonly ticket: Ticket;
  readonly version: number;
}

/** Something that a vendor is still to be asked. */
export interface DueDelivery {
  readonly ticketId: string;
  readonly revision: number;
  readonly attempts: number;
  readonly askedAtMs: number;
}

/** A delivery that waits, and why. */
export interface WaitingDelivery {
  readonly ticketId: string;
  readonly lastError: string | null;
}

/** Where a listing of tickets continues. */
export interface TicketPosition {
  readonly openedAtMs: number;
  readonly ticketId: string;
}

/** Tickets with their history and what is still to be delivered of them. */
export interface TicketStore {
  /**
   * Appends events, each with the ticket it leads to, and puts what they ask for into the outbox, all or nothing. A newer
   * wish takes the place of an older one that waits. With a signature that was taken before nothing is written.
   */
  saveAll(records: readonly TicketRecord[], signature: { readonly text: string; readonly atMs: number } | null): Promise<'saved' | 'replayed' | 'conflict'>;
  find(ticketId: string): Promise<StoredTicket | null>;
  /** Those whose alerts, deliveries or states still matter. */
  active(): Promise<readonly StoredTicket[]>;
  /** Newest first. */
  list(groupId: string | undefined, limit: number, after: TicketPosition | null): Promise<readonly Ticket[]>;
  due(system: string, nowMs: number, limit: number): Promise<readonly DueDelivery[]>;
  waiting(): Promise<readonly WaitingDelivery[]>;
  postpone(delivery: Pick<DueDelivery, 'ticketId' | 'revision'>, error: string, retryAtMs: number): Promise<void>;
  history(ticketId: string): Promise<readonly RecordedEvent[]>;
  /** Forgets tickets opened before the moment that nothing can happen to any more. */
  prune(beforeMs: number): Promise<number>;
}

export const ticketStoreMethods = ['saveAll', 'find', 'active', 'list', 'due', 'waiting', 'postpone', 'history', 'prune'] as const satisfies readonly (keyof TicketStore)[];

const outboxKinds = 'ticket/';
/** Longer than any stamp is accepted, which may lie half an hour ahead and half an hour behind. */
const signaturesKeptMs = 2 * 3_600_000;

const streamOf = (ticketId: string) => `ticket/${ticketId}`;
const keyOf = (ticketId: string, revision: number) => `ticket/${ticketId}/${revision}`;
const ticketOf = ({ document }: { readonly document: string }) => JSON.parse(document) as Ticket;

/** What undoes a transaction that must not be written by half. */
class Undone extends Error {
  readonly because: 'replayed' | 'conflict';

  constructor(because: 'replayed' | 'conflict') {
    super(because);
    this.because = because;
  }
}

export class KyselyTicketStore implements TicketStore {
  private readonly db: Kysely<StateTables>;

  constructor(db: Kysely<StateTables>) {
    this.db = db;
  }

  async saveAll(records: readonly TicketRecord[], signature: { readonly text: string; readonly atMs: number } | null): Promise<'saved' | 'replayed' | 'conflict'> {
    try {
      await this.db.transaction().execute(async (db) => {
        if (signature !== null) await remember(db, signature);
        for (const record of records) await saveOne(db, record);
      });
      return 'saved';
    } catch (error) {
      if (error instanceof Undone) return error.because;
      throw error;
    }
  }

  async find(ticketId: string): Promise<StoredTicket | null> {
    const row = await this.db.selectFrom('tickets').select('document').where('ticketId', '=', ticketId).executeTakeFirst();
    return row === undefined ? null : { ticket: ticketOf(row), version: await versionOf(this.db, streamOf(ticketId)) };
  }

  async active(): Promise<readonly StoredTicket[]> {
    const rows = await this.db.selectFrom('tickets').select(['ticketId', 'document']).where('active', '=', 1).orderBy('openedAtMs').orderBy('ticketId').execute();
    const stored: StoredTicket[] = [];
    for (const row of rows) stored.push({ ticket: ticketOf(row), version: await versionOf(this.db, streamOf(row.ticketId)) });
    return stored;
  }

  async list(groupId: string | undefined, limit: number, after: TicketPosition | null): Promise<readonly Ticket[]> {
    let query = this.db.selectFrom('tickets').select('document').orderBy('openedAtMs', 'desc').orderBy('ticketId', 'desc').limit(limit);
    if (groupId !== undefined) query = query.where('groupId', '=', groupId);
    if (after !== null) query = query.where((where) => where.or([where('openedAtMs', '<', after.openedAtMs), where.and([where('openedAtMs', '=', after.openedAtMs), where('ticketId', '<', after.ticketId)])]));
    return (await query.execute()).map(ticketOf);
  }

  async due(system: string, nowMs: number, limit: number): Promise<readonly DueDelivery[]> {
    const rows = await this.db
      .selectFrom('outbox')
      .select(['payload', 'attempts', 'createdAtMs'])
      .where('kind', '=', outboxKinds + system)
      .where('sentAtMs', 'is', null)
      .where('dueAtMs', '<=', nowMs)
      .orderBy('dueAtMs')
      .orderBy('idempotencyKey')
      .limit(limit)
      .execute();
    return rows.map(({ payload, attempts, createdAtMs }) => ({ ...(JSON.parse(payload) as { ticketId: string; revision: number }), attempts, askedAtMs: createdAtMs }));
  }

  async waiting(): Promise<readonly WaitingDelivery[]> {
    const rows = await this.db.selectFrom('outbox').select(['payload', 'lastError']).where('kind', 'like', `${outboxKinds}%`).where('sentAtMs', 'is', null).orderBy('createdAtMs').execute();
    return rows.map(({ payload, lastError }) => ({ ticketId: (JSON.parse(payload) as { ticketId: string }).ticketId, lastError }));
  }

  async postpone({ ticketId, revision }: Pick<DueDelivery, 'ticketId' | 'revision'>, error: string, retryAtMs: number): Promise<void> {
    await this.db
      .updateTable('outbox')
      .set((update) => ({ attempts: update('attempts', '+', 1), lastError: error, dueAtMs: retryAtMs }))
      .where('idempotencyKey', '=', keyOf(ticketId, revision))
      .execute();
  }

  async history(ticketId: string): Promise<readonly RecordedEvent[]> {
    return eventsOf(this.db, streamOf(ticketId));
  }

  async prune(beforeMs: number): Promise<number> {
    const { numDeletedRows } = await this.db.deleteFrom('tickets').where('openedAtMs', '<', beforeMs).where('active', '=', 0).executeTakeFirst();
    return Number(numDeletedRows);
  }
}

async function remember(db: Kysely<StateTables>, { text, atMs }: { readonly text: string; readonly atMs: number }): Promise<void> {
  await db.deleteFrom('hookSignatures').where('atMs', '<', atMs - signaturesKeptMs).execute();
  const { numInsertedOrUpdatedRows } = await db.insertInto('hookSignatures').values({ signature: text, atMs }).onConflict((conflict) => conflict.column('signature').doNothing()).executeTakeFirst();
  if (Number(numInsertedOrUpdatedRows ?? 0) === 0) throw new Undone('replayed');
}

async function saveOne(db: Kysely<StateTables>, { after, event, expectedVersion, actor, cause }: TicketRecord): Promise<void> {
  const { kind, atMs, ...data } = event;
  const { ticketId, system, groupId, region, revision, openedAtMs } = after;
  const row = { ticketId, system, groupId, openedAtMs, active: Number(isActive(after)), document: JSON.stringify(after) };
  const outcome = await appendInside(db, { region, stream: streamOf(ticketId), expectedVersion, kind, actor, cause, atMs, data }, async (inside) => {
    await inside.insertInto('tickets').values(row).onConflict((conflict) => conflict.column('ticketId').doUpdateSet(row)).execute();
    if (asksForDelivery(event)) {
      // Only the one before can still wait: every newer wish takes the place of the older.
      await inside.deleteFrom('outbox').where('idempotencyKey', '=', keyOf(ticketId, revision - 1)).where('sentAtMs', 'is', null).execute();
      await inside
        .insertInto('outbox')
        .values({ idempotencyKey: keyOf(ticketId, revision), kind: outboxKinds + system, payload: JSON.stringify({ ticketId, revision }), createdAtMs: atMs, dueAtMs: atMs, attempts: 0, sentAtMs: null, lastError: null })
        .execute();
    }
    if (event.kind === 'delivered' || event.kind === 'dropped' || event.kind === 'left') {
      await inside.updateTable('outbox').set({ sentAtMs: atMs }).where('idempotencyKey', '=', keyOf(ticketId, event.revision)).execute();
    }
  });
  if (outcome.kind === 'conflict') throw new Undone('conflict');
}
