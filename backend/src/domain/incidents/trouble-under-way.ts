import { observedIncidents, type ObservedSeries } from './observed-incidents.ts';

/** Trouble on this share of the servers makes nothing of what is seen usual: nothing is learned while it lasts. Smaller trouble is only left out. */
export const largeShare = 0.2;

/** Whether a series went to its threshold within the values given and has not come back. One that was there all along is as it always is. */
export function isInTrouble(series: ObservedSeries, stepMs: number): boolean {
  const beginsMs = series.firstStep * stepMs;
  return observedIncidents(series, stepMs).some(({ startMs, endMs }) => endMs === null && startMs >= beginsMs);
}

/** Null: it concerns too few. */
export function largeTroubleInWords(troubledServers: number, servers: number): string | null {
  return troubledServers === 0 || troubledServers < largeShare * servers ? null : `${troubledServers} of ${servers} servers went beyond a critical threshold within the last day and are still there.`;
}
