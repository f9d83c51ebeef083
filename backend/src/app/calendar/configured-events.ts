import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { CalendarEvent, EventDraft } from '@fleetcast/contract';
import { readIcal } from '../../domain/calendar/ical-file.ts';
import type { Config } from '../config/config.ts';

export interface ConfiguredEvents {
  readonly events: readonly CalendarEvent[];
  /** Files and entries that could not be read; the service goes on without them and says so. */
  readonly faults: readonly string[];
}

/** The known events that the configuration lists, or that stand in the iCalendar files it names. */
export function configuredEvents({ calendar, region }: Pick<Config, 'calendar' | 'region'>): ConfiguredEvents {
  const faults: string[] = [];
  const listed = calendar.events.map((draft, i) => configured(draft as EventDraft, region.timeZone, `list ${i}`));
  const imported = calendar.files.flatMap(({ file, kind, scope }) => {
    const read = textOf(file);
    if (read === null) {
      faults.push(`The calendar file ${file} cannot be read; its events are missing.`);
      return [];
    }
    const outcome = readIcal(read, { regionZone: region.timeZone, kind, scope: scope as EventDraft['scope'] });
    if (outcome.kind === 'unreadable') {
      faults.push(`The calendar file ${file} is left out: ${outcome.message}`);
      return [];
    }
    faults.push(...outcome.faults.map((fault) => `An entry of the calendar file ${file} is left out: ${fault}.`));
    return outcome.events.map(({ uid, draft }) => configured(draft, region.timeZone, `${file} ${uid}`));
  });
  return { events: [...listed, ...imported], faults };
}

function configured(draft: EventDraft, regionZone: string, place: string): CalendarEvent {
  const eventId = `c-${createHash('sha256').update(place).digest('hex').slice(0, 20)}`;
  return { ...draft, timeZone: draft.timeZone ?? regionZone, eventId, origin: 'configuration', importedUid: null, version: 1, createdAt: null, createdBy: null, changedAt: null, changedBy: null };
}

function textOf(file: string): string | null {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return null; // told by the caller, with what follows from it
  }
}
