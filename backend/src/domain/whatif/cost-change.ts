/**
 * What a version did to the cost of a request, from the history before and after it came: the ratio of cpu to demand on both
 * sides. Demand is throughput where it is measured, else network, which follows requests too; without either, the same hours
 * of the days before stand for it.
 */
import { levelOf, median } from '../series/order-statistics.ts';
import type { FleetMember } from './what-if-fleet.ts';

export interface CostChange {
  /** Cpu a request after over before. */
  readonly factor: number;
  readonly by: 'throughput' | 'network' | 'same-time';
}

const usualIdlePercent = 2.5;
/** Steps on each side that are compared, at least and at most. */
const leastSteps = 12;
const daysCompared = 3;

/** `at` [0, T) is the place of the version's first step. Null with less than an hour on either side. */
export function costChange(member: FleetMember, at: number, daySteps: number): CostChange | null {
  const cpu = member.series.get('cpu')?.values;
  if (cpu === undefined || at < leastSteps || at > cpu.length - leastSteps) return null;
  const from = Math.max(0, at - daysCompared * daySteps);
  for (const metric of ['throughput', 'network'] as const) {
    const demand = member.series.get(metric)?.values;
    if (demand === undefined) continue;
    const idle = Math.min(usualIdlePercent, 0.8 * levelOf(cpu, 0.02));
    const floor = metric === 'throughput' ? 0 : 0.8 * levelOf(demand, 0.02);
    const ratio = (first: number, end: number) => ratioOver(cpu, demand, idle, floor, first, end);
    const factor = ratio(at, cpu.length) / ratio(from, at);
    if (Number.isFinite(factor) && factor > 0) return { factor, by: metric };
  }
  return at < daySteps ? null : sameTimeChange(cpu, at, daySteps);
}

/** Median of (cpu - idle) / (demand - floor) where demand is large enough to tell. */
function ratioOver(cpu: Float32Array, demand: Float32Array, idle: number, floor: number, first: number, end: number): number {
  const enough = levelOf(demand.subarray(first, end), 0.5);
  const ratios: number[] = [];
  for (let i = first; i < end; i++) if (demand[i] >= enough && demand[i] > floor) ratios.push((cpu[i] - idle) / (demand[i] - floor));
  return median(ratios);
}

function sameTimeChange(cpu: Float32Array, at: number, daySteps: number): CostChange | null {
  const ratios: number[] = [];
  for (let i = at; i < Math.min(cpu.length, at + daySteps); i++) if (cpu[i - daySteps] > 5) ratios.push(cpu[i] / cpu[i - daySteps]);
  const factor = median(ratios);
  return Number.isFinite(factor) ? { factor, by: 'same-time' } : null;
}
