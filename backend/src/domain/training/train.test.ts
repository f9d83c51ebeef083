import { describe, expect, it } from '@jest/globals';
import { baseDefinition } from '../tft/definition.ts';
import type { TrainingBatchSource, TrainingEngine } from './ports.ts';
import { seededRandom } from './random.ts';
import { emptyBatch } from './training-batch.ts';
import { train, type TrainingInput } from './train.ts';

/** Moves one parameter towards 1 by the learning rate; the loss is its distance, worse again beyond `turnsAt`. */
function engineOf(turnsAt = Infinity): TrainingEngine {
  let steps = 0;
  return {
    async step(batch, state, rate) {
      steps += 1;
      const theta = Float32Array.of(state.theta[0] + rate * (0.5 + batch.targets[0]));
      return { loss: 1 - state.theta[0], state: { ...state, theta } };
    },
    async loss(_batch, theta) {
      return steps > turnsAt ? 2 : 1 - theta[0];
    },
  };
}

const source: TrainingBatchSource = { batch: 1, fill: (random, into) => into.targets.fill(random()) };
const plan = { schedule: { peakRate: 1e-3, warmUpSteps: 5, decayShare: 0.5 }, mostSteps: 100, averageDecay: 0.9, checkpointSteps: 10, patience: null };

/** Time passes by 1 s a step. */
function inputOf(changes: Partial<TrainingInput>): TrainingInput {
  let seconds = 0;
  const batches: TrainingBatchSource = {
    batch: 1,
    fill(random, into) {
      seconds += 1;
      source.fill(random, into);
    },
  };
  return {
    definition: baseDefinition,
    start: new Float32Array(1),
    batches,
    validation: [emptyBatch(baseDefinition.grid, 1)],
    plan,
    random: seededRandom(1),
    engine: engineOf(),
    elapsedMs: () => 1000 * seconds,
    budgetMs: null,
    onProgress: () => undefined,
    ...changes,
  };
}

describe('training', () => {
  it('takes the steps of the plan', async () => {
    const trained = await train(inputOf({}));
    expect(trained).toMatchObject({ steps: 100, bestStep: 100, stoppedBy: 'steps' });
    expect(trained.validationLoss).toBeCloseTo(1 - trained.values[0]);
  });

  it('begins its decay at the checkpoint after which the budget would not suffice, and the same steps repeat it', async () => {
    const hurried = await train(inputOf({ budgetMs: 65_000 }));
    // level until step 30: at 40 the whole would take 80 s
    expect(hurried).toMatchObject({ steps: 60, stoppedBy: 'time-budget' });
    const repeated = await train(inputOf({ plan: { ...plan, mostSteps: hurried.steps } }));
    expect(repeated.values).toEqual(hurried.values);
    expect(repeated.stoppedBy).toBe('steps');
  });

  it('keeps the best checkpoint and ends early when nothing improves any more', async () => {
    const trained = await train(inputOf({ engine: engineOf(20), plan: { ...plan, patience: 2 } }));
    expect(trained).toMatchObject({ bestStep: 20, steps: 80, stoppedBy: 'no-improvement' });
  });

  it('gives back what it started from when no checkpoint was better', async () => {
    const trained = await train(inputOf({ engine: engineOf(0), start: Float32Array.of(0.25), plan: { ...plan, mostSteps: 30 } }));
    expect(trained).toMatchObject({ bestStep: 0, steps: 30, validationLoss: 0.75 });
    expect(trained.values).toEqual(Float32Array.of(0.25));
  });

  it('tells how far it is', async () => {
    const shares: number[] = [];
    await train(inputOf({ onProgress: ({ doneShare, step, totalSteps, secondsLeft }) => {
      shares.push(doneShare);
      expect(secondsLeft).toBe(totalSteps - step);
    } }));
    expect(shares.at(-1)).toBe(1);
    expect([...shares].sort((a, b) => a - b)).toEqual(shares);
  });

  it('refuses to go on with a loss that is no number', async () => {
    const engine: TrainingEngine = { ...engineOf(), step: async (_batch, state) => ({ loss: NaN, state }) };
    await expect(train(inputOf({ engine }))).rejects.toThrow('the loss became NaN at step 1');
  });
});
