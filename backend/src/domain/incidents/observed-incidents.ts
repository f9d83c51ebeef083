import type { Threshold } from '@fleetcast/contract';
import { breachSteps, isBeyond } from '../series/breach-onsets.ts';
import type { TimeSpan } from './left-out-steps.ts';

export interface ObservedSeries {
  /** Value i belongs to step firstStep + i; NaN where nothing was observed. */
  readonly values: Float32Array;
  readonly firstStep: number;
  readonly threshold: Threshold;
}

/**
 * Incidents that a series shows by itself: runs of 3 steps or more at or beyond its threshold. A missing step neither begins nor
 * ends one. One that reaches the last step goes on.
 */
export function observedIncidents({ values, firstStep, threshold }: ObservedSeries, stepMs: number): TimeSpan[] {
  const incidents: TimeSpan[] = [];
  let from = -1;
  let last = -1;
  let beyond = 0;
  const finish = (goesOn: boolean) => {
    if (beyond >= breachSteps) incidents.push({ startMs: (firstStep + from - 1) * stepMs, endMs: goesOn ? null : (firstStep + last) * stepMs });
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
