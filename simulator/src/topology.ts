/**
 * Which servers there are and what they are made of. A fleet is several applications, each in one region, each a chain of
 * tiers: web -> app -> cache and database, with batch servers beside it.
 */
import type { BatchJob } from './batch-jobs.ts';
import type { DemandShape } from './demand.ts';
import type { SimulatedProfile } from './metrics.ts';

export interface Region {
  readonly name: string;
  /** IANA zone: people and schedules follow its clocks. */
  readonly timeZone: string;
}

export interface Machine {
  readonly server: string;
  readonly profile: SimulatedProfile;
  readonly stream: number;
  readonly cores: number;
  /** Share of the tier's load that a balancer sends here, before jitter. */
  readonly weight: number;
  readonly idleCpuPercent: number;
  readonly baseMemoryPercent: number;
  /** Percent that leaks an hour at the tier's usual throughput; 0 for most. */
  readonly leakPercentPerHour: number;
  /** Memory at which the process is restarted. */
  readonly restartAtPercent: number;
  readonly baseDiskKbPerSecond: number;
  readonly baseNetworkKbPerSecond: number;
  /** Work done in the time that a usual machine of the tier needs for 1. */
  readonly speed: number;
  /** Of one reading against the truth. */
  readonly noise: number;
  readonly jobs: readonly BatchJob[];
}

export interface Tier {
  readonly name: string;
  readonly profile: SimulatedProfile;
  readonly machines: readonly Machine[];
  /** How many of them, the last ones, exist only while a scale-out lasts. */
  readonly spareMachines: number;
  /** Core-seconds a request. */
  readonly serviceSeconds: number;
  /** Waiting that takes no CPU (disk, locks, network), in seconds. */
  readonly fixedSeconds: number;
  /** Requests a second per machine at the application's usual peak. */
  readonly peakPerMachine: number;
  /** Threads a machine may have waiting for the tiers below it. */
  readonly workers: number;
  /** Percent of memory that the usual peak's concurrent requests hold. */
  readonly workingMemoryPercent: number;
  readonly diskKbPerRequest: number;
  readonly networkKbPerRequest: number;
  /** 95th percentile over the mean. */
  readonly tail: number;
}

export interface Application {
  readonly name: string;
  readonly stream: number;
  readonly region: Region;
  readonly demand: DemandShape;
  /** Requests a second at the usual peak. */
  readonly peakPerSecond: number;
  readonly callsPerRequest: number;
  readonly lookupsPerCall: number;
  readonly queriesPerCall: number;
  /** Share of queries that a warm cache answers. */
  readonly hitShare: number;
  readonly tiers: Readonly<Partial<Record<SimulatedProfile, Tier>>>;
}

/** Machines that a tier must have in reserve. */
export interface ScaleOut {
  readonly application: string;
  readonly profile: SimulatedProfile;
  readonly servers: number;
}
