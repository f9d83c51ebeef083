import type { CalendarEvent, CalendarImport, EventDraft, ImportOutcome, OccurrenceList } from '@fleetcast/contract';
import type { ServiceClient } from '../../api/service-client.ts';
import { useServiceClient } from '../../api/service-client-context.ts';
import { type Changes, useChanges } from '../../api/use-changes.ts';
import { type Polled, usePolled } from '../../api/use-polled.ts';

export interface CalendarData {
  readonly events: readonly CalendarEvent[];
  readonly occurrences: OccurrenceList;
  /** The region's zone, which events have that name none. */
  readonly timeZone: string;
}

export interface Calendar extends Polled<CalendarData>, Changes {
  /** True once it is stored. */
  readonly add: (draft: EventDraft) => Promise<boolean>;
  readonly change: (event: CalendarEvent, draft: EventDraft) => Promise<boolean>;
  readonly remove: (event: CalendarEvent) => Promise<boolean>;
  /** What came of it; null: nothing was imported. */
  readonly importFile: (file: CalendarImport) => Promise<ImportOutcome | null>;
}

const eventsAtOnce = 500;

/** Every event, what takes place within two weeks, and what editors do with them. */
export function useCalendar(): Calendar {
  const client = useServiceClient();
  const polled = usePolled<CalendarData>('calendar', async (signal) => {
    const [occurrences, known] = await Promise.all([client.get('occurrences', { signal }), everyEvent(client, signal)]);
    return { occurrences, ...known };
  });

  const { doing, ...changes } = useChanges(polled.reload);
  const params = ({ eventId }: CalendarEvent) => ({ eventId });
  return {
    ...polled,
    ...changes,
    add: async (draft) => (await doing(() => client.send('addEvent', { body: draft }))) !== null,
    change: async (event, draft) => (await doing(() => client.send('changeEvent', { params: params(event), body: { expectedVersion: event.version, event: draft } }))) !== null,
    remove: async (event) => (await doing(() => client.send('removeEvent', { params: params(event), query: { expectedVersion: event.version }, body: {} }))) !== null,
    importFile: (file) => doing(() => client.send('importCalendar', { body: file })),
  };
}

async function everyEvent(client: ServiceClient, signal: AbortSignal): Promise<Pick<CalendarData, 'events' | 'timeZone'>> {
  const events: CalendarEvent[] = [];
  for (let cursor: string | undefined; ; ) {
    const page = await client.get('calendar', { query: { limit: eventsAtOnce, cursor }, signal });
    events.push(...page.events);
    if (page.nextCursor === null) return { events, timeZone: page.timeZone };
    cursor = page.nextCursor;
  }
}
