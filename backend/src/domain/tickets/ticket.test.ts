import { describe, expect, it } from '@jest/globals';
import { t0 } from './sample-warning.fixture.ts';
import { asksForDelivery, isActive, ticketAfter, type Ticket, type TicketEvent, type VendorState } from './ticket.ts';

const alerts = (firing: boolean) => ({ f: { warningId: 'w', startsAtMs: t0, firing } });
const opened: TicketEvent = { kind: 'opened', opening: { system: 'jira', region: 'eu', groupId: 'g', grafanaUrl: null }, alerts: alerts(true), atMs: t0 };
const resolved: TicketEvent = { kind: 'alerts-changed', alerts: alerts(false), atMs: t0 + 3 };
const done: VendorState = { name: 'Done', category: 'done', title: 'Done', done: true };

function after(...events: readonly TicketEvent[]): Ticket {
  return events.reduce<Ticket | null>((ticket, event) => ticketAfter(ticket, event), null)!;
}

describe('a ticket', () => {
  it('is wanted open while one alert fires, and counts what is wanted', () => {
    expect(after(opened)).toMatchObject({ ticketId: 'jira/g', reference: 'fleetcast-g', wanted: 'open', revision: 1, deliveredRevision: 0 });
    expect(after(opened, resolved)).toMatchObject({ wanted: 'closed', revision: 2 });
    expect(after(opened, { kind: 'refreshed', atMs: t0 })).toMatchObject({ wanted: 'open', revision: 2 });
  });

  it('is unsure from the last attempt to make it until it is known whether it was made', () => {
    const trying = after(opened, { kind: 'making', atMs: t0 + 1 }, { kind: 'making', atMs: t0 + 2 });
    expect(trying.unsureSinceMs).toBe(t0 + 2);
    expect(ticketAfter(trying, { kind: 'not-made', atMs: t0 + 3 }).unsureSinceMs).toBeNull();
    expect(ticketAfter(trying, { kind: 'made', external: { id: '1', key: 'OPS-1', url: 'x' }, atMs: t0 + 3 })).toMatchObject({ unsureSinceMs: null, external: { key: 'OPS-1' } });
  });

  it('matters until it is closed and the vendor knows', () => {
    expect(isActive(after(opened))).toBe(true);
    expect(isActive(after(opened, resolved))).toBe(true);
    expect(isActive(after(opened, resolved, { kind: 'delivered', revision: 2, wanted: 'closed', atMs: t0 }))).toBe(false);
    expect(isActive(after(opened, resolved, { kind: 'dropped', revision: 2, because: 'x', atMs: t0 }))).toBe(false);
  });

  it('knows whether the service or a person has closed it', () => {
    const closed: TicketEvent = { kind: 'delivered', revision: 2, wanted: 'closed', atMs: t0 };
    expect(after(opened, resolved, closed).closedByService).toBe(true);
    expect(after(opened, { kind: 'state-seen', state: done, atMs: t0 }, resolved, closed).closedByService).toBe(false);
  });

  it('forgets that something was given up as soon as something newer is wanted, and hears of it no more when it is late', () => {
    const dropped: TicketEvent = { kind: 'dropped', revision: 1, because: 'HTTP 404', atMs: t0 };
    expect(after(opened, dropped).droppedBecause).toBe('HTTP 404');
    expect(after(opened, dropped, resolved).droppedBecause).toBeNull();
    expect(after(opened, resolved, dropped).droppedBecause).toBeNull();
  });

  it('asks the vendor for something when it opens, when its alerts change and when its text does', () => {
    const all: readonly TicketEvent[] = [opened, resolved, { kind: 'refreshed', atMs: t0 }, { kind: 'making', atMs: t0 }, { kind: 'state-seen', state: done, atMs: t0 }];
    expect(all.map(asksForDelivery)).toEqual([true, true, true, false, false]);
  });

  it('begins with being opened', () => {
    expect(() => ticketAfter(null, resolved)).toThrow('a ticket starts with being opened, not with alerts-changed');
  });
});
