import { z } from 'zod';
import { cursor, limit } from './query-parameters.ts';
import { serverId } from './servers.ts';
import { epochMs, instant } from './units.ts';

/**
 * What a known event is: maintenance mutes warnings and is left out of training; the others only change what is forecast.
 */
export const eventKind = z.enum(['deployment', 'batch', 'maintenance', 'holiday', 'campaign', 'other']);
export type EventKind = z.infer<typeof eventKind>;

const scopeList = (item: z.ZodString) => z.array(item.min(1).max(256)).max(200).default([]);

/** Whom an event concerns: a server for which every list that is not empty names it. All empty: the whole fleet. */
export const eventScope = z.strictObject({
  regions: scopeList(z.string()),
  profiles: scopeList(z.string()),
  tiers: scopeList(z.string()),
  servers: scopeList(z.string()).describe('display names or ids'),
});
export type EventScope = z.infer<typeof eventScope>;

/** A moment as clocks on the wall show it, without a zone: 2026-03-29T02:30, or 2026-03-29 for a whole day. */
export const wallTime = z.string().regex(/^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}(:\d{2})?)?$/, 'a date such as 2026-03-29, or date and time such as 2026-03-29T02:30, without a zone');

/** What a person writes down of an event. */
export const eventDraft = z.strictObject({
  name: z.string().trim().min(1).max(200).describe('events of one name are taken to have one effect'),
  kind: eventKind,
  startsAt: wallTime.describe('first moment, as clocks in timeZone show it; a date alone: a whole day'),
  endsAt: wallTime.describe('first moment after it; with a date alone the first day after it'),
  timeZone: z.string().min(1).max(64).optional().describe("IANA zone of the times; without it the region's own"),
  recurrence: z.string().max(500).nullable().default(null).describe('rule of RFC 5545, e.g. FREQ=WEEKLY;BYDAY=TU,TH'),
  exceptions: z.array(wallTime).max(1000).default([]).describe('starts of repetitions that do not take place'),
  additions: z.array(wallTime).max(1000).default([]).describe('starts of repetitions beside the rule'),
  scope: eventScope.prefault({}),
  note: z.string().max(2000).default(''),
});
export type EventDraft = z.infer<typeof eventDraft>;

export const calendarEventId = z.string().regex(/^[A-Za-z0-9_-]{1,64}$/);

export const calendarEvent = eventDraft.extend({
  eventId: calendarEventId,
  timeZone: z.string(),
  origin: z.enum(['configuration', 'person', 'import']).describe('events of the configuration change only there'),
  importedUid: z.string().max(1000).nullable().describe('UID of the iCalendar entry it came from: importing it again replaces it'),
  version: z.number().int().describe('counts the changes; a change names the version it has seen'),
  createdAt: instant.nullable(),
  createdBy: z.string().nullable(),
  changedAt: instant.nullable(),
  changedBy: z.string().nullable(),
});
export type CalendarEvent = z.infer<typeof calendarEvent>;

export const calendarQuery = z.strictObject({ limit: limit(200, 500), cursor });

export const calendarEventList = z.object({
  events: z.array(calendarEvent),
  total: z.number().int(),
  nextCursor: z.string().nullable(),
  timeZone: z.string().describe("the region's zone, which events have that name none"),
});
export type CalendarEventList = z.infer<typeof calendarEventList>;

/** One time that an event takes place. */
export const eventOccurrence = z.object({
  eventId: calendarEventId,
  name: z.string(),
  kind: eventKind,
  startMs: epochMs,
  endMs: epochMs.describe('first millisecond after it'),
  allDay: z.boolean(),
  timeZone: z.string(),
  scope: eventScope,
});
export type EventOccurrence = z.infer<typeof eventOccurrence>;

export const occurrenceList = z.object({
  fromMs: epochMs,
  toMs: epochMs,
  occurrences: z.array(eventOccurrence),
  more: z.boolean().describe('there are more in this span than are listed'),
});
export type OccurrenceList = z.infer<typeof occurrenceList>;

export const occurrencesQuery = z.strictObject({
  fromMs: z.coerce.number().int().optional().describe('default: now'),
  toMs: z.coerce.number().int().optional().describe('default: 14 days after fromMs; at most 400 days'),
  serverId: serverId.optional().describe('only what concerns this server'),
  limit: limit(100, 1000),
});

export const eventChange = z.strictObject({ expectedVersion: z.number().int().min(1), event: eventDraft });
export type EventChange = z.infer<typeof eventChange>;

export const eventRemoval = z.strictObject({ expectedVersion: z.coerce.number().int().min(1) });

export const removedEvent = z.object({ eventId: calendarEventId, removed: z.literal(true) });

export const calendarImport = z.strictObject({
  ics: z.string().min(1).max(2_000_000).describe('the text of an iCalendar file (RFC 5545)'),
  kind: eventKind.default('other').describe('kind of entries whose CATEGORIES name none'),
  scope: eventScope.prefault({}),
  dryRun: z.boolean().default(false).describe('true: says what would be stored and stores nothing'),
});
export type CalendarImport = z.input<typeof calendarImport>;

export const importOutcome = z.object({
  added: z.number().int(),
  replaced: z.number().int(),
  unchanged: z.number().int(),
  faults: z.array(z.string()).describe('entries that were left out, and why'),
  events: z.array(calendarEvent).max(1000),
});
export type ImportOutcome = z.infer<typeof importOutcome>;
