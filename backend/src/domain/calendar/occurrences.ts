import type { CalendarEvent, EventOccurrence } from '@fleetcast/contract';
import { facesOf, repetitions } from './recurrence.ts';
import { faceAt, faceMs, momentOfFace } from './wall-clock.ts';

const dayMs = 86_400_000;

/**
 * When an event takes place, as moments that overlap [fromMs, toMs), in order. A timed event lasts as long every time (RFC
 * 5545: the difference of its moments); a whole day lasts from midnight to midnight on the clocks of its zone, which is 23 or
 * 25 hours when they change.
 */
export function occurrencesOf(event: CalendarEvent, fromMs: number, toMs: number): EventOccurrence[] {
  const { timeZone, eventId, name, kind, scope } = event;
  const allDay = !event.startsAt.includes('T');
  const startFace = faceMs(event.startsAt)!;
  const endFace = faceMs(event.endsAt)!;
  const faceLength = endFace - startFace;
  const exactLength = momentOfFace(endFace, timeZone) - momentOfFace(startFace, timeZone);
  const fromFace = faceAt(fromMs, timeZone) - Math.max(faceLength, exactLength) - dayMs;
  const toFace = faceAt(toMs, timeZone) + dayMs;

  const ruled = event.recurrence === null ? [startFace] : repetitions(event.recurrence, startFace, allDay, timeZone, fromFace, toFace);
  const excepted = new Set(facesOf(event.exceptions));
  const faces = new Set([...ruled, ...facesOf(event.additions)].filter((face) => !excepted.has(face)));
  return [...faces]
    .sort((a, b) => a - b)
    .map((face): EventOccurrence => {
      const startMs = momentOfFace(face, timeZone);
      const endMs = allDay ? momentOfFace(face + faceLength, timeZone) : startMs + exactLength;
      return { eventId, name, kind, startMs, endMs, allDay, timeZone, scope };
    })
    .filter(({ startMs, endMs }) => startMs < toMs && endMs > fromMs);
}
