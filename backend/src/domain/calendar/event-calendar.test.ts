import type { CalendarEvent } from '@fleetcast/contract';
import { describe, expect, it } from '@jest/globals';
import { faultsOfEvent } from './check-event.ts';
import { EventCalendar } from './event-calendar.ts';

const hourMs = 3_600_000;

function event(over: Partial<CalendarEvent>): CalendarEvent {
  return {
    eventId: 'e', name: 'job', kind: 'batch', startsAt: '2026-03-01T02:30', endsAt: '2026-03-01T03:30', timeZone: 'Europe/Berlin', recurrence: null, exceptions: [], additions: [],
    scope: { regions: [], profiles: [], tiers: [], servers: [] }, note: '', origin: 'person', importedUid: null, version: 1, createdAt: null, createdBy: null, changedAt: null, changedBy: null, ...over,
  };
}

const spans = (calendar: EventCalendar, from: string, to: string) =>
  calendar.occurrences(Date.parse(from), Date.parse(to)).map(({ startMs, endMs }) => `${new Date(startMs).toISOString().slice(0, 16)} ${(endMs - startMs) / hourMs} h`);

describe('when an event takes place', () => {
  it('follows the clock on the wall through both changes, and lasts as long every time', () => {
    const calendar = new EventCalendar([event({ recurrence: 'FREQ=DAILY' })]);
    // 29 March 2026: 02:30 does not exist and counts as with the offset before, 03:30; 25 October: it comes twice, the first is taken
    expect(spans(calendar, '2026-03-28T00:00Z', '2026-03-31T00:00Z')).toEqual(['2026-03-28T01:30 1 h', '2026-03-29T01:30 1 h', '2026-03-30T00:30 1 h']);
    expect(spans(calendar, '2026-10-24T00:00Z', '2026-10-27T00:00Z')).toEqual(['2026-10-24T00:30 1 h', '2026-10-25T00:30 1 h', '2026-10-26T01:30 1 h']);
  });

  it('gives whole days 23 and 25 hours when clocks change', () => {
    const calendar = new EventCalendar([event({ startsAt: '2026-03-28', endsAt: '2026-03-29', recurrence: 'FREQ=DAILY' })]);
    expect(spans(calendar, '2026-03-28T12:00Z', '2026-03-30T12:00Z')).toEqual(['2026-03-27T23:00 24 h', '2026-03-28T23:00 23 h', '2026-03-29T22:00 24 h']);
    expect(spans(calendar, '2026-10-25T00:00Z', '2026-10-25T01:00Z')).toEqual(['2026-10-24T22:00 25 h']);
  });

  it('leaves out exceptions and adds what stands beside the rule', () => {
    const calendar = new EventCalendar([event({ recurrence: 'FREQ=WEEKLY;BYDAY=SU;UNTIL=20260322T013000Z', exceptions: ['2026-03-08T02:30'], additions: ['2026-03-10T02:30'] })]);
    expect(spans(calendar, '2026-03-01T00:00Z', '2026-05-01T00:00Z').map((text) => text.slice(5, 10))).toEqual(['03-01', '03-10', '03-15', '03-22']);
  });

  it('finds a repetition years after the first as if it had walked through all', () => {
    const rules = ['FREQ=DAILY;INTERVAL=3', 'FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,FR', 'FREQ=HOURLY;INTERVAL=7', 'FREQ=MONTHLY;BYDAY=-1FR', 'FREQ=DAILY;COUNT=4000'];
    for (const recurrence of rules) {
      const far = new EventCalendar([event({ startsAt: '2017-01-04T10:00', endsAt: '2017-01-04T11:00', recurrence })]);
      const walked = new EventCalendar([event({ startsAt: '2017-01-04T10:00', endsAt: '2017-01-04T11:00', recurrence })]);
      walked.occurrences(Date.parse('2017-01-01T00:00Z'), Date.parse('2027-01-01T00:00Z'));
      const late = spans(far, '2026-11-01T00:00Z', '2026-12-01T00:00Z');
      expect(late.length).toBeGreaterThan(0);
      expect(late).toEqual(spans(walked, '2026-11-01T00:00Z', '2026-12-01T00:00Z'));
    }
  });

  it.each([
    'FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30',
    'FREQ=HOURLY;BYMONTH=4;BYMONTHDAY=31',
    'FREQ=DAILY;INTERVAL=7;BYDAY=MO',
    'FREQ=YEARLY;BYDAY=MO;BYMONTHDAY=31;BYMONTH=4',
    'FREQ=MONTHLY;BYMONTHDAY=31;BYMONTH=2',
    'FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30',
  ])('ends its search where %s never comes round', (recurrence) => {
    const calendar = new EventCalendar([event({ startsAt: '2026-01-02T10:00', endsAt: '2026-01-02T11:00', recurrence })]);
    expect(spans(calendar, '2026-11-01T00:00Z', '2026-11-15T00:00Z')).toEqual([]);
  });

  it('still finds what comes round rarely', () => {
    const calendar = new EventCalendar([event({ timeZone: 'UTC', startsAt: '2024-02-29T10:00', endsAt: '2024-02-29T11:00', recurrence: 'FREQ=DAILY;BYMONTH=2;BYMONTHDAY=29' })]);
    expect(spans(calendar, '2028-02-01T00:00Z', '2028-04-01T00:00Z')).toEqual(['2028-02-29T10:00 1 h']);
  });

  it('tells what is still going on, however long ago it began', () => {
    const calendar = new EventCalendar([event({ startsAt: '2026-03-01T00:00', endsAt: '2026-04-01T00:00' })]);
    expect(spans(calendar, '2026-03-30T00:00Z', '2026-03-30T00:05Z')).toHaveLength(1);
    expect(spans(calendar, '2026-03-31T22:00Z', '2026-04-02T00:00Z')).toHaveLength(0);
  });
});

