import { multiply } from '../graph/arithmetic.ts';
import { sum } from '../graph/broadcasting.ts';
import { gradients } from '../graph/gradients.ts';
import { serialise } from '../graph/serialise.ts';
import { bakedNetwork } from './baked-network.ts';
import type { NetworkDefinition } from './definition.ts';
import { seriesMajor } from './inference-graph.ts';
import { inputShapes } from './model-inputs.ts';

/** Name of the output that holds the gradient with respect to an input. */
export function gradientOf(input: string): string {
  return `gradient ${input}`;
}

/**
 * ONNX bytes: model inputs and `direction` [B, Q, H] -> `quantiles` [B, Q, H], for every input the gradient of
 * sum(direction * quantiles), and what the network shows of its inside: `attention`, `pastSelection`, `futureSelection` and
 * `mixture` (shapes: NetworkOutputs). A direction that is 1 at one quantile and step selects that output; several may be weighed.
 */
export function attributionGraph(definition: NetworkDefinition, values: Float32Array, batch: number): Uint8Array {
  const { graph, inputs, outputs } = bakedNetwork(definition, values, batch, true);
  const quantiles = seriesMajor(outputs.quantiles, definition, batch);
  const direction = graph.input('direction', quantiles.shape);
  const names = inputShapes(definition.grid, batch).map(({ name }) => name);
  const results = gradients(sum(multiply(quantiles, direction), [0, 1, 2]), names.map((name) => inputs[name]));
  const { attention, pastSelection, futureSelection, mixture } = outputs;
  return serialise(graph, { quantiles, attention, pastSelection, futureSelection, mixture, ...Object.fromEntries(names.map((name, index) => [gradientOf(name), results[index]])) });
}
