/**
 * An iCalendar file (RFC 5545) as events of the calendar. Times keep their zone and whole days stay days, so that what repeats
 * follows the clock on the wall. A repetition that was moved becomes an exception of its series and an event of its own.
 */
import type { EventDraft, EventKind, EventScope } from '@fleetcast/contract';
import ICAL from 'ical.js';
import { faultsOfEvent } from './check-event.ts';
import { faceAt, faceMs, isZone, momentOfFace, wallOfFace } from './wall-clock.ts';
import { windowsZones } from './windows-zones.ts';

export interface ImportedEvent {
  /** Stays the same when the file is imported again. */
  readonly uid: string;
  readonly draft: EventDraft & { readonly timeZone: string };
}

export type IcalOutcome =
  | { readonly kind: 'read'; readonly events: readonly ImportedEvent[]; readonly faults: readonly string[] }
  | { readonly kind: 'unreadable'; readonly message: string };

export interface ImportTerms {
  /** Zone of times that name none. */
  readonly regionZone: string;
  /** Kind of entries whose categories name none. */
  readonly kind: EventKind;
  readonly scope: EventScope;
}

const kindByCategory: Readonly<Record<string, EventKind>> = {
  deployment: 'deployment', release: 'deployment', batch: 'batch', job: 'batch', maintenance: 'maintenance', holiday: 'holiday', holidays: 'holiday', campaign: 'campaign', marketing: 'campaign',
};

export function readIcal(text: string, terms: ImportTerms): IcalOutcome {
  let root: ICAL.Component;
  try {
    root = new ICAL.Component(ICAL.parse(text) as ConstructorParameters<typeof ICAL.Component>[0]);
  } catch (error) {
    return { kind: 'unreadable', message: `This is not an iCalendar file: ${String(error instanceof Error ? error.message : error)}. It begins with BEGIN:VCALENDAR.` };
  }
  if (root.name !== 'vcalendar') return { kind: 'unreadable', message: 'This is not an iCalendar file: it does not begin with BEGIN:VCALENDAR.' };
  const entries = root.getAllSubcomponents('vevent');
  const zones = new ZoneNames(root);
  const moved = Map.groupBy(entries.filter((entry) => entry.hasProperty('recurrence-id')), (entry) => uidOf(entry));
  const faults: string[] = [];
  const events = entries.flatMap((entry) => {
    try {
      const event = eventOf(entry, terms, zones, moved.get(uidOf(entry)) ?? []);
      if (event === null) return [];
      const wrong = faultsOfEvent(event.draft, terms.regionZone);
      if (wrong.length === 0) return [event];
      faults.push(`${titleOf(entry)}: ${wrong.join('; ')}`);
    } catch (error) {
      faults.push(`${titleOf(entry)}: ${String(error instanceof Error ? error.message : error)}`);
    }
    return [];
  });
  return { kind: 'read', events, faults };
}

/** Null: an entry that was cancelled. */
function eventOf(entry: ICAL.Component, terms: ImportTerms, zones: ZoneNames, moved: readonly ICAL.Component[]): ImportedEvent | null {
  const ownRecurrence = entry.getFirstProperty('recurrence-id');
  if (ownRecurrence?.getParameter('range') !== undefined && ownRecurrence !== null) throw new Error('it changes all later repetitions at once (RANGE=THISANDFUTURE), which is not read; end the series and begin another');
  if (String(entry.getFirstPropertyValue('status') ?? '').toUpperCase() === 'CANCELLED') return null;
  const starts = entry.getFirstProperty('dtstart');
  if (starts === null) throw new Error('it has no DTSTART');
  const rules = entry.getAllProperties('rrule');
  if (rules.length > 1) throw new Error(`it has ${rules.length} recurrence rules; write one event for each`);
  const first = timeOf(starts);
  const timeZone = zones.of(starts, terms.regionZone);
  const wall = (property: ICAL.Property, value: ICAL.Time) => wallIn(value, zones.of(property, terms.regionZone, value), timeZone, first.isDate);
  const replaced = ownRecurrence === null ? moved.map((other) => other.getFirstProperty('recurrence-id')!) : [];
  const uid = uidOf(entry);
  return {
    uid: ownRecurrence === null ? uid : `${uid} ${wall(ownRecurrence, timeOf(ownRecurrence))}`,
    draft: {
      name: titleOf(entry).slice(0, 200),
      kind: kindOf(entry) ?? terms.kind,
      startsAt: wallOf(first),
      endsAt: endOf(entry, first, (property) => wall(property, timeOf(property))),
      timeZone,
      recurrence: ownRecurrence !== null || rules.length === 0 ? null : String(rules[0].getFirstValue()),
      exceptions: [...everyTime(entry, 'exdate', wall), ...replaced.map((property) => wall(property, timeOf(property)))],
      additions: everyTime(entry, 'rdate', wall),
      scope: terms.scope,
      note: String(entry.getFirstPropertyValue('description') ?? '').slice(0, 2000),
    },
  };
}

