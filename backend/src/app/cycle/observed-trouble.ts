import type { Threshold } from '@fleetcast/contract';
import { observedIncidents } from '../../domain/incidents/observed-incidents.ts';
import type { LongSeries } from '../../domain/series/long-series.ts';
import type { LeftOutInterval } from '../../domain/training/dataset.ts';

/**
 * What no model should learn from, as the history itself shows it: runs at or beyond a metric's critical threshold. All metrics of
 * the server are left out then: while its memory is full, its processor is not as usual either.
 */
export function observedTrouble(series: readonly LongSeries[], criticalOf: (one: LongSeries) => Threshold | null, region: string, stepMs: number): readonly LeftOutInterval[] {
  return series.flatMap((one) => {
    const threshold = criticalOf(one);
    if (threshold === null) return [];
    const last = one.firstStep + one.values.length - 1;
    return observedIncidents({ ...one, threshold }, region, stepMs).map(({ startMs, endMs }) => ({
      serverId: one.serverId,
      fromStep: Math.floor(startMs / stepMs) + 1,
      toStep: endMs === null ? last : Math.ceil(endMs / stepMs),
    }));
  });
}
