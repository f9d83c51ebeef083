import type { ModelVersion } from '@fleetcast/contract';
import type { ModelManifest } from './model-manifest.ts';

/** What the API shows of a stored model; the role is the service's to decide. */
export function modelVersionOf(manifest: ModelManifest, role: ModelVersion['role']): ModelVersion {
  const { definition, weights, training } = manifest;
  return {
    version: manifest.version,
    role,
    origin: manifest.origin,
    createdAt: manifest.createdAt,
    stepSeconds: definition.grid.stepSeconds,
    horizonSteps: definition.grid.horizonSteps,
    parameters: weights.count,
    sizeBytes: weights.sizeBytes,
    checksumSha256: weights.checksumSha256,
    trainedOn: training.trainedOn,
    trainingSteps: training.steps,
    seed: training.seed,
    validationLoss: training.validationLoss,
    parent: manifest.parent,
  };
}
