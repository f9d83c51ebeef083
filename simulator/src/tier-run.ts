import { wander } from './counter-random.ts';
import { purposes } from './draw-purposes.ts';
import type { MachineRun } from './machine-run.ts';
import { concurrency, responseSeconds, serve, utilisation } from './queueing.ts';
import type { Tier } from './topology.ts';

/** Callers give up after this long, so no response takes longer. */
export const timeoutSeconds = 10;

/** One tier behind a balancer. */
export class TierRun {
  readonly tier: Tier;
  readonly machines: readonly MachineRun[];
  /** Mean over the requests of the step. */
  responseSeconds = 0;
  /** What a running version does to a request's cost. */
  releaseFactor = 1;
  /** From one machine to another, a share of what the balancer would send. */
  moves: ReadonlyArray<{ readonly from: MachineRun; readonly to: MachineRun; readonly share: number }> = [];
  private costFactor = 1;
  private readonly contention: number;

  /** `contention`: by how much a request costs more on a fully used machine than on an idle one. */
  constructor(tier: Tier, machines: readonly MachineRun[], contention: number) {
    this.tier = tier;
    this.machines = machines;
    this.contention = contention;
  }

  /** Work walks down: splits the arrivals over the machines that are there; answers what the tier got done, in requests/s. */
  serve(seed: number, arrivalsPerSecond: number, costFactor: number, timeMs: number, stepSeconds: number): number {
    this.costFactor = costFactor * this.releaseFactor;
    const shares = this.machines.map((run) => this.shareOf(seed, run, timeMs));
    this.move(shares);
    const sum = shares.reduce((a, b) => a + b, 0);
    let done = 0;
    this.machines.forEach((run, i) => {
      if (shares[i] === 0) return;
      const serviceSeconds = this.serviceSeconds(run);
      const served = serve((arrivalsPerSecond * shares[i] * run.admittedShare) / sum, run.backlog, run.freeCores() / serviceSeconds, stepSeconds, timeoutSeconds);
      run.backlog = served.backlog;
      run.throughputPerSecond = served.throughputPerSecond;
      run.requestShare = utilisation(served.throughputPerSecond, serviceSeconds, run.cores);
      done += served.throughputPerSecond;
    });
    return done;
  }

  /** Time walks up: a request takes its own time here, and the time of what it asks of the tiers below. */
  respond(downstreamSeconds: number): void {
    let requests = 0;
    let seconds = 0;
    for (const run of this.machines) {
      if (!run.present) continue;
      const service = this.serviceSeconds(run);
      const free = run.freeCores();
      const own = responseSeconds(service, (run.requestShare * run.cores) / free, run.cores) + this.tier.fixedSeconds;
      const waiting = (run.backlog * service) / free;
      const unhindered = own + waiting + downstreamSeconds;
      // With more requests inside than workers, the rest wait for one.
      const crowding = Math.max(1, concurrency(run.throughputPerSecond, unhindered) / this.tier.workers);
      run.responseSeconds = Math.min(unhindered * crowding, timeoutSeconds);
      run.concurrency = concurrency(run.throughputPerSecond, run.responseSeconds);
      requests += run.throughputPerSecond;
      seconds += run.concurrency;
    }
    this.responseSeconds = requests > 0 ? seconds / requests : this.tier.fixedSeconds + downstreamSeconds;
  }

  /** Mean warmth of its machines, 0 to 1. */
  warmth(): number {
    const present = this.machines.filter((run) => run.present);
    return present.length === 0 ? 0 : present.reduce((sum, run) => sum + run.warmth, 0) / present.length;
  }

  private serviceSeconds(run: MachineRun): number {
    const alone = this.tier.serviceSeconds * this.costFactor * (1 + 0.3 * (1 - run.warmth));
    return this.contention === 0 && run.machine.speed === 1 ? alone : (alone * (1 + this.contention * run.requestShare)) / run.machine.speed;
  }

  private move(shares: number[]): void {
    for (const { from, to, share } of this.moves) {
      if (!from.present || !to.present) continue;
      const moved = shares[this.machines.indexOf(from)] * share;
      shares[this.machines.indexOf(from)] -= moved;
      shares[this.machines.indexOf(to)] += moved;
    }
  }

  private shareOf(seed: number, run: MachineRun, timeMs: number): number {
    if (!run.present) return 0;
    const steadiness = 1 + 0.04 * wander(seed, run.machine.stream, purposes.balancerShare, timeMs, 7_200_000);
    return run.machine.weight * run.loadFactor * steadiness * (run.restarting ? 0.6 : 1);
  }
}
