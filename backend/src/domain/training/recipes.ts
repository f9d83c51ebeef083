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

/** A fleet with two days of history: few windows, and a result within half a minute. */
export const youngFleetRecipe: TrainingPlan = {
  schedule: { peakRate: 3e-3, warmUpSteps: 10, decayShare: 0.6 },
  mostSteps: 150,
  averageDecay: 0.95,
  sharedPace: 0.25,
  checkpointSteps: 50,
  patience: null,
};

/** A light update of a model that speaks, held near its old parameters (elastic-weights.ts). */
export const updateRecipe: TrainingPlan = {
  schedule: { peakRate: 5e-4, warmUpSteps: 10, decayShare: 0.6 },
  mostSteps: 120,
  averageDecay: 0.95,
  checkpointSteps: 40,
  patience: null,
};
/** Pull towards the old parameters per unit of learning rate and importance. */
export const consolidation = 20;
/** Batches of old windows whose gradients say which parameters matter to them. */
export const importanceBatches = 24;

/**
 * From a base model, with a table of one vector a series: the table learns what is special about each, while what all share,
 * which has seen far more than one fleet, moves slowly (docs/methods/model.md).
 */
export const fineTuningRecipe: TrainingPlan = {
  schedule: { peakRate: 4e-3, warmUpSteps: 20, decayShare: 0.8 },
  mostSteps: 1000,
  averageDecay: 0.98,
  sharedPace: 0.25,
  checkpointSteps: 100,
  patience: null,
};
