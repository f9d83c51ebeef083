import type { TierRun } from './tier-run.ts';

const busyShare = 0.6;
const idleShare = 0.3;
const coolingSteps = 3;

/** Adds a spare server to a tier that is busy, drops one from a tier that is not; waits a while in between. */
export class Autoscaler {
  private added = 0;
  private changedAtStep = -Infinity;

  /** How many spares a tier should have in this step, judged by the last one. */
  wanted(tier: TierRun, step: number): number {
    if (step - this.changedAtStep < coolingSteps) return this.added;
    const present = tier.machines.filter((run) => run.present);
    const used = present.reduce((sum, run) => sum + run.requestShare, 0) / Math.max(1, present.length);
    const next = used > busyShare ? Math.min(tier.tier.spareMachines, this.added + 1) : used < idleShare ? Math.max(0, this.added - 1) : this.added;
    if (next !== this.added) this.changedAtStep = step;
    this.added = next;
    return next;
  }

  copy(): Autoscaler {
    return Object.assign(new Autoscaler(), this);
  }
}
