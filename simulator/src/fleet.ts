/** A causal fleet: same options, same values; the same seed with an intervention more shows that intervention's true effect. */
import { ApplicationRun } from './application-run.ts';
import type { FleetEvent } from './events.ts';
import type { Reading } from './measure.ts';
import { LocalTime } from './local-time.ts';
import { metricsOf, type SimulatedMetric, type SimulatedProfile } from './metrics.ts';
import { drawApplications, type Region, type ScaleOut } from './topology.ts';

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
}

export interface SimulatedServer {
  readonly server: string;
  readonly profile: SimulatedProfile;
  readonly tier: string;
  readonly region: string;
  readonly application: string;
  readonly metrics: readonly SimulatedMetric[];
  /** As an agent would attach them. */
  readonly labels: Readonly<Record<string, string>>;
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
}

export function createFleet(options: FleetOptions): Fleet {
  const { seed, servers: count, startMs, stepMs = 300_000, faultRate = 1, measurementNoise = 1, interventions = [] } = options;
  const regions = options.regions ?? [{ name: 'eu-central', timeZone: options.timeZone ?? 'Europe/Berlin' }];
  const startStep = Math.floor(startMs / stepMs) + 1;
  const scaleOuts: ScaleOut[] = interventions.filter((event) => event.kind === 'scale-out');
  const applications = drawApplications(seed, count, regions, scaleOuts);
  const servers = applications.flatMap((application) =>
    Object.values(application.tiers).flatMap((tier) =>
      (tier?.machines ?? []).map(({ server, profile }): SimulatedServer => {
        const labels = { server, profile, tier: tier.name, region: application.region.name, application: application.name };
        return { ...labels, profile, metrics: metricsOf(profile), labels };
      }),
    ),
  );
  const readings = new Map(servers.map(({ server }): [string, Reading] => [server, { cpu: NaN, memory: NaN, disk: NaN, network: NaN, latency: NaN, throughput: NaN }]));
  const clocks = new Map(regions.map(({ timeZone }) => [timeZone, new LocalTime(timeZone)]));
  const begin = () =>
    applications.map((application) => new ApplicationRun(application, { seed, stepMs, faultRate }, clocks.get(application.region.timeZone)!, startMs, measurementNoise, interventions));
  let runs = begin();
  let nextStep = startStep;

  return {
    servers,
    stepMs,
    startStep,
    simulate(fromStep, toStep) {
      if (fromStep < startStep) throw new Error(`step ${fromStep} lies before the fleet's first, ${startStep}`);
      if (fromStep < nextStep) {
        runs = begin();
        nextStep = startStep;
      }
      const steps = Math.max(0, toStep - fromStep + 1);
      const series = servers.flatMap((server) => server.metrics.map((metric) => ({ server, metric, reading: readings.get(server.server)!, values: new Float32Array(steps) })));
      const throughput = new Map(servers.map(({ server }) => [server, new Float32Array(steps)]));
      for (; nextStep <= toStep; nextStep++) {
        for (const run of runs) run.advance(nextStep, readings);
        const column = nextStep - fromStep;
        if (column < 0) continue;
        for (const { reading, metric, values } of series) values[column] = reading[metric];
        for (const [server, values] of throughput) values[column] = readings.get(server)!.throughput;
      }
      return { fromStep, toStep, series: series.map(({ server, metric, values }) => ({ server, metric, values })), throughput };
    },
  };
}
