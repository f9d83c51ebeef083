import type { MetricInfo } from '@fleetcast/contract';
import type { ServedCase } from '../forecasting/served-forecaster.ts';
import type { ObservedServer } from '../series/ports.ts';
import type { LocalTime } from '../series/same-local-time.ts';

/** One series as the engine sees it, with how it is served. */
export interface ObservedSeries extends ServedCase {
  readonly info: MetricInfo;
}

export interface FleetMember {
  readonly server: ObservedServer;
  readonly series: ReadonlyMap<string, ObservedSeries>;
}

/** What is known of the servers that a question touches, as of one origin. */
export interface WhatIfFleet {
  readonly originStep: number;
  readonly stepSeconds: number;
  readonly horizonSteps: number;
  /** Local time of the servers' region. */
  readonly local: LocalTime;
  member(serverId: string): FleetMember | undefined;
  /** Every server of a tier in a region, by name. */
  tier(region: string, tier: string): readonly FleetMember[];
}
