/**
 * Of a fleet too large to be looked at whole, which servers are: always the same ones, each with all of its series. Every n-th row would
 * miss whole metrics wherever n divides the number of metrics a server has.
 */
import { unitHash } from './unit-hash.ts';

/** Servers whose place lies below this share have at most `mostSeries` series together, but one server at least; 1: the whole fleet. */
export function sampleShare(series: ReadonlyArray<{ readonly serverId: string }>, mostSeries: number): number {
  if (series.length <= mostSeries) return 1;
  const counts = new Map<string, number>();
  for (const { serverId } of series) counts.set(serverId, (counts.get(serverId) ?? 0) + 1);
  const byPlace = [...counts].map(([serverId, count]) => ({ place: placeOf(serverId), count })).sort((a, b) => a.place - b.place);
  let taken = 0;
  const firstLeftOut = byPlace.find(({ count }, index) => (taken += count) > mostSeries && index > 0);
  return firstLeftOut?.place ?? 1;
}

export function isSampled(serverId: string, share: number): boolean {
  return share >= 1 || placeOf(serverId) < share;
}

/** From 0 to 1; nothing to do with the place by which a challenger gets its share of the servers. */
function placeOf(serverId: string): number {
  return unitHash(`sample\n${serverId}`);
}
