/** What is written beside a model's weights, so that it can be checked, reproduced and shown. */
import { instant } from '@fleetcast/contract';
import { z } from 'zod';
import { parameterLayout } from '../tft/parameters.ts';

export const manifestFormat = 1;

/** Version names are folder names: no path, no surprise. */
export const versionName = z.string().regex(/^[a-z0-9][a-z0-9.-]{0,63}$/, 'lower-case letters, digits, dots and dashes, at most 64');

const definition = z.strictObject({
  grid: z.strictObject({
    stepSeconds: z.number().int().positive(),
    pastSteps: z.number().int().positive(),
    horizonSteps: z.number().int().positive(),
  }),
  width: z.number().int().positive(),
  heads: z.number().int().positive(),
  mixerGroups: z.number().int().positive(),
  embeddingRows: z.number().int().min(0),
});

const voiceFigures = z.strictObject({ floorRatio: z.number(), coverage80: z.number() });

export const modelManifest = z.strictObject({
  format: z.literal(manifestFormat),
  version: versionName,
  origin: z.enum(['base', 'trained', 'fine-tuned', 'updated']),
  createdAt: instant,
  definition,
  parameters: z.array(z.strictObject({ name: z.string(), shape: z.array(z.number().int().positive()) })),
  weights: z.strictObject({
    file: z.literal('weights.f32'),
    count: z.number().int().positive(),
    sizeBytes: z.number().int().positive(),
    checksumSha256: z.string().regex(/^[0-9a-f]{64}$/),
  }),
  training: z.strictObject({
    steps: z.number().int().min(0),
    /** The checkpoint whose values these are; 0: nothing was better than the start. */
    bestStep: z.number().int().min(0),
    seed: z.number().int(),
    batch: z.number().int().positive(),
    threads: z.number().int().positive(),
    /** sha256 over the series trained on: names, kinds, steps and values. */
    dataFingerprint: z.string(),
    trainedOn: z.string().describe('what data, in words'),
    validationLoss: z.number().nullable(),
    stoppedBy: z.enum(['steps', 'time-budget', 'no-improvement']),
    /** Processor and system: the same seed gives the same weights on the same kind of machine. */
    machine: z.string(),
  }),
  parent: z.string().nullable(),
  /** How it did on time later than all it was trained on, beside its parent; left out where nothing was held out. */
  heldOut: z
    .strictObject({
      judged: z.number().int(),
      candidate: voiceFigures.nullable(),
      parent: voiceFigures.nullable(),
      lossRatio: z.number().nullable(),
      forgetting: z.number().nullable(),
    })
    .optional(),
  /** Per metric, how the values were spread that it was trained on; input drift is measured against it. */
  dataProfile: z.record(z.string(), z.strictObject({ bounds: z.array(z.number()), shares: z.array(z.number()) })).optional(),
  /** Share of the servers that it was trained on (series/fleet-sample.ts); left out: all. */
  sampledShare: z.number().min(0).max(1).optional(),
  /** Days of history that a series needs; 8 unless the fleet was younger. */
  daysNeeded: z.number().positive().optional(),
  /** Keys (seriesKey) in the order of their embedding rows, from row 1. Empty without a table. */
  embeddedSeries: z.array(z.string()),
});
export type ModelManifest = z.infer<typeof modelManifest>;

/** A model as data: what the store keeps and sessions are built from. */
export interface StoredModel {
  readonly manifest: ModelManifest;
  /** All parameters in the order of the manifest. */
  readonly values: Float32Array;
}

/**
 * What contradicts what: null when the manifest describes a network that this program builds, of this many parameters.
 */
export function manifestFault(manifest: ModelManifest): string | null {
  const layout = parameterLayout(manifest.definition);
  if (layout.size !== manifest.weights.count) return `the network has ${layout.size} parameters, the manifest counts ${manifest.weights.count}`;
  const differing = layout.slots.find(({ name, shape }, index) => {
    const said = manifest.parameters[index];
    return said?.name !== name || said.shape.join() !== shape.join();
  });
  if (differing !== undefined || layout.slots.length !== manifest.parameters.length) {
    return `its parameters are not those of this program's network${differing ? ` (first difference: ${differing.name})` : ''}`;
  }
  if (manifest.embeddedSeries.length !== Math.max(0, manifest.definition.embeddingRows - 1)) {
    return `it has ${manifest.definition.embeddingRows} embedding rows for ${manifest.embeddedSeries.length} series`;
  }
  return null;
}
