import type { EventDraft } from '@fleetcast/contract';
import { checkRule } from './recurrence.ts';
import { faceMs, isZone, momentOfFace } from './wall-clock.ts';

const mostDays = 366;

/** What is wrong with an event that has the right shape; empty: nothing. `regionZone` is the zone of events that name none. */
export function faultsOfEvent(draft: EventDraft, regionZone: string): string[] {
  const faults: string[] = [];
  const zone = draft.timeZone ?? regionZone;
  if (!isZone(zone)) faults.push(`timeZone: "${zone}" is no time zone of the IANA database; write e.g. Europe/Berlin or UTC`);
  const isDate = !draft.startsAt.includes('T');
  if (isDate === draft.endsAt.includes('T')) faults.push(`endsAt: ${draft.endsAt} and startsAt ${draft.startsAt} must both be dates, or both have a time`);
  const start = faceMs(draft.startsAt);
  const end = faceMs(draft.endsAt);
  if (start === null) faults.push(`startsAt: there is no ${draft.startsAt}`);
  if (end === null) faults.push(`endsAt: there is no ${draft.endsAt}`);
  if (start !== null && end !== null && isZone(zone)) {
    const lasts = momentOfFace(end, zone) - momentOfFace(start, zone);
    if (lasts <= 0) faults.push(`endsAt: ${draft.endsAt} does not lie after startsAt ${draft.startsAt}`);
    if (lasts > mostDays * 86_400_000) faults.push(`endsAt: an event lasts at most ${mostDays} days; repeat a shorter one`);
  }
  for (const [field, walls] of Object.entries({ exceptions: draft.exceptions, additions: draft.additions })) {
    for (const wall of walls) {
      if (faceMs(wall) === null) faults.push(`${field}: there is no ${wall}`);
      else if (wall.includes('T') === isDate) faults.push(`${field}: ${wall} must be ${isDate ? 'a date' : 'a date with a time'} like startsAt`);
    }
  }
  if (draft.recurrence !== null) {
    const checked = checkRule(draft.recurrence);
    if (checked.kind === 'invalid') faults.push(`recurrence: ${checked.fault}`);
  }
  return faults;
}
