import type { EventOccurrence } from '@fleetcast/contract';
import { stringify } from 'yaml';
import { isFleetMaintenance, muteIntervals } from '../../domain/calendar/mute-intervals.ts';

const header = `# Times at which nobody is paged, or mailed about a single alert: maintenance of the whole fleet, from the calendar. Written by
#   fleetcast mute-timings --config fleetcast.yaml [--url http://service:8787] > mute-timings.yaml
# Maintenance of some servers needs no mute timing: the service itself pages nobody for a server that is in maintenance.
`;

/** A span that never comes, for a calendar without maintenance: policies name the mute timing, so it must be there. */
const never = { years: ['1970'], location: 'UTC' } as const;

/** The calendar as a file of mute timings for Grafana's provisioning. */
export function muteTimingsFile(occurrences: readonly EventOccurrence[]): string {
  const intervals = muteIntervals(occurrences.filter(isFleetMaintenance));
  return header + stringify({ apiVersion: 1, muteTimes: [{ orgId: 1, name: 'fleetcast-maintenance', time_intervals: intervals.length > 0 ? intervals : [never] }] }, { lineWidth: 0, defaultStringType: 'QUOTE_SINGLE', defaultKeyType: 'PLAIN' });
}
