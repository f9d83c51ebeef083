import { symbolicAlgebra } from '../graph/algebra.ts';
import { reshape } from '../graph/broadcasting.ts';
import { gradients } from '../graph/gradients.ts';
import { Graph, type Tensor } from '../graph/graph.ts';
import { split } from '../graph/joining.ts';
import { serialise } from '../graph/serialise.ts';
import { type NetworkDefinition, tokenCounts } from '../tft/definition.ts';
import { embeddingName, network } from '../tft/network.ts';
import { declareInputs, parameterLayout } from '../tft/parameters.ts';
import { adamStep } from './adam.ts';
import { pinballLoss } from './pinball.ts';

interface LossNodes {
  readonly graph: Graph;
  readonly theta: Tensor;
  readonly loss: Tensor;
}

/** The network on parameters cut from one flat vector `theta` [N], and its loss against `targets` and `weights` [R, P]. */
function lossNodes(definition: NetworkDefinition, batch: number): LossNodes {
  const layout = parameterLayout(definition);
  const graph = new Graph();
  const algebra = symbolicAlgebra(graph);
  const theta = graph.input('theta', [layout.size], { differentiable: true });
  const parts = split(theta, layout.slots.map((slot) => slot.size), 0);
  const parameters = new Map(layout.slots.map((slot, index) => [slot.name, reshape(parts[index], slot.shape)]));
  const { future, patchSteps } = tokenCounts(definition.grid);
  const rows = future * batch;
  const targets = graph.input('targets', [rows, patchSteps]);
  const weights = graph.input('weights', [rows, patchSteps]);
  const { quantiles } = network({ algebra, parameter: (name) => parameters.get(name)! }, declareInputs(graph, definition, batch), definition, batch);
  return { graph, theta, loss: pinballLoss(algebra, quantiles, targets, weights, rows * patchSteps) };
}

/**
 * ONNX bytes of one training step: model inputs, `targets`, `weights`, `theta`, `first`, `second` [N], `rate` and
 * `secondCorrection` (numbers, see adam.ts) -> `loss` (before the step) and the next `theta`, `first`, `second`.
 * `sharedPace`: how much of the rate everything but the series embedding moves by.
 */
export function trainingGraph(definition: NetworkDefinition, batch: number, sharedPace = 1): Uint8Array {
  const { graph, theta, loss } = lossNodes(definition, batch);
  const [gradient] = gradients(loss, [theta]);
  const state = { theta, first: graph.input('first', theta.shape), second: graph.input('second', theta.shape) };
  const step = { rate: graph.input('rate', []), secondCorrection: graph.input('secondCorrection', []) };
  const pace = sharedPace === 1 ? 1 : graph.constant(theta.shape, paces(definition, sharedPace), 'pace');
  const next = graph.unrecorded(() => adamStep(state, gradient, step, pace));
  return serialise(graph, { loss, nextTheta: next.theta, nextFirst: next.first, nextSecond: next.second });
}

/** [N] 1 for the series embedding, `sharedPace` for what all series share. */
function paces(definition: NetworkDefinition, sharedPace: number): Float32Array {
  const { slots, size } = parameterLayout(definition);
  const values = new Float32Array(size).fill(sharedPace);
  for (const { name, offset, size: length } of slots) if (name === embeddingName) values.fill(1, offset, offset + length);
  return values;
}

/** ONNX bytes: the same inputs less Adam's -> `loss`, for validation, and its `gradient` [N] when asked for. */
export function lossGraph(definition: NetworkDefinition, batch: number, withGradient = false): Uint8Array {
  const { graph, theta, loss } = lossNodes(definition, batch);
  return serialise(graph, withGradient ? { loss, gradient: gradients(loss, [theta])[0] } : { loss });
}
