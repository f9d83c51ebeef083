import type { TrainingProgress } from '@fleetcast/contract';
import type { NetworkDefinition } from '../tft/definition.ts';
import { MovingAverage } from './moving-average.ts';
import type { OptimiserState, Random, TrainingBatch, TrainingBatchSource, TrainingEngine } from './ports.ts';
import { emptyBatch } from './training-batch.ts';
import { rateAt, type Schedule, totalStepsAfter } from './schedule.ts';

/** How to train. All steps count from 1. */
export interface TrainingPlan {
  readonly schedule: Schedule;
  /** All steps, unless the time budget or missing improvement ends the level stretch earlier. */
  readonly mostSteps: number;
  readonly averageDecay: number;
  /** Every how many steps the moving average is judged. */
  readonly checkpointSteps: number;
  /** How much of the rate everything but the series embedding moves by; all of it when left out. */
  readonly sharedPace?: number;
  /** Checkpoints in a row without improvement, after which the decay begins; null: never. */
  readonly patience: number | null;
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
  readonly stoppedBy: 'steps' | 'time-budget' | 'no-improvement';
}

/**
 * Trains. Whatever ends the level stretch early (time, no improvement) does so at a checkpoint, and the decay that follows
 * has the length that a training of that many steps has from the beginning.
 */
export async function train(input: TrainingInput): Promise<Training> {
  const { definition, start, batches, plan, random, engine, elapsedMs, onProgress } = input;
  const batch = emptyBatch(definition.grid, batches.batch);
  const average = new MovingAverage(start, plan.averageDecay);
  let state: OptimiserState = { theta: start.slice(), first: new Float32Array(start.length), second: new Float32Array(start.length) };
  let totalSteps: number | null = null;
  let stoppedBy: Training['stoppedBy'] = 'steps';
  // what training starts from is the first candidate: a fine-tuning that helps nobody gives back its parent
  let best = { loss: (await validationLoss(input, start)) ?? Infinity, step: 0, values: start.slice() };
  let checkpointsSinceBest = 0;
  let smoothLoss: number | null = null;

  for (let step = 1; step <= (totalSteps ?? plan.mostSteps); step++) {
    // the level stretch of the longest training ends here, so from here on its length is the plan's
    if (totalSteps === null && totalStepsAfter(plan.schedule, step) > plan.mostSteps) totalSteps = plan.mostSteps;
    batches.fill(random, batch);
    const rate = rateAt(plan.schedule, step, totalSteps);
    const moved = await engine.step(batch, state, rate, step);
    if (!Number.isFinite(moved.loss)) throw new Error(`the loss became ${moved.loss} at step ${step}: the learning rate is too high for this data`);
    state = moved.state;
    input.afterStep?.(state.theta, rate);
    average.update(state.theta);
    smoothLoss = smoothLoss === null ? moved.loss : 0.95 * smoothLoss + 0.05 * moved.loss;

    const isCheckpoint = step % plan.checkpointSteps === 0 || step === (totalSteps ?? plan.mostSteps);
    if (isCheckpoint) {
      const loss = await validationLoss(input, average.values);
      checkpointsSinceBest += 1;
      if (loss === null || loss < best.loss) {
        best = { loss: loss ?? Infinity, step, values: average.values.slice() };
        checkpointsSinceBest = 0;
      }
      if (totalSteps === null) {
        const whole = totalStepsAfter(plan.schedule, step);
        const tooSlow = input.budgetMs !== null && (elapsedMs() / step) * totalStepsAfter(plan.schedule, step + plan.checkpointSteps) > input.budgetMs;
        const stuck = plan.patience !== null && checkpointsSinceBest >= plan.patience;
        if (tooSlow || stuck) {
          totalSteps = whole;
          stoppedBy = tooSlow ? 'time-budget' : 'no-improvement';
        }
      }
    }
    if (isCheckpoint || step === 1 || step % 10 === 0) {
      onProgress(progressAt(step, totalSteps ?? plan.mostSteps, smoothLoss, best.loss, elapsedMs(), totalSteps === null ? input.budgetMs : null));
    }
  }
  const steps = totalSteps ?? plan.mostSteps;
  return { values: best.values, validationLoss: Number.isFinite(best.loss) ? best.loss : null, steps, bestStep: best.step, stoppedBy };
}

/** Mean over the validation batches; null when there is nothing to judge by. */
async function validationLoss({ validation, engine }: TrainingInput, values: Float32Array): Promise<number | null> {
  if (validation.length === 0) return null;
  let total = 0;
  for (const batch of validation) total += await engine.loss(batch, values);
  return total / validation.length;
}

function progressAt(step: number, plannedSteps: number, loss: number, bestLoss: number, elapsed: number, budgetMs: number | null): TrainingProgress {
  const leftMs = (elapsed / step) * (plannedSteps - step);
  const leftInBudgetMs = budgetMs === null ? leftMs : Math.min(leftMs, Math.max(0, budgetMs - elapsed));
  const doneShare = elapsed > 0 ? elapsed / (elapsed + leftInBudgetMs) : step / plannedSteps;
  return {
    step,
    totalSteps: plannedSteps,
    loss,
    validationLoss: Number.isFinite(bestLoss) ? bestLoss : null,
    secondsLeft: Math.round(leftInBudgetMs / 1000),
    doneShare,
  };
}
