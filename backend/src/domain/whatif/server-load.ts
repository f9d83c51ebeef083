/**
 * Demand apart from capacity, for one server. The utilisation law U = X S / m (Lazowska et al. 1984, chapter 3) makes cpu a straight
 * line of the throughput X: what stands at X = 0 is idle work, the slope is S / m. Where no throughput is measured, cpu above
 * idle stands for demand, and a request's unit is one percent of this server.
 *
 * T steps of context. Departure from the law: work that demand does not explain (backups, jobs) stays where it was seen.
 */
import type { FleetMember } from './what-if-fleet.ts';
import { levelOf, robustLine } from './robust-statistics.ts';

export type LoadBasis = 'throughput' | 'utilisation';

export interface ServerLoad {
  readonly basis: LoadBasis;
  /** [T] requests/s, or percent of this server's cpu above idle; NaN where not observed. */
  readonly demand: Float32Array;
  /** Percent of cpu that is spent at no demand. */
  readonly idlePercent: number;
  /** Percent of cpu per unit of demand. */
  readonly cpuPerDemand: number;
  /** Null where utilisation stands for demand: nothing was fitted. */
  readonly fitR2: number | null;
}

/** Idle work where it cannot be told from demand: what agents, kernel and heartbeats usually take. */
const usualIdlePercent = 2.5;
/** A line that explains less is no law; then utilisation stands for demand although throughput is measured. */
const leastR2 = 0.5;
/** Steps of the newest days that the line is fitted to: the law may change with every deployment. */
const fittedDays = 5;
/** Enough points for a line; more cost time and change little. */
const mostPoints = 400;

/** Null where cpu is not measured, or never seen. `basis` utilisation leaves measured throughput aside, e.g. because its neighbours have none. */
export function serverLoad(member: FleetMember, stepSeconds: number, basis: LoadBasis = 'throughput'): ServerLoad | null {
  const cpu = member.series.get('cpu')?.values;
  if (cpu === undefined || !cpu.some((value) => Number.isFinite(value))) return null;
  const throughput = member.series.get('throughput')?.values;
  const steps = Math.min(cpu.length, Math.round((fittedDays * 86_400) / stepSeconds));
  if (throughput !== undefined && basis === 'throughput') {
    const every = Math.max(1, Math.floor(steps / mostPoints));
    const thinned = (values: Float32Array) => values.subarray(values.length - steps).filter((_, i) => i % every === 0);
    const line = robustLine(thinned(throughput), thinned(cpu));
    if (line !== null && line.slope > 0 && line.r2 >= leastR2) {
      return { basis: 'throughput', demand: throughput, idlePercent: Math.max(0, line.intercept), cpuPerDemand: line.slope, fitR2: line.r2 };
    }
  }
  const idlePercent = Math.min(usualIdlePercent, 0.8 * levelOf(cpu, 0.02));
  return { basis: 'utilisation', demand: cpu.map((value) => Math.max(0, value - idlePercent)), idlePercent, cpuPerDemand: 1, fitR2: null };
}
