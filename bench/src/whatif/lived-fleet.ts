/** A simulated fleet that has lived long enough to be asked about, and its two futures. */
import { metricInfoOf } from '@fleetcast/backend/src/domain/catalog/metrics.ts';
import { Forecaster } from '@fleetcast/backend/src/domain/forecasting/forecaster.ts';
import type { ConfiguredThreshold } from '@fleetcast/backend/src/domain/forecasting/breach-paths.ts';
import { contextDays, FleetWindows, seriesKey } from '@fleetcast/backend/src/domain/series/fleet-windows.ts';
import { LocalTime } from '@fleetcast/backend/src/domain/series/same-local-time.ts';
import type { QuantileModel } from '@fleetcast/backend/src/domain/tft/ports.ts';
import type { FleetMember, ObservedSeries, WhatIfFleet } from '@fleetcast/backend/src/domain/whatif/what-if-fleet.ts';
import { createFleet, type Fleet, type FleetEvent, type FleetOptions, type FleetSlice, type SimulatedServer } from '@fleetcast/simulator';
import { daySteps, horizonSteps, stepMs } from '../grid/product-grid.ts';

const contextSteps = contextDays * daySteps;
/** A Thursday: fleets are asked thirteen to sixteen days later. */
const startMs = Date.UTC(2026, 3, 30);
const local = new LocalTime('UTC', stepMs);

/** What happens to a fleet whether or not anybody intervenes. */
export type Fate = readonly FleetEvent[];

export class LivedFleet {
  readonly fleet: Fleet;
  readonly fate: Fate;
  private readonly withThroughput: boolean;
  private readonly history: Map<string, Float32Array>;
  private readonly throughput: Map<string, Float32Array>;
  private stands: number;

  constructor(options: Omit<FleetOptions, 'startMs' | 'interventions'>, fateOf: (servers: readonly SimulatedServer[], startStep: number) => Fate, withThroughput: boolean) {
    const plain = createFleet({ ...options, startMs });
    this.fate = fateOf(plain.servers, plain.startStep);
    this.fleet = createFleet({ ...options, startMs, interventions: this.fate });
    this.withThroughput = withThroughput;
    this.history = new Map();
    this.throughput = new Map();
    this.stands = this.fleet.startStep - 1;
  }

  get originStep(): number {
    return this.stands;
  }

  /** Lives on until this many days after its start. */
  liveUntil(days: number): void {
    const toStep = this.fleet.startStep - 1 + Math.round(days * daySteps);
    const slice = this.fleet.simulate(this.stands + 1, toStep);
    const append = (into: Map<string, Float32Array>, key: string, values: Float32Array) => into.set(key, joined(into.get(key), values));
    for (const { server, metric, values } of slice.series) append(this.history, seriesKey(server.server, metric), values);
    for (const [server, values] of slice.throughput) append(this.throughput, server, values);
    this.stands = toStep;
  }

  /** The next 8 hours with these events beside its fate. */
  future(events: readonly FleetEvent[]): FleetSlice {
    return this.fleet.fork([...this.fate, ...events]).simulate(this.stands + 1, this.stands + horizonSteps);
  }

  /** The next 8 hours with another fate. */
  futureWithFate(fate: Fate): FleetSlice {
    return this.fleet.fork(fate).simulate(this.stands + 1, this.stands + horizonSteps);
  }

  past(server: string, metric: string): Float32Array {
    const values = metric === 'throughput' ? this.throughput.get(server)! : this.history.get(seriesKey(server, metric))!;
    return values.subarray(values.length - contextSteps);
  }

  /** As the service sees it at this origin; every series is served as this model's forecaster decides. */
  async observed(model: QuantileModel): Promise<WhatIfFleet> {
    const seen = this.fleet.servers.filter((server) => this.past(server.server, 'cpu').some((value) => !Number.isNaN(value)));
    const windows = new FleetWindows(contextSteps, this.stands, 6 * seen.length);
    for (const { server, metrics, profile } of seen) {
      const names = this.withThroughput && profile !== 'batch' ? [...metrics, 'throughput'] : metrics;
      for (const metric of names) {
        windows.write(windows.ensureRow({ serverId: server, metric, kind: metricInfoOf(metric).kind }), this.stands - contextSteps + 1, this.past(server, metric));
      }
    }
    const forecaster = new Forecaster({ stepSeconds: stepMs / 1000, horizonSteps });
    forecaster.useModel(model);
    const { decisions } = await forecaster.forecastFleet(windows, { signal: new AbortController().signal });
    const members = new Map<string, FleetMember>();
    for (const { server, region, profile, tier, labels } of seen) members.set(server, { server: { serverId: server, server, region, profile, tier, labels }, series: new Map() });
    windows.rows.forEach((row, at) => {
      const info = metricInfoOf(row.metric);
      const series: ObservedSeries = { series: row, info, values: windows.window(at).slice(), decision: decisions[at], thresholds: thresholdsOf(info) };
      (members.get(row.serverId)!.series as Map<string, ObservedSeries>).set(row.metric, series);
    });
    const ordered = [...members.values()].sort((a, b) => a.server.server.localeCompare(b.server.server, 'en', { numeric: true }));
    return {
      originStep: this.stands,
      stepSeconds: stepMs / 1000,
      horizonSteps,
      local,
      member: (serverId) => members.get(serverId),
      tier: (region, tier) => ordered.filter(({ server }) => server.region === region && server.tier === tier),
    };
  }
}

function thresholdsOf({ thresholds: { warning, critical } }: ObservedSeries['info']): readonly ConfiguredThreshold[] {
  return [...(warning === null ? [] : [{ threshold: warning, severity: 'warning' as const }]), ...(critical === null ? [] : [{ threshold: critical, severity: 'critical' as const }])];
}

function joined(before: Float32Array | undefined, after: Float32Array): Float32Array {
  if (before === undefined) return after;
  const whole = new Float32Array(before.length + after.length);
  whole.set(before);
  whole.set(after, before.length);
  return whole;
}
