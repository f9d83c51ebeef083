import { eventDraft, eventKind, eventScope } from '@fleetcast/contract';
import { z } from 'zod';
import { faultsOfEvent } from '../../domain/calendar/check-event.ts';

const configuredEvent = eventDraft
  .superRefine((draft, context) => {
    // The region's zone is checked by itself; any will do here.
    for (const fault of faultsOfEvent(draft, 'UTC')) context.addIssue({ code: 'custom', path: [fault.slice(0, fault.indexOf(':'))], message: fault.slice(fault.indexOf(':') + 2) });
  })
  .describe('{ name, kind, startsAt, endsAt, timeZone?, recurrence?, exceptions?, scope?, note? }');

const calendarFile = z
  .strictObject({
    file: z.string().min(1).describe('path of an .ics file, from the folder of this configuration'),
    kind: eventKind.default('other').describe(`kind of entries whose CATEGORIES name none: ${eventKind.options.join(', ')}`),
    scope: eventScope.prefault({}),
  })
  .describe('{ file, kind?, scope? }');

/** Known events that are managed with the configuration; people's own are kept in the state. */
export const calendarSettings = z
  .strictObject({
    events: z.array(configuredEvent).max(1000).default([]).describe('a list of events'),
    files: z.array(calendarFile).max(50).default([]).describe('a list of iCalendar files, read at the start'),
  })
  .describe('events, files');
