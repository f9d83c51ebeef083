import { symbolicAlgebra } from '../graph/algebra.ts';
import { Graph, type Tensor } from '../graph/graph.ts';
import type { NetworkDefinition } from './definition.ts';
import { network, type NetworkOutputs } from './network.ts';
import type { NetworkInputs } from './network-inputs.ts';
import { declareInputs, parameterLayout } from './parameters.ts';

/** The network with its parameters as constants; `differentiable` inputs serve attribution. */
export function bakedNetwork(
  definition: NetworkDefinition,
  values: Float32Array,
  batch: number,
  differentiable = false,
): { readonly graph: Graph; readonly inputs: NetworkInputs<Tensor>; readonly outputs: NetworkOutputs<Tensor> } {
  const layout = parameterLayout(definition);
  if (values.length !== layout.size) throw new Error(`the network has ${layout.size} parameters, got ${values.length}`);
  const slots = new Map(layout.slots.map((slot) => [slot.name, slot]));
  const graph = new Graph();
  const parameter = (name: string) => {
    const { shape, offset, size } = slots.get(name)!;
    return graph.constant(shape, values.subarray(offset, offset + size), `parameter ${name}`);
  };
  const inputs = declareInputs(graph, definition, batch, differentiable);
  return { graph, inputs, outputs: network({ algebra: symbolicAlgebra(graph), parameter }, inputs, definition, batch) };
}
