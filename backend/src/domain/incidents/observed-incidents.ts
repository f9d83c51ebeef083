import type { Incident, Threshold } from '@fleetcast/contract';
import { breachSteps, isBeyond } from '../series/breach-onsets.ts';

export interface ObservedSeries {
  readonly serverId: string;
  readonly metric: string;
  /** Value i belongs to step firstStep + i; NaN where nothing was observed. */
  readonly values: Float32Array;
  readonly firstStep: number;
  readonly threshold: Threshold;
}

/**
 * Incidents that a series shows by itself: runs of 3 steps or more at or beyond its threshold. A missing step neither begins nor
 * ends one. One that reaches the last step goes on.
 */
export function observedIncidents({ serverId, metric, values, firstStep, threshold }: ObservedSeries, region: string, stepMs: number): Incident[] {
  const incidents: Incident[] = [];
  let from = -1;
  let last = -1;
  let beyond = 0;
  const finish = (goesOn: boolean) => {
    if (beyond >= breachSteps) {
      const startMs = (firstStep + from - 1) * stepMs;
      incidents.push({ incidentId: `breach-${serverId}-${metric}-${startMs}`, region, origin: 'breach', title: `${metric} at or beyond ${threshold.value}`, serverIds: [serverId], startMs, endMs: goesOn ? null : (firstStep + last) * stepMs });
    }
    beyond = 0;
  };
  values.forEach((value, i) => {
    if (Number.isNaN(value)) return;
    if (!isBeyond(value, threshold)) {
      finish(false);
      return;
    }
    if (beyond === 0) from = i;
    beyond += 1;
    last = i;
  });
  finish(last === values.length - 1);
  return incidents;
}
