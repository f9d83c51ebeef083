import type { EventKind, EventOccurrence } from '@fleetcast/contract';

/** Events of one key are taken to have one effect: those of one kind whose names differ in numbers alone, as versions and weeks do. */
export function eventKey({ kind, name }: Pick<EventOccurrence, 'kind' | 'name'>): string {
  return `${kind} ${name.trim().toLowerCase().replace(/\d+([.\-_:/]\d+)*/g, '#')}`;
}

export function kindOfKey(key: string): EventKind {
  return key.slice(0, key.indexOf(' ')) as EventKind;
}