function endOf(entry: ICAL.Component, first: ICAL.Time, wall: (property: ICAL.Property) => string): string {
  const ends = entry.getFirstProperty('dtend');
  if (ends !== null) return wall(ends);
  const duration = entry.getFirstPropertyValue('duration');
  const end = first.clone();
  if (duration instanceof ICAL.Duration) end.addDuration(duration);
  else if (first.isDate) end.adjust(1, 0, 0, 0);
  else throw new Error('it has neither DTEND nor DURATION, so it takes no time');
  return wallOf(end);
}

function everyTime(entry: ICAL.Component, name: 'exdate' | 'rdate', wall: (property: ICAL.Property, value: ICAL.Time) => string): string[] {
  return entry.getAllProperties(name).flatMap((property) =>
    property.getValues().map((value: unknown) => {
      if (!(value instanceof ICAL.Time)) throw new Error(`${name.toUpperCase()} holds periods, which are not read; write events of their own`);
      return wall(property, value);
    }),
  );
}

function timeOf(property: ICAL.Property): ICAL.Time {
  const value: unknown = property.getFirstValue();
  if (!(value instanceof ICAL.Time)) throw new Error(`${property.name.toUpperCase()} holds no time`);
  return value;
}

function wallOf(time: ICAL.Time): string {
  return wallOfFace(Date.UTC(time.year, time.month - 1, time.day, time.hour, time.minute, time.second), time.isDate);
}

/** A time in the zone and form of its event's start. */
function wallIn(time: ICAL.Time, from: string, to: string, asDate: boolean): string {
  const face = faceMs(wallOf(time))!;
  if (asDate || time.isDate || from === to) return wallOfFace(face, asDate);
  return wallOfFace(faceAt(momentOfFace(face, from), to), false);
}

function uidOf(entry: ICAL.Component): string {
  const uid = entry.getFirstPropertyValue('uid');
  return typeof uid === 'string' && uid !== '' ? uid.slice(0, 900) : `${titleOf(entry)} ${String(entry.getFirstPropertyValue('dtstart'))}`;
}

function titleOf(entry: ICAL.Component): string {
  const summary = entry.getFirstPropertyValue('summary');
  return typeof summary === 'string' && summary.trim() !== '' ? summary.trim() : 'Event without a name';
}

function kindOf(entry: ICAL.Component): EventKind | undefined {
  const categories = entry.getAllProperties('categories').flatMap((property) => property.getValues().map(String));
  return categories.map((category) => kindByCategory[category.trim().toLowerCase()]).find((kind) => kind !== undefined);
}

/** What the file calls its zones, as names of the IANA database. */
class ZoneNames {
  private readonly locations: ReadonlyMap<string, string>;

  constructor(root: ICAL.Component) {
    const named = root.getAllSubcomponents('vtimezone').map((zone) => [String(zone.getFirstPropertyValue('tzid')), String(zone.getFirstPropertyValue('x-lic-location') ?? '')] as const);
    this.locations = new Map(named);
  }

  /** Throws when the name is of no zone that is known. */
  of(property: ICAL.Property, regionZone: string, value: ICAL.Time = timeOf(property)): string {
    if (value.isDate) return regionZone;
    if (value.zone === ICAL.Timezone.utcTimezone) return 'UTC';
    const name = property.getParameter('tzid');
    if (typeof name !== 'string') return regionZone;
    const path = name.split('/');
    const candidates = [name, this.locations.get(name), windowsZones[name], path.slice(-2).join('/'), path.slice(-3).join('/')];
    const zone = candidates.find((candidate) => candidate !== undefined && isZone(candidate));
    if (zone === undefined) throw new Error(`the time zone "${name}" is neither of the IANA database nor one of Windows' names; save it with a zone such as Europe/Berlin`);
    return zone;
  }
}
