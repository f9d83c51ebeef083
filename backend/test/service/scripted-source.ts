/** A source that does what a test tells it to: servers that come and go, outages, holes, late values. */
import type { MetricSource, ObservedServer, SeriesReading, StepReading, StepRequest } from '../../src/domain/series/ports.ts';

/** Value of a server's cpu at a step; NaN: nothing was observed. */
export type ScriptedValue = (server: string, step: number) => number;

export class ScriptedSource implements MetricSource {
  readonly name = 'scripted';
  readonly metrics = [{ name: 'cpu', kind: 'percent' as const }];
  readonly requests: StepRequest[] = [];
  down = false;
  revisedMs: number | null = null;
  servers: readonly string[];
  valueAt: ScriptedValue;

  constructor(servers: readonly string[], valueAt: ScriptedValue) {
    this.servers = servers;
    this.valueAt = valueAt;
  }

  async revisedSince(): Promise<number | null> {
    const revised = this.revisedMs;
    this.revisedMs = null;
    return revised;
  }

  async readSteps(request: StepRequest): Promise<StepReading> {
    this.requests.push(request);
    if (this.down) return { servers: [], series: [], faults: [{ kind: 'unreachable', message: 'Nobody answers at scripted:1; is it running?' }] };
    const steps = request.toStep - request.fromStep + 1;
    const series = this.servers.map((server): SeriesReading => ({ serverId: `id-${server}`, metric: 'cpu', values: Float32Array.from({ length: steps }, (_, i) => this.valueAt(server, request.fromStep + i)) }));
    const seen = series.filter(({ values }) => values.some((value) => !Number.isNaN(value)));
    const servers = this.servers.map((server): ObservedServer => ({ serverId: `id-${server}`, server, region: 'eu', profile: 'web', tier: null, labels: {} }));
    return { servers: servers.filter(({ serverId }) => seen.some((one) => one.serverId === serverId)), series: seen, faults: [] };
  }
}
