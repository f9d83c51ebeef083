import type { SpeakerEntry, SpeakerReason } from '../forecasting/fleet-forecast.ts';
import type { SnapshotColumns } from './snapshot-columns.ts';

/**
 * Everything that one cycle says, immutable. Who the servers are is told apart (server-directory.ts), because that changes
 * seldom: a snapshot names the directory whose order its server indices follow.
 */
export interface FleetSnapshot {
  /** Unique within one data folder: origin and moment of making. */
  readonly snapshotId: string;
  readonly directoryId: string;
  readonly generatedAtMs: number;
  readonly originStep: number;
  readonly stepMs: number;
  readonly horizonSteps: number;
  /** Steps of history kept inside the snapshot, so that it can be drawn after a restart. */
  readonly historySteps: number;
  readonly serverCount: number;
  readonly seriesCount: number;
  /** Metric names, indexed by seriesMetric. */
  readonly metrics: readonly string[];
  readonly speakers: readonly SpeakerEntry[];
  readonly reasons: readonly SpeakerReason[];
  /** How many servers at the head of orderByRisk and orderByBreachAt can be ranked at all. */
  readonly rankedByRisk: number;
  readonly rankedByBreachAt: number;
  readonly columns: SnapshotColumns;
}
