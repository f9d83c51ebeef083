import { rateAt, type Schedule, totalStepsAfter } from './schedule.ts';

/** How long a training takes and how fast it learns. All steps count from 1. */
export interface CoursePlan {
  readonly schedule: Schedule;
  /** All steps, unless the time budget or missing improvement ends the level stretch earlier. */
  readonly mostSteps: number;
  /** Every how many steps the moving average is judged. */
  readonly checkpointSteps: number;
  /** Checkpoints in a row without improvement, after which the decay begins; null: never. */
  readonly patience: number | null;
}

/**
 * The course of one training: how many steps it will take is open until the level stretch ends. Whatever ends that early (time,
 * no improvement) does so at a checkpoint, and the decay that follows has the length that a training of that many steps has
 * from the beginning.
 */
export class TrainingCourse {
  stoppedBy: 'steps' | 'time-budget' | 'no-improvement' = 'steps';
  private readonly plan: CoursePlan;
  private readonly budgetMs: number | null;
  private totalSteps: number | null = null;

  /** `budgetMs`: the decay begins at the checkpoint that would otherwise make the training take longer; null: no limit. */
  constructor(plan: CoursePlan, budgetMs: number | null) {
    this.plan = plan;
    this.budgetMs = budgetMs;
  }

  /** Steps in all, as far as is known. */
  get plannedSteps(): number {
    return this.totalSteps ?? this.plan.mostSteps;
  }

  /** While the level stretch goes on, what the training may take in all; null: no limit, or the end is set already. */
  get openBudgetMs(): number | null {
    return this.totalSteps === null ? this.budgetMs : null;
  }

  /** Learning rate of a step; they are asked for in order. */
  rateOf(step: number): number {
    const { schedule, mostSteps } = this.plan;
    // a longer level stretch would decay beyond the plan's last step
    if (this.totalSteps === null && totalStepsAfter(schedule, step) > mostSteps) this.totalSteps = mostSteps;
    return rateAt(schedule, step, this.totalSteps);
  }

  isCheckpoint(step: number): boolean {
    return step % this.plan.checkpointSteps === 0 || step === this.plannedSteps;
  }

  /** At a checkpoint: whether the level stretch ends here. */
  reachCheckpoint(step: number, elapsedMs: number, checkpointsSinceBest: number): void {
    if (this.totalSteps !== null) return;
    const { schedule, checkpointSteps, patience } = this.plan;
    const nextWouldTakeMs = (elapsedMs / step) * totalStepsAfter(schedule, step + checkpointSteps);
    const isTooSlow = this.budgetMs !== null && nextWouldTakeMs > this.budgetMs;
    const isStuck = patience !== null && checkpointsSinceBest >= patience;
    if (!isTooSlow && !isStuck) return;
    this.totalSteps = totalStepsAfter(schedule, step);
    this.stoppedBy = isTooSlow ? 'time-budget' : 'no-improvement';
  }
}
