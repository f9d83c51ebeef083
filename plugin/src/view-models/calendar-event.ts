import type { CalendarEvent, EventDraft, EventKind, EventOccurrence, EventScope } from '@fleetcast/contract';
import type { StatusColor } from './server-status.ts';

interface KindPresentation {
  readonly label: string;
  readonly color: StatusColor;
  readonly meaning: string;
}

export const kindPresentation: Readonly<Record<EventKind, KindPresentation>> = {
  deployment: { label: 'Deployment', color: 'blue', meaning: 'Enters the forecast' },
  batch: { label: 'Batch job', color: 'purple', meaning: 'Enters the forecast' },
  maintenance: { label: 'Maintenance', color: 'orange', meaning: 'Enters the forecast, mutes warnings, and is left out of training' },
  holiday: { label: 'Holiday', color: 'green', meaning: 'Enters the forecast' },
  campaign: { label: 'Campaign', color: 'red', meaning: 'Enters the forecast' },
  other: { label: 'Other', color: 'darkgrey', meaning: 'Enters the forecast' },
};

export const originInWords: Readonly<Record<CalendarEvent['origin'], string>> = { configuration: 'Configuration', person: 'Somebody', import: 'iCalendar file' };

/** An event as the form edits it; the service takes it as it is. */
export type EventForm = Required<Pick<EventDraft, 'name' | 'kind' | 'startsAt' | 'endsAt' | 'recurrence' | 'note' | 'exceptions' | 'additions'>> & { readonly timeZone: string; readonly scope: EventScope };

const noScope: EventScope = { regions: [], profiles: [], tiers: [], servers: [] };

/** An hour of the next morning: something to change rather than to fill in. `today` is a date such as 2026-03-02. */
export function newEvent(today: string): EventForm {
  return { name: '', kind: 'maintenance', startsAt: `${today}T22:00`, endsAt: `${today}T23:00`, recurrence: null, note: '', exceptions: [], additions: [], timeZone: '', scope: noScope };
}

export function formOf({ name, kind, startsAt, endsAt, recurrence, note, exceptions, additions, timeZone, scope }: CalendarEvent): EventForm {
  return { name, kind, startsAt: startsAt.slice(0, 16), endsAt: endsAt.slice(0, 16), recurrence, note, exceptions, additions, timeZone, scope };
}

/** What is sent: a zone that was left empty is the region's own. */
export function draftOf({ timeZone, ...form }: EventForm): EventDraft {
  return { ...form, name: form.name.trim(), exceptions: [...form.exceptions], additions: [...form.additions], ...(timeZone.trim() !== '' && { timeZone: timeZone.trim() }) };
}

export function isAllDay({ startsAt }: Pick<EventForm, 'startsAt'>): boolean {
  return !startsAt.includes('T');
}

/** Dates alone for a whole day, the end being the first day after it; times again when it is not. */
export function withAllDay(form: EventForm, allDay: boolean): EventForm {
  const [from, to] = [form.startsAt.slice(0, 10), form.endsAt.slice(0, 10)];
  if (!allDay) return { ...form, startsAt: `${from}T22:00`, endsAt: `${from}T23:00` };
  return { ...form, startsAt: from, endsAt: to > from ? to : dayAfter(from) };
}

/** What keeps it from being sent; null: nothing. The service looks at rules and zones. */
export function faultOf({ name, startsAt, endsAt }: EventForm): string | null {
  if (name.trim() === '') return 'Give it a name: events of one name are taken to have one effect.';
  if (startsAt === '' || endsAt === '') return 'Say when it begins and ends.';
  return endsAt > startsAt ? null : 'It must end after it begins.';
}

const rules: Readonly<Record<string, string>> = { 'FREQ=DAILY': 'Every day', 'FREQ=WEEKLY': 'Every week', 'FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR': 'Every working day', 'FREQ=MONTHLY': 'Every month', 'FREQ=YEARLY': 'Every year' };
/** Rules to choose from; any other rule of RFC 5545 can be written. */
export const commonRules: ReadonlyArray<{ readonly value: string; readonly label: string }> = [{ value: '', label: 'Once' }, ...Object.entries(rules).map(([value, label]) => ({ value, label }))];

export function recurrenceInWords(recurrence: string | null | undefined): string {
  return recurrence === null || recurrence === undefined || recurrence === '' ? 'Once' : (rules[recurrence] ?? recurrence);
}

/** "web, cache; tier shop": whom an event concerns. */
export function scopeInWords({ regions, profiles, tiers, servers }: EventScope): string {
  const parts = [
    profiles.length > 0 && `profile ${profiles.join(', ')}`,
    tiers.length > 0 && `tier ${tiers.join(', ')}`,
    regions.length > 0 && `region ${regions.join(', ')}`,
    servers.length > 0 && (servers.length > 3 ? `${servers.length} servers` : servers.join(', ')),
  ].filter((part) => part !== false);
  return parts.length === 0 ? 'The whole fleet' : parts.join('; ');
}

/** "2026-03-02 22:00 to 23:00": as clocks in its zone show it. */
export function wallSpan({ startsAt, endsAt }: Pick<EventForm, 'startsAt' | 'endsAt'>): string {
  const shown = (wall: string) => wall.slice(0, 16).replace('T', ' ');
  if (!startsAt.includes('T')) return dayAfter(startsAt) === endsAt ? startsAt : `${startsAt} to ${dayBefore(endsAt)}`;
  return startsAt.slice(0, 10) === endsAt.slice(0, 10) ? `${shown(startsAt)} to ${shown(endsAt).slice(11)}` : `${shown(startsAt)} to ${shown(endsAt)}`;
}

/** How long an occurrence lasts, or that it lasts whole days. */
export function lastsInWords({ startMs, endMs, allDay }: EventOccurrence): string {
  const minutes = Math.round((endMs - startMs) / 60_000);
  if (allDay) return minutes > 25 * 60 ? `${Math.round(minutes / 1440)} days` : 'All day';
  return minutes < 60 ? `${minutes} min` : minutes % 60 === 0 ? `${minutes / 60} h` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

function shiftedDay(date: string, days: number): string {
  return new Date(Date.parse(`${date}T00:00:00Z`) + days * 86_400_000).toISOString().slice(0, 10);
}

const dayAfter = (date: string) => shiftedDay(date, 1);
const dayBefore = (date: string) => shiftedDay(date, -1);
