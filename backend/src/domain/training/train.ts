import type { TrainingProgress } from '@fleetcast/contract';
import type { NetworkDefinition } from '../tft/definition.ts';
import { BestCheckpoint } from './best-checkpoint.ts';
import { MovingAverage } from './moving-average.ts';
import type { OptimiserState, Random, TrainingBatch, TrainingBatchSource, TrainingEngine } from './ports.ts';
import { emptyBatch } from './training-batch.ts';
import { type CoursePlan, TrainingCourse } from './training-course.ts';

export interface TrainingPlan extends CoursePlan {
  /** Of the moving average of the parameters, a step. */
  readonly averageDecay: number;
  /** How much of the rate everything but the series embedding moves by; all of it when left out. */
  readonly sharedPace?: number;
}

export interface TrainingInput {
  readonly definition: NetworkDefinition;
  /** [N] where training starts. */
  readonly start: Float32Array;
  readonly batches: TrainingBatchSource;
  /** Judged at every checkpoint; never trained on. */
  readonly validation: readonly TrainingBatch[];
  readonly plan: TrainingPlan;
  readonly random: Random;
  readonly engine: TrainingEngine;
  /** Milliseconds since the start; only the time budget and the time left depend on it. */
  readonly elapsedMs: () => number;
  /** The decay begins at the checkpoint that would otherwise make the whole training take longer than this; null: no limit. */
  readonly budgetMs: number | null;
  readonly onProgress: (progress: TrainingProgress) => void;
  /** Called with the parameters after every step of Adam, which it may move in place, e.g. back towards old ones. */
  readonly afterStep?: (theta: Float32Array, rate: number) => void;
}

export interface Training {
  /** [N] the moving average at the checkpoint with the lowest validation loss. */
  readonly values: Float32Array;
  readonly validationLoss: number | null;
  /** Steps taken: the same number as `mostSteps`, with the same seed, data and threads, gives the same values. */
  readonly steps: number;
  /** Step of the checkpoint whose values these are; 0: nothing was better than the start. */
  readonly bestStep: number;
  readonly stoppedBy: TrainingCourse['stoppedBy'];
}

const progressEverySteps = 10;

/** Trains by Adam along the plan's course; what it gives is the best checkpoint, not the last step. */
export async function train(input: TrainingInput): Promise<Training> {
  const { definition, start, batches, plan, random, engine, budgetMs, elapsedMs, onProgress } = input;
  const batch = emptyBatch(definition.grid, batches.batch);
  const course = new TrainingCourse(plan, budgetMs);
  const average = new MovingAverage(start, plan.averageDecay);
  const best = new BestCheckpoint(start, await validationLoss(input, start));
  let state: OptimiserState = { theta: start.slice(), first: new Float32Array(start.length), second: new Float32Array(start.length) };
  let smoothLoss: number | null = null;

  for (let step = 1; step <= course.plannedSteps; step++) {
    batches.fill(random, batch);
    const rate = course.rateOf(step);
    const moved = await engine.step(batch, state, rate, step);
    if (!Number.isFinite(moved.loss)) throw new Error(`the loss became ${moved.loss} at step ${step}: the learning rate is too high for this data`);
    state = moved.state;
    input.afterStep?.(state.theta, rate);
    average.update(state.theta);
    smoothLoss = smoothLoss === null ? moved.loss : 0.95 * smoothLoss + 0.05 * moved.loss;

    const isCheckpoint = course.isCheckpoint(step);
    if (isCheckpoint) {
      best.consider(average.values, await validationLoss(input, average.values), step);
      course.reachCheckpoint(step, elapsedMs(), best.since);
    }
    if (isCheckpoint || step === 1 || step % progressEverySteps === 0) {
      onProgress(progressAt(step, course.plannedSteps, smoothLoss, best.loss, elapsedMs(), course.openBudgetMs));
    }
  }
  return {
    values: best.values,
    validationLoss: Number.isFinite(best.loss) ? best.loss : null,
    steps: course.plannedSteps,
    bestStep: best.step,
    stoppedBy: course.stoppedBy,
  };
}

/** Mean over the validation batches; null when there is nothing to judge by. */
async function validationLoss({ validation, engine }: TrainingInput, values: Float32Array): Promise<number | null> {
  if (validation.length === 0) return null;
  let total = 0;
  for (const batch of validation) total += await engine.loss(batch, values);
  return total / validation.length;
}

function progressAt(step: number, plannedSteps: number, loss: number, bestLoss: number, elapsedMs: number, budgetMs: number | null): TrainingProgress {
  const leftMs = (elapsedMs / step) * (plannedSteps - step);
  const leftInBudgetMs = budgetMs === null ? leftMs : Math.min(leftMs, Math.max(0, budgetMs - elapsedMs));
  const doneShare = elapsedMs > 0 ? elapsedMs / (elapsedMs + leftInBudgetMs) : step / plannedSteps;
  return {
    step,
    totalSteps: plannedSteps,
    loss,
    validationLoss: Number.isFinite(bestLoss) ? bestLoss : null,
    secondsLeft: Math.round(leftInBudgetMs / 1000),
    doneShare,
  };
}
