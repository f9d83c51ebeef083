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
    if (tooFast.includes(recur.freq)) return { kind: 'invalid', fault: `the rule repeats ${recur.freq.toLowerCase()}; HOURLY is the fastest accepted` };
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
  const iterator = recur.iterator(icalTime(nearFace(recur, firstFace, fromFace), isDate));
  const faces: number[] = [];
  for (let i = 0; i < mostRepetitions; i++) {
    const next = iterator.next() as ICAL.Time | null;
    if (next === null) break;
    const face = Date.UTC(next.year, next.month - 1, next.day, next.hour, next.minute, next.second);
    if (face >= toFace) break;
    if (face >= fromFace) faces.push(face);
  }
  return faces;
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
