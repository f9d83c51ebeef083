import { reshape } from '../graph/broadcasting.ts';
import type { Tensor } from '../graph/graph.ts';
import { concat } from '../graph/joining.ts';
import { transpose } from '../graph/products.ts';
import { serialise } from '../graph/serialise.ts';
import { bakedNetwork } from './baked-network.ts';
import { type NetworkDefinition, tokenCounts } from './definition.ts';
import { quantileCount } from './model-inputs.ts';

/** ONNX bytes: model inputs of a batch -> `quantiles` [B, Q, H], scaled, never crossing. */
export function inferenceGraph(definition: NetworkDefinition, values: Float32Array, batch: number): Uint8Array {
  const { graph, outputs } = bakedNetwork(definition, values, batch);
  return serialise(graph, { quantiles: seriesMajor(outputs.quantiles, definition, batch) });
}

/** Q tensors [P, F * B] -> [B, Q, H], each series' forecast in one piece. */
export function seriesMajor(quantiles: readonly Tensor[], { grid }: NetworkDefinition, batch: number): Tensor {
  const { future, patchSteps } = tokenCounts(grid);
  const stacked = reshape(concat(quantiles, 0), [quantileCount, patchSteps, future, batch]);
  return reshape(transpose(stacked, [3, 0, 2, 1]), [batch, quantileCount, grid.horizonSteps]);
}
