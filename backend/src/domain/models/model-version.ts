import type { ModelVersion } from '@fleetcast/contract';
import type { ModelManifest } from './model-manifest.ts';

/** What the API shows of a stored model; the role is the service's to decide. */
export function modelVersionOf(manifest: ModelManifest, role: ModelVersion['role']): ModelVersion {
  const { definition, weights, training, heldOut } = manifest;
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
    dataFingerprint: training.dataFingerprint,
    trainingSteps: training.steps,
    seed: training.seed,
    validationLoss: training.validationLoss,
    heldOut:
      heldOut === undefined
        ? null
        : { judged: heldOut.judged, floorRatio: heldOut.candidate?.floorRatio ?? null, coverage80: heldOut.candidate?.coverage80 ?? null, parentRatio: heldOut.lossRatio, forgetting: heldOut.forgetting },
    parent: manifest.parent,
  };
}
