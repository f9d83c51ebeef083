/**
 * How a server's other metrics follow its demand: memory, disk and network by a line, latency by a queue or by universal scalability. The lines are fitted
 * to changes from one hour to the next, so that leaks and growth, which also follow the clock, do not pass for demand.
 */
import { fitLatency, type LatencyModel } from './latency-model.ts';
import { findLeak, type MemoryLeak } from './memory-leak.ts';
import { robustLine } from './robust-statistics.ts';
import type { ServerLoad } from './server-load.ts';
import type { FleetMember } from './what-if-fleet.ts';

/** Enough points for a line; more cost time and change little. */
const mostPoints = 400;
const fittedDays = 5;

export class DemandResponse {
  readonly member: FleetMember;
  readonly load: ServerLoad | null;
  private readonly stepSeconds: number;
  private readonly slopes = new Map<string, number>();
  private latencyModel: LatencyModel | null | undefined;
  private memoryLeak: MemoryLeak | null | undefined;

  constructor(member: FleetMember, load: ServerLoad | null, stepSeconds: number) {
    this.member = member;
    this.load = load;
    this.stepSeconds = stepSeconds;
  }

  /** In the metric's unit per unit of demand; 0 where it does not follow demand. */
  slope(metric: string): number {
    let slope = this.slopes.get(metric);
    if (slope === undefined) this.slopes.set(metric, (slope = this.fitSlope(metric)));
    return slope;
  }

  latency(): LatencyModel | null {
    if (this.latencyModel === undefined) {
      const cpu = this.member.series.get('cpu');
      const latency = this.member.series.get('latency');
      this.latencyModel = cpu === undefined || latency === undefined ? null : fitLatency(this.thinned(cpu.values), this.load === null ? null : this.thinned(this.load.demand), this.thinned(latency.values));
    }
    return this.latencyModel;
  }

  /** Null where memory does not grow with uptime, or is not measured. */
  leak(): MemoryLeak | null {
    if (this.memoryLeak === undefined) {
      const memory = this.member.series.get('memory')?.values;
      this.memoryLeak = memory === undefined ? null : findLeak(memory, this.load?.demand ?? null, this.slope('memory'), Math.round(86_400 / this.stepSeconds));
    }
    return this.memoryLeak;
  }

  private fitSlope(metric: string): number {
    const values = this.member.series.get(metric)?.values;
    if (values === undefined || this.load === null) return 0;
    const hour = Math.max(1, Math.round(3600 / this.stepSeconds));
    const { demand } = this.load;
    const first = Math.max(hour, demand.length - this.fittedSteps());
    const every = Math.max(1, Math.floor((demand.length - first) / mostPoints));
    const x: number[] = [];
    const y: number[] = [];
    for (let i = first; i < demand.length; i += every) {
      x.push(demand[i] - demand[i - hour]);
      y.push(values[i] - values[i - hour]);
    }
    const line = robustLine(x, y);
    return line === null || line.r2 < 0.02 ? 0 : Math.max(0, line.slope);
  }

  private thinned(values: Float32Array): Float32Array {
    const recent = values.subarray(Math.max(0, values.length - this.fittedSteps()));
    const every = Math.max(1, Math.floor(recent.length / mostPoints));
    return recent.filter((_, i) => i % every === 0);
  }

  private fittedSteps(): number {
    return Math.round((fittedDays * 86_400) / this.stepSeconds);
  }
}
