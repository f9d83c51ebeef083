/** Where in an event a step lies: finely at first, coarsely later, and for some hours after its end. */
import type { EventOccurrence } from '@fleetcast/contract';

const minuteMs = 60_000;

function edges(...parts: ReadonlyArray<readonly [to: number, by: number]>): readonly number[] {
  const list = [0];
  for (const [to, by] of parts) while (list.at(-1)! < to) list.push(list.at(-1)! + by);
  return list;
}

/** Minutes since the start while it lasts; what lasts longer than a day is one phase. */
const during = edges([240, 15], [480, 30], [1440, 60]);
/** Minutes since its end. */
const after = edges([120, 15], [240, 30]);
export const duringPhases = during.length;
export const phaseCount = during.length + after.length - 1;
const afterMs = after.at(-1)! * minuteMs;

/** Steps from the first that an occurrence touches to the last that still feels it. A step covers (stamp - step, stamp]. */
export function touchedSteps({ startMs, endMs }: Pick<EventOccurrence, 'startMs' | 'endMs'>, stepMs: number): { readonly fromStep: number; readonly toStep: number } {
  return { fromStep: Math.floor(startMs / stepMs) + 1, toStep: Math.ceil((endMs + afterMs) / stepMs) };
}

/** Phase of a step that an occurrence touches. */
export function phaseOf(step: number, { startMs, endMs }: Pick<EventOccurrence, 'startMs' | 'endMs'>, stepMs: number): number {
  const begins = (step - 1) * stepMs;
  if (begins < endMs) return place(during, Math.max(0, begins - startMs) / minuteMs);
  return duringPhases + place(after, (begins - endMs) / minuteMs, after.length - 2);
}

function place(list: readonly number[], minutes: number, last = list.length - 1): number {
  let at = 0;
  while (at < last && minutes >= list[at + 1]) at += 1;
  return at;
}
