import { uniform } from './counter-random.ts';
import { purposes } from './draw-purposes.ts';
import type { Machine } from './topology.ts';

/** The state of one server between steps, and what it does in the step under way. */
export class MachineRun {
  readonly machine: Machine;
  /** False while it is lost, and before a scale-out brings it. */
  present = true;
  restarting = false;
  /** Requests waiting. */
  backlog = 0;
  leakedPercent = 0;
  /** 0 just started, 1 with warm caches. */
  warmth = 1;
  /** Core-seconds of each job still to do. */
  jobWork: number[];
  /** Share of the cores taken by a process outside the application. */
  stolenShare = 0;
  /** A balancer's factor on its share. */
  loadFactor = 1;
  /** Share of the requests sent here that are let in. */
  admittedShare = 1;
  /** Cores and memory, compared with what the machine was made with. */
  cpuFactor = 1;
  memoryFactor = 1;
  /** Percent an hour that leaks beyond the machine's own leak. */
  addedLeakPerHour = 0;
  /** Job number -> minutes later than usual; share of its usual cores. */
  jobDelays = new Map<number, number>();
  jobCoreShares = new Map<number, number>();
  jobCores = 0;
  jobDiskKbPerSecond = 0;
  jobNetworkKbPerSecond = 0;
  jobMemoryPercent = 0;
  throughputPerSecond = 0;
  /** Share of all cores that requests keep busy. */
  requestShare = 0;
  responseSeconds = 0;
  /** Requests in the system, those that wait for lower tiers included. */
  concurrency = 0;

  constructor(machine: Machine, seed: number) {
    this.machine = machine;
    this.jobWork = machine.jobs.map(() => 0);
    const hoursSinceRestart = 60 * uniform(seed, machine.stream, purposes.hoursSinceRestart, 0);
    this.leakedPercent = Math.min(machine.leakPercentPerHour * hoursSinceRestart, 0.9 * (machine.restartAtPercent - machine.baseMemoryPercent));
  }

  /** A step begins: forgets what the last one's events did. */
  begin(): void {
    this.present = true;
    this.stolenShare = 0;
    this.loadFactor = 1;
    this.admittedShare = 1;
    this.cpuFactor = 1;
    this.memoryFactor = 1;
    this.addedLeakPerHour = 0;
    this.jobDelays.clear();
    this.jobCoreShares.clear();
  }

  /** Goes on where another run of the same machine stands. */
  continueFrom(other: MachineRun): void {
    Object.assign(this, other, { jobWork: [...other.jobWork], jobDelays: new Map(), jobCoreShares: new Map() });
  }

  get cores(): number {
    return this.machine.cores * this.cpuFactor;
  }

  restart(): void {
    this.leakedPercent = 0;
    this.warmth = 0;
    this.restarting = true;
  }

  lose(): void {
    this.present = false;
    this.backlog = 0;
    this.throughputPerSecond = 0;
    // Whenever it comes back, it has just started.
    this.leakedPercent = 0;
    this.warmth = 0;
  }

  /** Cores that are left for requests. */
  freeCores(): number {
    const left = this.machine.cores * (this.cpuFactor * (1 - this.stolenShare) - this.machine.idleCpuPercent / 100) - this.jobCores;
    return Math.max(left, 0.05 * this.cores) * (this.restarting ? 0.7 : 1);
  }
}