describe('whom an event concerns', () => {
  const server = { serverId: 'id-7', server: 'web-1', region: 'eu', profile: 'web', tier: 'shop-web' };
  const touches = (scope: Partial<CalendarEvent['scope']>) =>
    new EventCalendar([event({ kind: 'maintenance', scope: { regions: [], profiles: [], tiers: [], servers: [], ...scope } })]).maintenance(server, Date.parse('2026-03-01T02:00Z')) !== null;

  it('is every server unless a list names others', () => {
    expect(touches({})).toBe(true);
    expect(touches({ regions: ['eu'], profiles: ['web', 'app'] })).toBe(true);
    expect(touches({ regions: ['eu'], profiles: ['database'] })).toBe(false);
    expect(touches({ tiers: ['shop-web'] })).toBe(true);
    expect(touches({ servers: ['web-1'] })).toBe(true);
    expect(touches({ servers: ['id-7'] })).toBe(true);
    expect(touches({ servers: ['web-2'] })).toBe(false);
  });
});

describe('what is refused', () => {
  it.each([
    [{ timeZone: 'Europe/Bern' }, 'timeZone'],
    [{ startsAt: '2026-02-30T10:00' }, 'there is no 2026-02-30T10:00'],
    [{ endsAt: '2026-03-01T02:30' }, 'does not lie after'],
    [{ endsAt: '2026-03-02' }, 'must both be dates'],
    [{ recurrence: 'EVERY DAY' }, 'not a recurrence rule'],
    [{ recurrence: 'FREQ=MINUTELY' }, 'HOURLY is the fastest'],
    [{ recurrence: 'FREQ=WEEKLY;BYMONTHDAY=30' }, 'neither BYMONTHDAY'],
    [{ recurrence: 'FREQ=DAILY;INTERVAL=0' }, 'INTERVAL=0 is no whole number'],
    [{ recurrence: 'FREQ=WEEKLY;COUNT=-5;BYDAY=MO' }, 'COUNT=-5 is no whole number'],
    [{ exceptions: ['2026-03-08'] }, 'must be a date with a time'],
  ])('%j', (over, words) => {
    expect(faultsOfEvent(event(over), 'UTC').join('; ')).toContain(words);
  });

  it('and nothing else', () => {
    expect(faultsOfEvent(event({ recurrence: 'FREQ=WEEKLY' }), 'UTC')).toEqual([]);
  });
});
