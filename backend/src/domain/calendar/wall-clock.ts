import { IANAZone } from 'luxon';
import { LocalTime } from '../series/same-local-time.ts';

const minuteMs = 60_000;
const clocks = new Map<string, LocalTime>();

/** Whether a name is one of the IANA database. */
export function isZone(name: string): boolean {
  return IANAZone.isValidZone(name);
}

function clockOf(zone: string): LocalTime {
  let clock = clocks.get(zone);
  if (clock === undefined) clocks.set(zone, (clock = new LocalTime(zone, minuteMs)));
  return clock;
}

/** The same face of the clock read as if it were UTC's; null when there is no such date or time. */
export function faceMs(wall: string): number | null {
  const [date, time = '00:00'] = wall.split('T');
  const full = `${date}T${time.length === 5 ? `${time}:00` : time}.000Z`;
  const parsed = Date.parse(full);
  // Date.parse takes 2026-02-31 for 3 March; what comes back must be what went in.
  return Number.isNaN(parsed) || new Date(parsed).toISOString() !== full ? null : parsed;
}

/** When clocks in a zone show a face; one that they skip counts as if they had not, of one shown twice the first is taken (RFC 5545, 3.3.5). */
export function momentOfFace(face: number, zone: string): number {
  return clockOf(zone).momentOfWall(face);
}

/** What clocks in a zone show at a moment, as if it were UTC's. */
export function faceAt(timeMs: number, zone: string): number {
  return timeMs + clockOf(zone).offsetMs(timeMs);
}

/** A face as people write it: a date alone for a whole day, else to the minute, or the second where there is one. */
export function wallOfFace(face: number, isDate: boolean): string {
  const text = new Date(face).toISOString();
  if (isDate) return text.slice(0, 10);
  return text.slice(17, 19) === '00' ? text.slice(0, 16) : text.slice(0, 19);
}
