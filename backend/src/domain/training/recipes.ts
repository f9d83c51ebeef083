import type { TrainingPlan } from './train.ts';

/** Windows of a training step. */
export const trainingBatch = 128;
/** Batches of windows that judge a checkpoint. */
export const validationBatches = 12;

/** From random parameters. */
export const baseRecipe: TrainingPlan = {
  schedule: { peakRate: 3e-3, warmUpSteps: 100, decayShare: 0.5 },
  mostSteps: 2400,
  averageDecay: 0.995,
  checkpointSteps: 100,
  patience: null,
};

/** From a base model, with a table of one vector a series. */
export const fineTuningRecipe: TrainingPlan = {
  schedule: { peakRate: 2e-3, warmUpSteps: 20, decayShare: 0.8 },
  mostSteps: 1500,
  averageDecay: 0.98,
  checkpointSteps: 100,
  patience: null,
};
