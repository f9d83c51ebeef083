/** What an agent on a server would report for a step, and how its memory and caches move on to the next. */
import { normal, uniform, wander } from './counter-random.ts';
import { purposes } from './draw-purposes.ts';
import type { EventPlan } from './events.ts';
import type { MachineRun } from './machine-run.ts';
import type { SimulatedMetric } from './metrics.ts';
import { timeoutSeconds } from './tier-run.ts';
import type { Tier } from './topology.ts';

export interface Reading extends Record<SimulatedMetric, number> {
  /** Ground truth that no agent reports: requests served a second. */
  throughput: number;
}

const hourMs = 3_600_000;
const warmingSeconds = 2700;

/** `noise` scales every measurement's error: 0 reads the truth. `cpuExponent`: 1 where cpu is shown as it is. */
export function measure(run: MachineRun, tier: Tier, { seed, chanceSeed }: Pick<EventPlan, 'seed' | 'chanceSeed'>, step: number, timeMs: number, noise: number, cpuExponent: number, into: Reading): void {
  if (!run.present) {
    into.cpu = into.memory = into.disk = into.network = into.latency = into.throughput = NaN;
    return;
  }
  const { machine } = run;
  const { stream } = machine;
  const error = (purpose: number) => noise * normal(chanceSeed, stream, purpose, step);

  const jobShare = run.jobCores / run.cores;
  const truth = shown(100 * (run.requestShare + jobShare + run.stolenShare) + machine.idleCpuPercent / run.cpuFactor, cpuExponent);
  const housekeeping = uniform(chanceSeed, stream, purposes.housekeeping, Math.floor(timeMs / (hourMs / 3))) < 0.03 ? 6 : 0;
  into.cpu = clamp(truth * (1 + machine.noise * error(purposes.cpuReading)) + noise * housekeeping + 0.15 * error(purposes.cpuReading), 0, 100);

  // A quarter of the workers is the tier's usual peak (see drawTier), for which workingMemoryPercent is stated.
  const crowd = Math.min(3, run.concurrency / (tier.workers / 4));
  const base = machine.baseMemoryPercent * (machine.profile === 'database' || machine.profile === 'cache' ? 0.6 + 0.4 * run.warmth : 1);
  const wandering = 0.8 * noise * wander(seed, stream, purposes.memoryWander, timeMs, 9 * hourMs);
  const memory = base + tier.workingMemoryPercent * crowd + run.leakedPercent + run.jobMemoryPercent + wandering;
  into.memory = clamp(memory / run.memoryFactor + 0.12 * error(purposes.memoryReading), 1, 99.5);

  const burst = uniform(chanceSeed, stream, purposes.diskBurst, Math.floor(timeMs / (hourMs / 6))) < 0.02 ? 8 * machine.baseDiskKbPerSecond : 0;
  into.disk = (machine.baseDiskKbPerSecond + run.throughputPerSecond * tier.diskKbPerRequest + run.jobDiskKbPerSecond) * Math.exp(5 * machine.noise * error(purposes.diskReading)) + noise * burst;
  into.network = (machine.baseNetworkKbPerSecond + run.throughputPerSecond * tier.networkKbPerRequest + run.jobNetworkKbPerSecond) * Math.exp(2 * machine.noise * error(purposes.networkReading));
  into.latency = machine.profile === 'batch' ? NaN : 1000 * Math.min(timeoutSeconds, run.responseSeconds * tier.tail * Math.exp(3 * machine.noise * error(purposes.latencyReading)));
  into.throughput = run.throughputPerSecond;
}

/** Leaks grow with use until the process is restarted; caches warm. Call once a step, after it was measured. */
export function age(run: MachineRun, tier: Tier, stepSeconds: number): void {
  if (!run.present) return;
  const { machine } = run;
  run.restarting = false;
  const use = 0.3 + 0.7 * Math.min(1.5, run.throughputPerSecond / tier.peakPerMachine);
  run.leakedPercent += ((machine.leakPercentPerHour * use + run.addedLeakPerHour) * stepSeconds) / 3600;
  run.warmth = 1 - (1 - run.warmth) * Math.exp(-stepSeconds / warmingSeconds);
  if ((machine.baseMemoryPercent + run.leakedPercent) / run.memoryFactor >= machine.restartAtPercent) run.restart();
}

/** Hyper-threads and turbo clocks make a half-busy machine look busier (exponent below 1) than its work would. */
function shown(percent: number, exponent: number): number {
  return exponent === 1 ? percent : 100 * (Math.min(100, percent) / 100) ** exponent;
}

function clamp(value: number, low: number, high: number): number {
  return Math.min(high, Math.max(low, value));
}
