import type { Incident, IncidentDraft, ToldIncident } from '@fleetcast/contract';
import { dateTimeFormat, dateTimeParse } from '@grafana/data';
import { minutesInWords } from './spans-of-time.ts';

/** A server to choose: what it is called, and its id. */
export interface ServerOption {
  readonly value: string;
  readonly label: string;
  readonly description?: string;
}

/** An incident as the form edits it. Moments are what clocks in Grafana's time zone show; no end: it goes on. */
export interface IncidentForm {
  readonly title: string;
  /** None: the whole fleet. */
  readonly servers: readonly ServerOption[];
  readonly startsAt: string;
  readonly endsAt: string;
  readonly note: string;
}

/** As inputs of the browser write a moment. */
const wallFormat = 'YYYY-MM-DDTHH:mm';
const wallOf = (ms: number, timeZone: string) => dateTimeFormat(ms, { timeZone, format: wallFormat });

/** Trouble that has just been noticed. */
export function newIncident(nowMs: number, servers: readonly ServerOption[], timeZone: string): IncidentForm {
  return { title: '', servers, startsAt: wallOf(nowMs, timeZone), endsAt: '', note: '' };
}

export function formOfIncident({ title, serverIds, startMs, endMs, note }: Incident, nameOf: (serverId: string) => string, timeZone: string): IncidentForm {
  return {
    title, note, servers: serverIds.map((value) => ({ value, label: nameOf(value) })),
    startsAt: wallOf(startMs, timeZone), endsAt: endMs === null ? '' : wallOf(endMs, timeZone),
  };
}

/** What is sent. The form shows minutes: a moment that was left alone keeps its seconds. */
export function draftOfIncident({ title, servers, startsAt, endsAt, note }: IncidentForm, before: Incident | null, timeZone: string): IncidentDraft {
  const momentOf = (wall: string, known: number | null | undefined) =>
    known !== null && known !== undefined && wallOf(known, timeZone) === wall ? known : dateTimeParse(wall, { timeZone, format: wallFormat }).valueOf();
  return {
    title: title.trim(), note, serverIds: servers.map(({ value }) => value),
    startMs: momentOf(startsAt, before?.startMs), endMs: endsAt === '' ? null : momentOf(endsAt, before?.endMs),
  };
}

/** The same incident, over at this moment. */
export function endedAt({ title, serverIds, startMs, note }: Incident, nowMs: number): IncidentDraft {
  return { title, serverIds, startMs, note, endMs: Math.max(nowMs, startMs + 1) };
}

/** What keeps it from being sent; null: nothing. */
export function faultOfIncident({ title, startsAt, endsAt }: IncidentForm): string | null {
  if (title.trim() === '') return 'Say what happened.';
  if (startsAt === '') return 'Say when it began.';
  return endsAt === '' || endsAt > startsAt ? null : 'It must end after it began.';
}

export function isUnderWay({ endMs }: Pick<Incident, 'endMs'>, nowMs: number): boolean {
  return endMs === null || endMs > nowMs;
}

/** "2 h 10 min", "2 h 10 min so far" */
export function incidentLastsInWords({ startMs, endMs }: Pick<Incident, 'startMs' | 'endMs'>, nowMs: number): string {
  const lasts = minutesInWords(((endMs ?? nowMs) - startMs) / 60_000);
  return endMs === null ? `${lasts} so far` : lasts;
}

const mostServersNamed = 3;

/** "web-1, web-2", "web-1, web-2, web-3 and 4 more", "The whole fleet" */
export function concernedInWords({ serverIds }: Pick<Incident, 'serverIds'>, nameOf: (serverId: string) => string): string {
  if (serverIds.length === 0) return 'The whole fleet';
  const named = serverIds.slice(0, mostServersNamed).map(nameOf).join(', ');
  return serverIds.length > mostServersNamed ? `${named} and ${serverIds.length - mostServersNamed} more` : named;
}

/** "No server has the id web-1": a name in place of an id, perhaps. Null: all it names are known. */
export function unknownInWords({ unknownServerIds }: Pick<ToldIncident, 'unknownServerIds'>): string | null {
  return unknownServerIds.length === 0 ? null : `No server has the id ${unknownServerIds.slice(0, mostServersNamed).join(', ')}${unknownServerIds.length > mostServersNamed ? ` or ${unknownServerIds.length - mostServersNamed} more` : ''}`;
}
