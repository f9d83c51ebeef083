/**
 * Memory that a process keeps until it is restarted: the saw tooth in a server's history. A tooth begins where memory falls at
 * once and stays down; along it memory grows. Demand's part is taken out first. T steps of context.
 */
import { levelOf, median } from '../series/order-statistics.ts';
import { robustLine } from './robust-statistics.ts';

export interface MemoryLeak {
  /** Percent of memory that the leak holds at the origin: what a restart gives back. */
  readonly heldNow: number;
  /** Percent that leaks a step. */
  readonly perStep: number;
  /** Percent that it may still grow before the process is restarted anyway, or memory is full. */
  readonly room: number;
  /** Whether a restart was seen: without one, what the process held before the history began is not known. */
  readonly restartSeen: boolean;
}

/** A fall of at least this many percent, and of this share of all the ups and downs, is a restart. */
const leastFall = 6;
const leastFallShare = 0.4;
const sideSteps = 6;
/** Growth below this, in percent a day, is no leak. */
const leastPerDay = 1;

/** `memory` and `demand` [T]; `slope` percent of memory per unit of demand. Null when memory does not grow with uptime. */
export function findLeak(memory: Float32Array, demand: Float32Array | null, slope: number, daySteps: number): MemoryLeak | null {
  const usual = demand === null ? 0 : median(demand);
  const level = demand === null ? memory : memory.map((value, i) => value - slope * (demand[i] - usual));
  const restarts = restartsIn(level);
  const perStep = growth(level, restarts, daySteps);
  if (!(perStep * daySteps >= leastPerDay)) return null;
  const fresh = restarts.map((at) => median(level.subarray(at, at + sideSteps)));
  const first = level.findIndex((value) => Number.isFinite(value));
  const base = restarts.length > 0 ? median(fresh) : median(level.subarray(first, first + sideSteps));
  const now = median(level.subarray(level.length - sideSteps));
  const top = restarts.length > 0 ? median(restarts.map((at) => median(level.subarray(at - sideSteps, at)))) : 100;
  return { heldNow: Math.max(0, now - base), perStep, room: Math.max(0, Math.min(100, top) - now), restartSeen: restarts.length > 0 };
}

/** Steepness of the present tooth; of the one before it while the present one is shorter than six hours. */
function growth(level: Float32Array, restarts: readonly number[], daySteps: number): number {
  const starts = [0, ...restarts];
  for (let tooth = starts.length - 1; tooth >= 0; tooth--) {
    const from = starts[tooth];
    const to = starts[tooth + 1] ?? level.length;
    if (to - from < daySteps / 4 && tooth > 0) continue;
    const line = robustLine(Float64Array.from({ length: to - from }, (_, i) => i), level.subarray(from, to));
    if (line !== null) return line.slope;
  }
  return 0;
}

/** Places at which memory has just fallen and stays down. */
function restartsIn(level: Float32Array): number[] {
  const least = Math.max(leastFall, leastFallShare * (levelOf(level, 0.95) - levelOf(level, 0.05)));
  const found: number[] = [];
  for (let i = sideSteps; i + sideSteps <= level.length; i++) {
    if (!(level[i - 1] - level[i] >= least / 2) && !(level[i - 2] - level[i] >= least)) continue;
    const fall = median(level.subarray(i - sideSteps, i)) - median(level.subarray(i, i + sideSteps));
    if (fall < least || (found.length > 0 && i - found[found.length - 1] < sideSteps)) continue;
    found.push(i);
  }
  return found;
}
