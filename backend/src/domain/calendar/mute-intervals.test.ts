import { describe, expect, it } from '@jest/globals';
import type { CalendarEvent } from '@fleetcast/contract';
import { isFleetMaintenance, muteIntervals } from './mute-intervals.ts';
import { occurrencesOf } from './occurrences.ts';

const scope = { regions: [], profiles: [], tiers: [], servers: [] };
const sundays: CalendarEvent = {
  eventId: 'sundays', name: 'Patches', kind: 'maintenance', startsAt: '2026-03-01T02:00', endsAt: '2026-03-01T04:00', timeZone: 'Europe/Berlin', recurrence: 'FREQ=WEEKLY;BYDAY=SU', exceptions: ['2026-03-15T02:00'],
  additions: [], scope, note: '', origin: 'configuration', importedUid: null, version: 1, createdAt: null, createdBy: null, changedAt: null, changedBy: null,
};

describe('mute intervals', () => {
  it('are the days of a rule, without its exceptions and with the changes of the clock', () => {
    const march = occurrencesOf(sundays, Date.UTC(2026, 2, 1), Date.UTC(2026, 3, 6));
    expect(muteIntervals(march)).toEqual([
      { times: [{ start_time: '01:00', end_time: '03:00' }], days_of_month: ['1', '8', '22', '29'], months: ['3'], years: ['2026'], location: 'UTC' },
      { times: [{ start_time: '00:00', end_time: '02:00' }], days_of_month: ['5'], months: ['4'], years: ['2026'], location: 'UTC' },
    ]);
  });

  it('go over midnight, and over the end of a year', () => {
    expect(muteIntervals([{ startMs: Date.UTC(2026, 11, 31, 22, 30, 20), endMs: Date.UTC(2027, 0, 1, 1, 15, 1) }])).toEqual([
      { times: [{ start_time: '22:30', end_time: '24:00' }], days_of_month: ['31'], months: ['12'], years: ['2026'], location: 'UTC' },
      { times: [{ start_time: '00:00', end_time: '01:16' }], days_of_month: ['1'], months: ['1'], years: ['2027'], location: 'UTC' },
    ]);
  });

  it('are of maintenance of the whole fleet alone', () => {
    expect(isFleetMaintenance(sundays)).toBe(true);
    expect(isFleetMaintenance({ ...sundays, kind: 'deployment' })).toBe(false);
    expect(isFleetMaintenance({ ...sundays, scope: { ...scope, tiers: ['shop'] } })).toBe(false);
  });
});
