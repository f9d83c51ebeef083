/**
 * Demand apart from capacity, for one server. The utilisation law U = X S / m (Lazowska et al. 1984, chapter 3) makes cpu a straight
 * line of the throughput X: what stands at X = 0 is idle work, the slope is S / m. Requests that meet on a busy server may
 * cost more than alone (contention c): U = X S / m (1 + c U), so that U / (1 + c U) is the straight line. Where no throughput
 * is measured, cpu above idle stands for demand, and a request's unit is one percent of this server.
 *
 * T steps of context. Departure from the law: work that demand does not explain (backups, jobs) stays where it was seen.
 */
import type { FleetMember } from './what-if-fleet.ts';
import { levelOf } from '../series/order-statistics.ts';
import { robustLine, type StraightLine } from './robust-statistics.ts';

export type LoadBasis = 'throughput' | 'utilisation';

export interface ServerLoad {
  readonly basis: LoadBasis;
  /** [T] requests/s, or percent of this server's cpu above idle; NaN where not observed. */
  readonly demand: Float32Array;
  /** Percent of cpu that is spent at no demand. */
  readonly idlePercent: number;
  /** Percent of cpu per unit of demand on an idle server. */
  readonly cpuPerDemand: number;
  /** By which share a request costs more on a full server than on an idle one. */
  readonly contention: number;
  /** Null where utilisation stands for demand: nothing was fitted. */
  readonly fitR2: number | null;
}

/** Idle work where it cannot be told from demand: what agents, kernel and heartbeats usually take. */
const usualIdlePercent = 2.5;
/** A line that explains less is no law; then utilisation stands for demand although throughput is measured. */
const leastR2 = 0.5;
/** Steps of the newest days that the line is fitted to: the law may change with every deployment. */
const fittedDays = 2;
const contentions = [0, 0.1, 0.2, 0.3, 0.5] as const;
/** What contention leaves unexplained must be less than this share of what the straight law leaves. */
const clearlyLess = 0.95;
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
    const law = fitLaw(thinned(throughput), thinned(cpu));
    if (law !== null && law.line.slope > 0 && law.line.r2 >= leastR2) {
      const { line, contention } = law;
      return { basis: 'throughput', demand: throughput, idlePercent: Math.max(0, line.intercept), cpuPerDemand: line.slope, contention, fitR2: line.r2 };
    }
  }
  const idlePercent = Math.min(usualIdlePercent, 0.8 * levelOf(cpu, 0.02));
  return { basis: 'utilisation', demand: cpu.map((value) => Math.max(0, value - idlePercent)), idlePercent, cpuPerDemand: 1, contention: 0, fitR2: null };
}

/** Percent of cpu that this demand takes, beyond idle work; `costFactor` on what a request costs alone, which more cores divide. */
export function cpuOf({ cpuPerDemand, contention }: ServerLoad, demand: number, costFactor = 1): number {
  const alone = (costFactor * cpuPerDemand * demand) / 100;
  // Where contention would take everything, the server is full.
  return contention * alone >= 0.9 ? 1000 * alone : (100 * alone) / (1 - contention * alone);
}

/** Demand at which the fitted law comes to 100 % of cpu, idle work and contention counted. */
export function demandWhenFull({ idlePercent, cpuPerDemand, contention }: ServerLoad): number {
  return (100 / (1 + contention) - idlePercent) / cpuPerDemand;
}

/** The line, straightened by the contention that leaves least unexplained. */
function fitLaw(throughput: Float32Array, cpu: Float32Array): { readonly line: StraightLine; readonly contention: number } | null {
  let best: { readonly line: StraightLine; readonly contention: number } | null = null;
  for (const contention of contentions) {
    const line = robustLine(throughput, contention === 0 ? cpu : cpu.map((value) => value / (1 + (contention * value) / 100)));
    if (line !== null && (best === null || 1 - line.r2 < clearlyLess * (1 - best.line.r2))) best = { line, contention };
  }
  return best;
}
