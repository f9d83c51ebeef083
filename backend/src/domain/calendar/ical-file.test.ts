import { describe, expect, it } from '@jest/globals';
import { EventCalendar } from './event-calendar.ts';
import { readIcal, type ImportedEvent } from './ical-file.ts';

const terms = { regionZone: 'Europe/Zurich', kind: 'other' as const, scope: { regions: ['eu'], profiles: [], tiers: [], servers: [] } };

function file(...entries: readonly string[][]): string {
  return ['BEGIN:VCALENDAR', 'VERSION:2.0', 'PRODID:-//test//EN', ...entries.flatMap((lines) => ['BEGIN:VEVENT', 'DTSTAMP:20260101T000000Z', ...lines, 'END:VEVENT']), 'END:VCALENDAR', ''].join('\r\n');
}

function read(text: string): { readonly events: readonly ImportedEvent[]; readonly faults: readonly string[] } {
  const outcome = readIcal(text, terms);
  if (outcome.kind === 'unreadable') throw new Error(outcome.message);
  return outcome;
}

function starts(events: readonly ImportedEvent[], from: string, to: string): string[] {
  const stored = events.map(({ uid, draft }, i) => ({ ...draft, eventId: `e${i}`, origin: 'import' as const, importedUid: uid, version: 1, createdAt: null, createdBy: null, changedAt: null, changedBy: null }));
  return new EventCalendar(stored).occurrences(Date.parse(from), Date.parse(to)).map(({ startMs }) => new Date(startMs).toISOString().slice(0, 16));
}

describe('an iCalendar file', () => {
  it('keeps zone, rule, exceptions, kind and scope of an entry', () => {
    const { events } = read(
      file(['UID:a', 'SUMMARY:Nightly load', 'CATEGORIES:Batch', 'DTSTART;TZID=America/New_York:20260301T233000', 'DURATION:PT1H30M', 'RRULE:FREQ=DAILY', 'EXDATE;TZID=America/New_York:20260303T233000', 'DESCRIPTION:loads\\, and cleans']),
    );
    expect(events).toEqual([
      {
        uid: 'a',
        draft: {
          name: 'Nightly load', kind: 'batch', startsAt: '2026-03-01T23:30', endsAt: '2026-03-02T01:00', timeZone: 'America/New_York', recurrence: 'FREQ=DAILY', exceptions: ['2026-03-03T23:30'], additions: [],
          scope: terms.scope, note: 'loads, and cleans',
        },
      },
    ]);
    // New York turns its clocks on 8 March: 23:30 is 4:30 UTC before and 3:30 after
    expect(starts(events, '2026-03-02T12:00Z', '2026-03-10T12:00Z')).toEqual(['2026-03-03T04:30', '2026-03-05T04:30', '2026-03-06T04:30', '2026-03-07T04:30', '2026-03-08T04:30', '2026-03-09T03:30', '2026-03-10T03:30']);
  });

  it('takes a day without an end as one day, in the zone of the region', () => {
    const { events } = read(file(['UID:h', 'SUMMARY:National holiday', 'CATEGORIES:HOLIDAYS', 'DTSTART;VALUE=DATE:20250801', 'RRULE:FREQ=YEARLY']));
    expect(events[0].draft).toMatchObject({ kind: 'holiday', startsAt: '2025-08-01', endsAt: '2025-08-02', timeZone: 'Europe/Zurich' });
    expect(starts(events, '2026-01-01T00:00Z', '2027-01-01T00:00Z')).toEqual(['2026-07-31T22:00']);
  });

  it('lets a moved repetition take place once, at its new time, and a cancelled one not at all', () => {
    const { events } = read(
      file(
        ['UID:w', 'SUMMARY:Weekly', 'DTSTART:20260601T100000Z', 'DTEND:20260601T110000Z', 'RRULE:FREQ=WEEKLY;COUNT=4'],
        ['UID:w', 'SUMMARY:Weekly, later', 'RECURRENCE-ID:20260608T100000Z', 'DTSTART:20260609T140000Z', 'DTEND:20260609T150000Z'],
        ['UID:w', 'SUMMARY:Weekly', 'STATUS:CANCELLED', 'RECURRENCE-ID:20260615T100000Z', 'DTSTART:20260615T100000Z', 'DTEND:20260615T110000Z'],
      ),
    );
    expect(events).toHaveLength(2);
    expect(starts(events, '2026-06-01T00:00Z', '2026-07-01T00:00Z')).toEqual(['2026-06-01T10:00', '2026-06-09T14:00', '2026-06-22T10:00']);
  });

  it.each([
    ['W. Europe Standard Time', 'Europe/Berlin'],
    ['/freeassociation.sourceforge.net/Europe/Paris', 'Europe/Paris'],
    ['America/Argentina/Ushuaia', 'America/Argentina/Ushuaia'],
  ])('knows the zone %s', (tzid, zone) => {
    expect(read(file(['UID:z', 'SUMMARY:z', `DTSTART;TZID=${tzid}:20260601T100000`, 'DURATION:PT1H'])).events[0].draft.timeZone).toBe(zone);
  });

  it('gives a time without a zone that of the region', () => {
    expect(read(file(['UID:f', 'SUMMARY:f', 'DTSTART:20260601T100000', 'DURATION:PT1H'])).events[0].draft.timeZone).toBe('Europe/Zurich');
  });

  it('names what it leaves out and takes the rest', () => {
    const { events, faults } = read(
      file(
        ['UID:1', 'SUMMARY:Lost', 'DTSTART;TZID=Middle Earth:20260601T100000', 'DURATION:PT1H'],
        ['UID:2', 'SUMMARY:Instant', 'DTSTART:20260601T100000Z'],
        ['UID:3', 'SUMMARY:Fast', 'DTSTART:20260601T100000Z', 'DURATION:PT1M', 'RRULE:FREQ=MINUTELY'],
        ['UID:4', 'SUMMARY:Fine', 'DTSTART:20260601T100000Z', 'DURATION:PT1H'],
      ),
    );
    expect(events.map(({ uid }) => uid)).toEqual(['4']);
    expect(faults).toEqual([expect.stringContaining('Lost: the time zone "Middle Earth"'), expect.stringContaining('Instant: it has neither DTEND nor DURATION'), expect.stringContaining('Fast: recurrence')]);
  });

  it.each(['', 'hello', 'BEGIN:VCARD\r\nEND:VCARD', 'BEGIN:VCALENDAR\r\nBEGIN:VEVENT'])('refuses %j', (text) => {
    expect(readIcal(text, terms).kind).toBe('unreadable');
  });
});
