import { describe, expect, it } from '@jest/globals';
import { eventDraft } from '@fleetcast/contract';
import { draftOf, faultOf, isAllDay, lastsInWords, newEvent, recurrenceInWords, scopeInWords, wallSpan, withAllDay } from './calendar-event.ts';

const fresh = { ...newEvent('2026-03-31'), name: ' Patching ' };
const hourMs = 3_600_000;

describe('the form of an event', () => {
  it('becomes a draft that the contract takes, in the zone of the region unless one is named', () => {
    const draft = draftOf(fresh);
    expect(eventDraft.parse(draft)).toMatchObject({ name: 'Patching', startsAt: '2026-03-31T22:00' });
    expect(draft).not.toHaveProperty('timeZone');
    expect(draftOf({ ...fresh, timeZone: 'Asia/Tokyo' }).timeZone).toBe('Asia/Tokyo');
  });

  it('turns into whole days, the end being the day after, and back', () => {
    const days = withAllDay(fresh, true);
    expect([days.startsAt, days.endsAt, isAllDay(days)]).toEqual(['2026-03-31', '2026-04-01', true]);
    expect(withAllDay(days, false)).toMatchObject({ startsAt: '2026-03-31T22:00', endsAt: '2026-03-31T23:00' });
  });

  it.each([
    [{ name: '  ' }, /^Give it a name/],
    [{ endsAt: '' }, /^Say when/],
    [{ endsAt: '2026-03-31T22:00' }, /^It must end/],
  ])('says what is missing of %j', (part, expected) => {
    expect(faultOf({ ...fresh, ...part })).toMatch(expected);
    expect(faultOf(fresh)).toBeNull();
  });
});

describe('an event in words', () => {
  it.each([
    ['2026-03-02T22:00', '2026-03-02T23:30', '2026-03-02 22:00 to 23:30'],
    ['2026-03-02T22:00:00', '2026-03-03T02:00:00', '2026-03-02 22:00 to 2026-03-03 02:00'],
    ['2026-12-25', '2026-12-26', '2026-12-25'],
    ['2026-12-31', '2027-01-02', '2026-12-31 to 2027-01-01'],
  ])('from %s to %s is %s', (startsAt, endsAt, expected) => {
    expect(wallSpan({ startsAt, endsAt })).toBe(expected);
  });

  it('names whom it concerns, and what its rule means where people say so', () => {
    expect(scopeInWords({ regions: [], profiles: [], tiers: [], servers: [] })).toBe('The whole fleet');
    expect(scopeInWords({ regions: ['eu'], profiles: ['web', 'app'], tiers: ['shop'], servers: ['a', 'b', 'c', 'd'] })).toBe('profile web, app; tier shop; region eu; 4 servers');
    expect([null, '', 'FREQ=DAILY', 'FREQ=YEARLY;BYMONTH=3'].map(recurrenceInWords)).toEqual(['Once', 'Once', 'Every day', 'FREQ=YEARLY;BYMONTH=3']);
  });

  it('lasts minutes, hours or days, whatever clocks do meanwhile', () => {
    const lasts = (hours: number, allDay = false) => lastsInWords({ eventId: 'a', name: 'a', kind: 'other', startMs: 0, endMs: hours * hourMs, allDay, timeZone: 'UTC', scope: { regions: [], profiles: [], tiers: [], servers: [] } });
    expect([lasts(0.5), lasts(2), lasts(1.5), lasts(23, true), lasts(25, true), lasts(48, true)]).toEqual(['30 min', '2 h', '1 h 30 min', 'All day', 'All day', '2 days']);
  });
});
