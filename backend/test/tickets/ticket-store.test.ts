/** One suite for both homes of the tickets: SQLite and a real PostgreSQL. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { describeWithServers } from '../../../tools/servers/describe-with-servers.ts';
import { startPostgres, type RunningPostgres } from '../../../tools/servers/postgres.ts';
import { openState } from '../../src/app/workers/state-thread.ts';
import { ticketAfter, type Ticket, type TicketEvent } from '../../src/domain/tickets/ticket.ts';
import type { State } from '../../src/io/state/state.ts';
import type { StateLocation } from '../../src/io/state/state-database.ts';
import type { TicketRecord } from '../../src/io/state/ticket-store.ts';

const t0 = Date.UTC(2026, 0, 5);
const hour = 3_600_000;

/** Records of a ticket's life, from the version on. */
function story(groupId: string, openedAtMs: number, ...later: readonly TicketEvent[]): readonly TicketRecord[] {
  let ticket: Ticket | null = null;
  const opened: TicketEvent = { kind: 'opened', opening: { system: 'jira', region: 'eu', groupId, grafanaUrl: null }, alerts: { f: { warningId: groupId, startsAtMs: t0, firing: true } }, atMs: openedAtMs };
  return [opened, ...later].map((event, expectedVersion) => ({ after: (ticket = ticketAfter(ticket, event)), event, expectedVersion, actor: 'Grafana', cause: 'test' }));
}

const resolved = (atMs: number): TicketEvent => ({ kind: 'alerts-changed', alerts: { f: { warningId: 'a', startsAtMs: t0, firing: false } }, atMs });

function ticketSuite(locate: () => StateLocation): void {
  let state: State;
  beforeAll(async () => {
    state = await openState(locate());
  });
  afterAll(() => state.store.close());

  it('stores a ticket with what happened to it and what is to be delivered', async () => {
    const records = story('a', t0, { kind: 'making', atMs: t0 + 1 });
    expect(await state.tickets.saveAll(records, null)).toBe('saved');
    expect(await state.tickets.find('jira/a')).toEqual({ ticket: records[1].after, version: 2 });
    expect(await state.tickets.active()).toEqual([{ ticket: records[1].after, version: 2 }]);
    expect((await state.tickets.history('jira/a')).map(({ kind, actor, cause }) => [kind, actor, cause])).toEqual([['opened', 'Grafana', 'test'], ['making', 'Grafana', 'test']]);
    expect(await state.tickets.due('jira', t0, 9)).toEqual([{ ticketId: 'jira/a', revision: 1, attempts: 0, askedAtMs: t0 }]);
    expect(await state.tickets.find('jira/none')).toBeNull();
  });

  it('writes all or nothing when somebody else was quicker', async () => {
    expect(await state.tickets.saveAll([...story('b', t0), ...story('a', t0)], { text: 'sig-conflict', atMs: t0 })).toBe('conflict');
    expect(await state.tickets.find('jira/b')).toBeNull();
    // the signature was not used up by what was not written
    expect(await state.tickets.saveAll(story('b', t0 + hour), { text: 'sig-conflict', atMs: t0 })).toBe('saved');
  });

  it('takes a signature once, for as long as its stamp would be accepted', async () => {
    expect(await state.tickets.saveAll(story('c', t0), { text: 'sig-conflict', atMs: t0 })).toBe('replayed');
    expect(await state.tickets.find('jira/c')).toBeNull();
    expect(await state.tickets.saveAll([], { text: 'later', atMs: t0 + 3 * hour })).toBe('saved');
    expect(await state.tickets.saveAll([], { text: 'sig-conflict', atMs: t0 + 3 * hour })).toBe('saved');
  });

  it('remembers what failed, and asks again when it is time', async () => {
    await state.tickets.postpone({ ticketId: 'jira/a', revision: 1 }, 'HTTP 503', t0 + hour);
    expect(await state.tickets.due('jira', t0 + hour - 1, 9)).toEqual([]);
    expect(await state.tickets.due('jira', t0 + hour, 9)).toMatchObject([{ ticketId: 'jira/a', attempts: 1, askedAtMs: t0 }, { ticketId: 'jira/b', attempts: 0 }]);
    expect(await state.tickets.waiting()).toEqual([{ ticketId: 'jira/a', lastError: 'HTTP 503' }, { ticketId: 'jira/b', lastError: null }]);
  });

  it('lets a newer wish take the place of one that waits', async () => {
    const records = story('a', t0, { kind: 'making', atMs: t0 + 1 }, resolved(t0 + hour), { kind: 'delivered', revision: 2, wanted: 'closed', atMs: t0 + 2 * hour });
    await state.tickets.saveAll([records[2]], null);
    expect(await state.tickets.due('jira', t0 + hour, 9)).toMatchObject([{ ticketId: 'jira/a', revision: 2, attempts: 0, askedAtMs: t0 + hour }, { ticketId: 'jira/b' }]);
    await state.tickets.saveAll([records[3]], null);
    expect((await state.tickets.due('jira', t0 + 9 * hour, 9)).map(({ ticketId }) => ticketId)).toEqual(['jira/b']);
    expect((await state.tickets.active()).map(({ ticket }) => ticket.ticketId)).toEqual(['jira/b']);
  });

  it('keeps what was given up out of the way, with its reason', async () => {
    const records = story('d', t0 + 3 * hour, { kind: 'dropped', revision: 1, because: 'HTTP 404', atMs: t0 + 3 * hour });
    await state.tickets.saveAll(records, null);
    expect((await state.tickets.due('jira', t0 + 9 * hour, 9)).map(({ ticketId }) => ticketId)).toEqual(['jira/b']);
    expect((await state.tickets.list('d', 9, null)).map(({ droppedBecause }) => droppedBecause)).toEqual(['HTTP 404']);
  });

  it('lists newest first, page by page', async () => {
    const all = await state.tickets.list(undefined, 9, null);
    expect(all.map(({ groupId }) => groupId)).toEqual(['d', 'b', 'a']);
    expect((await state.tickets.list(undefined, 9, all[0])).map(({ groupId }) => groupId)).toEqual(['b', 'a']);
  });

  it('leaves other effects of the outbox alone', async () => {
    await state.store.enqueue({ idempotencyKey: 'other', kind: 'something else', payload: {} }, t0);
    expect((await state.tickets.waiting()).map(({ ticketId }) => ticketId)).toEqual(['jira/b']);
  });

  it('forgets old tickets to which nothing can happen any more', async () => {
    expect(await state.tickets.prune(t0 + 2 * hour)).toBe(1);
    expect((await state.tickets.list(undefined, 9, null)).map(({ groupId }) => groupId)).toEqual(['d', 'b']);
  });
}

describe('tickets in SQLite', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'fleetcast-ticket-store-'));
  afterAll(() => rmSync(folder, { recursive: true }));
  ticketSuite(() => ({ kind: 'sqlite', file: path.join(folder, 'state.sqlite') }));
});

describeWithServers(['postgres'], 'tickets in PostgreSQL', () => {
  let postgres: RunningPostgres;
  beforeAll(async () => {
    postgres = await startPostgres();
  });
  afterAll(() => postgres.stop());
  ticketSuite(() => ({ kind: 'postgres', url: postgres.connectionString }));
});
