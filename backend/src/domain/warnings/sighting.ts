import type { ServerIdentity, Threshold } from '@fleetcast/contract';
import type { ImpactInterval, WarningSubject } from './warning.ts';

/** What one cycle says about one series and the least threshold of one direction. */
export interface Sighting extends ServerIdentity {
  readonly metric: string;
  readonly threshold: Threshold;
  /** Of a breach that begins within the horizon. */
  readonly probability: number;
  /** Null while the breach is under way, or when none is likely enough to be timed. */
  readonly impact: ImpactInterval | null;
  /** The last observed value lies at or beyond the threshold. */
  readonly underWay: boolean;
  /** Some value of the last 60 minutes does. */
  readonly recentlyBeyond: boolean;
  /** Its newest sample is too old for the cycle's origin. */
  readonly stale: boolean;
  readonly lastSampleAtMs: number;
  /** Its forecasts have proven better than the best naive ones. */
  readonly hasSkill: boolean;
  /** Most of what was called likely came; without it nobody is woken. */
  readonly mayPage: boolean;
  readonly inMaintenance: boolean;
  readonly speaker: string;
}

export function subjectSeen({ region, serverId, metric, threshold }: Sighting): WarningSubject {
  return { region, serverId, metric, direction: threshold.direction };
}

/** Observed values of a series up to the cycle's origin: value i is stamped startAtMs + i * stepMs, NaN where nothing was observed. */
export interface ObservedPast {
  readonly values: Float32Array;
  readonly startAtMs: number;
  readonly stepMs: number;
}
