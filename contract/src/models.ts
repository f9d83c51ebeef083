import { z } from 'zod';
import { instant, share } from './units.ts';

export const modelVersion = z.object({
  version: z.string(),
  role: z.enum(['champion', 'challenger', 'retired']),
  origin: z.enum(['base', 'trained', 'fine-tuned', 'updated']),
  createdAt: instant,
  stepSeconds: z.number().int(),
  horizonSteps: z.number().int(),
  parameters: z.number().int(),
  sizeBytes: z.number().int(),
  checksumSha256: z.string(),
  trainedOn: z.string().describe('what data, in words'),
  dataFingerprint: z.string().describe('sha256 over the series trained on: two versions with the same one saw the same data'),
  trainingSteps: z.number().int(),
  seed: z.number().int(),
  validationLoss: z.number().nullable(),
  heldOut: z
    .object({
      judged: z.number().int().describe('forecasts'),
      floorRatio: z.number().nullable().describe("loss beside the better simple forecast's, mean over series"),
      coverage80: share.nullable(),
      parentRatio: z.number().nullable().describe("loss beside the parent's; null without a parent"),
      forgetting: z.number().nullable().describe('of a light update: loss on older patterns beside before'),
    })
    .nullable()
    .describe('how it did on time later than all it was trained on; null: nothing was held out'),
  parent: z.string().nullable(),
});
export type ModelVersion = z.infer<typeof modelVersion>;

export const modelList = z.object({
  models: z.array(modelVersion),
  serving: z.string().nullable().describe('version that speaks; null: floors only'),
  servingReason: z.string(),
  seriesServed: z.object({ byModel: z.number().int(), byFloor: z.number().int(), learning: z.number().int() }),
});
export type ModelList = z.infer<typeof modelList>;

export const trainRequest = z.strictObject({
  budgetSeconds: z.number().int().min(10).max(3600).optional(),
  steps: z.number().int().min(1).max(20000).optional(),
  seed: z.number().int().min(0).max(2 ** 31 - 1).optional(),
});
export type TrainRequest = z.infer<typeof trainRequest>;

export const trainingProgress = z.object({
  step: z.number().int(),
  totalSteps: z.number().int(),
  loss: z.number().nullable(),
  validationLoss: z.number().nullable(),
  secondsLeft: z.number().nullable(),
  doneShare: share,
});
export type TrainingProgress = z.infer<typeof trainingProgress>;
