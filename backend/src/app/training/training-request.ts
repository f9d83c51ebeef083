/** What the training process is told, and what it says back. */
import { metricKind, trainingProgress } from '@fleetcast/contract';
import { z } from 'zod';
import { modelManifest, versionName } from '../../domain/models/model-manifest.ts';

/** Where the series come from: Parquet files, or an archive that the service wrote for this training. */
const trainingData = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('parquet'),
    files: z.array(z.string()).min(1),
    /** Kinds given by hand; others are guessed from the column's name. */
    kinds: z.record(z.string(), metricKind),
    /** Regular expressions on the server's name, and on the column's. */
    servers: z.string().nullable(),
    withoutServers: z.string().nullable(),
    withoutMetrics: z.string().nullable(),
  }),
  z.strictObject({ kind: z.literal('archive'), file: z.string() }),
]);
export type TrainingData = z.infer<typeof trainingData>;

export const trainingRequest = z.strictObject({
  data: trainingData,
  /** Seeds of simulated fleets that train beside the data, each of some tens of servers. */
  simulatedSeeds: z.array(z.number().int()),
  /** Folder of the new version; must not exist. */
  out: z.string(),
  version: versionName,
  createdAt: z.iso.datetime(),
  origin: modelManifest.shape.origin,
  trainedOn: z.string(),
  /** Folder of the model to fine-tune; null trains from random parameters. */
  parent: z.string().nullable(),
  stepSeconds: z.number().int().positive(),
  horizonSteps: z.number().int().positive(),
  seed: z.number().int().min(0),
  threads: z.number().int().min(1),
  /** Exactly so many; null leaves it to the recipe and the budget. */
  steps: z.number().int().min(1).nullable(),
  budgetSeconds: z.number().min(1).nullable(),
  /** No value after this step is used, neither to fit nor to judge; null: all there is. */
  untilStep: z.number().int().nullable(),
  /** Set by the service when it trains on its own fleet: the data is checked, and the newest part of it held out for the gate. */
  fleet: z
    .strictObject({
      /** Up to here there should be values. */
      endStep: z.number().int(),
      /** Share of the servers, by sample, that the data is of; 1: all. */
      sampledShare: z.number().min(0).max(1),
      /** A light update of the parent instead of a training. */
      update: z.boolean(),
      leftOut: z.array(z.strictObject({ cause: z.enum(['incident', 'maintenance']), serverId: z.string().nullable(), startMs: z.number(), endMs: z.number().nullable() })),
    })
    .optional(),
  /** Targets from here on judge, those before fit; null: the last twentieth of the time, at least two days. */
  validateFromStep: z.number().int().nullable(),
});
export type TrainingRequest = z.infer<typeof trainingRequest>;

/** What the data is like that nothing was trained on. */
const datasetFigures = z.strictObject({ series: z.number(), usable: z.number(), historyDays: z.number(), observedShare: z.number(), newestHoursAgo: z.number().nullable() });

export const trainingMessage = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('progress'), progress: trainingProgress }),
  z.strictObject({ kind: z.literal('trained'), manifest: modelManifest }),
  z.strictObject({ kind: z.literal('refused'), message: z.string(), figures: datasetFigures }),
  z.strictObject({ kind: z.literal('failed'), message: z.string() }),
]);
export type TrainingMessage = z.infer<typeof trainingMessage>;
