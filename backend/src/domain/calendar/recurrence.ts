import ICAL from 'ical.js';
import { faceAt, faceMs, wallOfFace } from './wall-clock.ts';

/** Rules that repeat faster would say nothing that a forecast of 5-minute steps could use. */
const tooFast = ['SECONDLY', 'MINUTELY'];
/** An hourly rule of ten years; whoever needs more starts it later. */
const mostRepetitions = 90_000;

export type RuleCheck = { readonly kind: 'valid' } | { readonly kind: 'invalid'; readonly fault: string };

export function checkRule(rule: string): RuleCheck {
  try {
    const recur = ICAL.Recur.fromString(rule);
    if (!recur.freq) throw new Error('it has no FREQ');
    const counted = /(?:^|;)((?:INTERVAL|COUNT)=(?!0*[1-9]\d*(?:;|$))[^;]*)/i.exec(rule)?.[1];
    if (counted !== undefined) return { kind: 'invalid', fault: `${counted} is no whole number of at least 1` };
    if (tooFast.includes(recur.freq)) return { kind: 'invalid', fault: `the rule repeats ${recur.freq.toLowerCase()}; HOURLY is the fastest accepted` };
    // Parts that do not go together are found only by who follows them; that some years hold nothing is no fault.
    recur.until = ICAL.Time.fromDateTimeString('2030-01-01T00:00:00');
    recur.iterator(ICAL.Time.fromDateTimeString('2026-01-01T00:00:00'));
    return { kind: 'valid' };
  } catch (error) {
    return { kind: 'invalid', fault: `"${rule}" is not a recurrence rule of RFC 5545 (${error instanceof Error ? error.message : String(error)}); write e.g. FREQ=WEEKLY;BYDAY=TU` };
  }
}

/**
 * Faces of the clock at which a rule's repetitions start, from the first at or after `fromFace` to before `toFace`. Repetitions
 * follow the clock on the wall, so that a job at 3:00 stays at 3:00 when clocks change. An UNTIL in UTC is one of `zone`.
 */
export function repetitions(rule: string, firstFace: number, isDate: boolean, zone: string, fromFace: number, toFace: number): number[] {
  const recur = ICAL.Recur.fromString(rule);
  if (recur.until !== null && recur.until.zone === ICAL.Timezone.utcTimezone) recur.until = icalTime(faceAt(recur.until.toUnixTime() * 1000, zone), isDate);
  const end = icalTime(toFace, isDate);
  // Without one the library walks through 18,000 years of a rule that no year holds.
  if (recur.until === null || recur.until.compare(end) > 0) recur.until = end;
  const iterator = recur.iterator(icalTime(nearFace(recur, firstFace, fromFace), isDate));
  endSearchAt(toFace, iterator);
  const faces: number[] = [];
  try {
    for (let i = 0; i < mostRepetitions; i++) {
      const next = iterator.next() as ICAL.Time | null;
      if (next === null || faceOf(next) >= toFace) break;
      if (faceOf(next) >= fromFace) faces.push(faceOf(next));
    }
  } catch (error) {
    if (!(error instanceof SearchEnded)) throw error;
  }
  return faces;
}

class SearchEnded extends Error {}

/**
 * The library looks for the next day that fits a rule until it finds one, which is for ever where none does: 30 February, or a
 * Monday among every seventh day from a Friday. It asks this of every day it looks at.
 */
function endSearchAt(toFace: number, iterator: ICAL.RecurIterator): void {
  const fits = iterator.check_contracting_rules.bind(iterator);
  iterator.check_contracting_rules = () => {
    if (faceOf(iterator.last) >= toFace) throw new SearchEnded();
    return fits();
  };
}

function faceOf(time: ICAL.Time): number {
  return Date.UTC(time.year, time.month - 1, time.day, time.hour, time.minute, time.second);
}

const hourMs = 3_600_000;
const unitMs: Readonly<Record<string, number>> = { HOURLY: hourMs, DAILY: 24 * hourMs, WEEKLY: 7 * 24 * hourMs };

/** A later start of the same rule shortly before `fromFace`, so that a daily job of ten years is not walked through; a rule that counts must be. */
function nearFace(recur: ICAL.Recur, firstFace: number, fromFace: number): number {
  if (recur.count || !(recur.freq in unitMs)) return firstFace;
  const period = recur.interval * unitMs[recur.freq];
  return firstFace + Math.max(0, Math.floor((fromFace - firstFace) / period) - 1) * period;
}

function icalTime(face: number, isDate: boolean): ICAL.Time {
  const wall = wallOfFace(face, isDate);
  return isDate ? ICAL.Time.fromDateString(wall) : ICAL.Time.fromDateTimeString(wall.length === 16 ? `${wall}:00` : wall);
}

/** Faces of a list of walls; those that are none were refused before. */
export function facesOf(walls: readonly string[]): number[] {
  return walls.flatMap((wall) => faceMs(wall) ?? []);
}
