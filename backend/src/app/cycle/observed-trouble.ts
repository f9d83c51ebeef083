import type { Threshold } from '@fleetcast/contract';
import type { LeftOutSpan } from '../../domain/incidents/left-out-steps.ts';
import { observedIncidents } from '../../domain/incidents/observed-incidents.ts';
import type { LongSeries } from '../../domain/series/long-series.ts';

/**
 * What no model should learn from, as the history itself shows it: runs at or beyond a metric's critical threshold. All metrics of
 * the server are left out then: while its memory is full, its processor is not as usual either.
 */
export function observedTrouble(series: readonly LongSeries[], criticalOf: (one: LongSeries) => Threshold | null, stepMs: number): readonly LeftOutSpan[] {
  return series.flatMap((one) => {
    const threshold = criticalOf(one);
    if (threshold === null) return [];
    return observedIncidents({ ...one, threshold }, stepMs).map(({ startMs, endMs }) => ({ cause: 'incident' as const, serverId: one.serverId, startMs, endMs }));
  });
}
