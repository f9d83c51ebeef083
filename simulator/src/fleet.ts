/** A causal fleet: same options, same values; the same seed with an intervention more shows that intervention's true effect. */
import { ApplicationRun } from './application-run.ts';
import type { BatchJob } from './batch-jobs.ts';
import { drawApplications } from './draw-applications.ts';
import type { FleetEvent } from './events.ts';
import type { Reading } from './measure.ts';
import { LocalTime } from './local-time.ts';
import { metricsOf, type SimulatedMetric, type SimulatedProfile } from './metrics.ts';
import type { Region, ScaleOut } from './topology.ts';
import { inWorld, plainWorld, type World } from './world.ts';

export interface FleetOptions {
  /** From the range of seed-ranges.ts that suits the use. */
  readonly seed: number;
  readonly servers: number;
  /** Where the fleet's life begins; the first step is the first one that ends after it. */
  readonly startMs: number;
  /** Default 5 minutes. */
  readonly stepMs?: number;
  /** Zone of the only region, unless `regions` are given. Default Europe/Berlin. */
  readonly timeZone?: string;
  readonly regions?: readonly Region[];
  /** 0: nothing ever goes wrong; 1: as usual. */
  readonly faultRate?: number;
  /** 0: every reading is the truth; 1: as agents read. */
  readonly measurementNoise?: number;
  readonly interventions?: readonly FleetEvent[];
  /** Servers that stand ready in every serving tier for scale-outs to come and for an autoscaler. Default 0. */
  readonly spareServers?: number;
  /** What the plain laws leave out. Default: nothing of it. */
  readonly world?: Partial<World>;
}

export interface SimulatedServer {
  readonly server: string;
  readonly profile: SimulatedProfile;
  readonly tier: string;
  readonly region: string;
  readonly application: string;
  readonly metrics: readonly SimulatedMetric[];
  /** What its crontab says. */
  readonly jobs: readonly ScheduledJob[];
  /** As an agent would attach them. */
  readonly labels: Readonly<Record<string, string>>;
}

export interface ScheduledJob {
  readonly name: string;
  readonly periodMinutes: number;
  /** Local minutes after a multiple of the period at which it starts. */
  readonly offsetMinutes: number;
  /** How long a usual run takes when it gets all the cores it asks for. */
  readonly usualMinutes: number;
}

export interface SimulatedSeries {
  readonly server: SimulatedServer;
  readonly metric: SimulatedMetric;
  /** One value a step from fromStep to toStep; NaN where the server is gone. */
  readonly values: Float32Array;
}

export interface FleetSlice {
  readonly fromStep: number;
  readonly toStep: number;
  readonly series: readonly SimulatedSeries[];
  /** [server][step] requests served a second: truth that no agent reports. */
  readonly throughput: ReadonlyMap<string, Float32Array>;
}

export interface Fleet {
  readonly servers: readonly SimulatedServer[];
  readonly stepMs: number;
  readonly startStep: number;
  /** Steps inclusive. Asking for what follows the last answer goes on from there; asking for earlier steps starts over. */
  simulate(fromStep: number, toStep: number): FleetSlice;
  /**
   * The same fleet from where it stands, with these interventions instead of its own; its first step is the next one here. Neither touches the
   * other. With a `chanceSeed` it lives on through another future: the same tides of demand and faults, but other short crowds, sizes of
   * jobs and errors of readings, which nobody can know hours before.
   */
  fork(interventions: readonly FleetEvent[], chanceSeed?: number): Fleet;
}

export function createFleet(options: FleetOptions): Fleet {
  const { seed, servers: count, startMs, stepMs = 300_000, faultRate = 1, measurementNoise = 1, interventions = [] } = options;
  const regions = options.regions ?? [{ name: 'eu-central', timeZone: options.timeZone ?? 'Europe/Berlin' }];
  const startStep = Math.floor(startMs / stepMs) + 1;
  const scaleOuts: ScaleOut[] = interventions.filter((event) => event.kind === 'scale-out');
  const world = { ...plainWorld, ...options.world };
  const applications = inWorld(world, seed, drawApplications(seed, count, regions, scaleOuts, options.spareServers));
  const servers = applications.flatMap((application) =>
    Object.values(application.tiers).flatMap((tier) =>
      (tier?.machines ?? []).map(({ server, profile, jobs }): SimulatedServer => {
        const labels = { server, profile, tier: tier.name, region: application.region.name, application: application.name };
        return { ...labels, profile, metrics: metricsOf(profile), jobs: jobs.map(scheduledJob), labels };
      }),
    ),
  );
  const clocks = new Map(regions.map(({ timeZone }) => [timeZone, new LocalTime(timeZone)]));
  const begin = () =>
    applications.map((application) => new ApplicationRun(application, { seed, chanceSeed: seed, stepMs, faultRate }, clocks.get(application.region.timeZone)!, startMs, measurementNoise, interventions, world));
  return new SteppedFleet({ servers, stepMs, startStep }, begin);
}

function scheduledJob({ name, periodMinutes, offsetMinutes, workCoreSeconds, parallelCores }: BatchJob): ScheduledJob {
  return { name, periodMinutes, offsetMinutes, usualMinutes: workCoreSeconds / parallelCores / 60 };
}

class SteppedFleet implements Fleet {
  readonly servers: readonly SimulatedServer[];
  readonly stepMs: number;
  readonly startStep: number;
  private readonly begin: () => readonly ApplicationRun[];
  private readonly readings: ReadonlyMap<string, Reading>;
  private runs: readonly ApplicationRun[];
  private nextStep: number;

  /** `begin` makes the runs as they stand before startStep. */
  constructor({ servers, stepMs, startStep }: Pick<Fleet, 'servers' | 'stepMs' | 'startStep'>, begin: () => readonly ApplicationRun[]) {
    this.servers = servers;
    this.stepMs = stepMs;
    this.startStep = startStep;
    this.begin = begin;
    this.readings = new Map(servers.map(({ server }): [string, Reading] => [server, { cpu: NaN, memory: NaN, disk: NaN, network: NaN, latency: NaN, throughput: NaN }]));
    this.runs = begin();
    this.nextStep = startStep;
  }

  simulate(fromStep: number, toStep: number): FleetSlice {
    if (fromStep < this.startStep) throw new Error(`step ${fromStep} lies before the fleet's first, ${this.startStep}`);
    if (fromStep < this.nextStep) {
      this.runs = this.begin();
      this.nextStep = this.startStep;
    }
    const { readings, servers } = this;
    const steps = Math.max(0, toStep - fromStep + 1);
    const series = servers.flatMap((server) => server.metrics.map((metric) => ({ server, metric, reading: readings.get(server.server)!, values: new Float32Array(steps) })));
    const throughput = new Map(servers.map(({ server }) => [server, new Float32Array(steps)]));
    for (; this.nextStep <= toStep; this.nextStep++) {
      for (const run of this.runs) run.advance(this.nextStep, readings);
      const column = this.nextStep - fromStep;
      if (column < 0) continue;
      for (const { reading, metric, values } of series) values[column] = reading[metric];
      for (const [server, values] of throughput) values[column] = readings.get(server)!.throughput;
    }
    return { fromStep, toStep, series: series.map(({ server, metric, values }) => ({ server, metric, values })), throughput };
  }

  fork(interventions: readonly FleetEvent[], chanceSeed?: number): Fleet {
    const standing = this.runs.map((run) => run.fork([]));
    const { servers, stepMs, nextStep } = this;
    return new SteppedFleet({ servers, stepMs, startStep: nextStep }, () => standing.map((run) => run.fork(interventions, chanceSeed)));
  }
}
