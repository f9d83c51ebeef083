import { symbolicAlgebra } from '../graph/algebra.ts';
import { Graph, type Tensor } from '../graph/graph.ts';
import { elementCount, type Shape } from '../graph/shape.ts';
import type { InitialValues } from '../nn/network-builder.ts';
import type { NetworkDefinition } from './definition.ts';
import { inputShapes } from './model-inputs.ts';
import { embeddingName, network } from './network.ts';
import type { NetworkInputs } from './network-inputs.ts';

/** One parameter's place in the flat vector that training moves and the model store keeps. */
export interface ParameterSlot {
  readonly name: string;
  readonly shape: Shape;
  readonly initial: InitialValues;
  readonly offset: number;
  readonly size: number;
}

export interface ParameterLayout {
  readonly slots: readonly ParameterSlot[];
  readonly size: number;
}

/** Graph inputs of the network for a batch. */
export function declareInputs(graph: Graph, { grid, embeddingRows }: NetworkDefinition, batch: number, differentiable = false): NetworkInputs<Tensor> {
  const tensors = inputShapes(grid, batch).map(({ name, dims }) => [name, graph.input(name, dims, { differentiable })] as const);
  const inputs = Object.fromEntries(tensors) as unknown as NetworkInputs<Tensor>;
  return embeddingRows === 0 ? inputs : { ...inputs, embeddingRows: graph.input('embeddingRows', [batch], { dataType: 'int32' }) };
}

/** The parameters a network asks for, in the order in which it does; found by building it once. */
export function parameterLayout(definition: NetworkDefinition): ParameterLayout {
  const graph = new Graph();
  const slots: ParameterSlot[] = [];
  let size = 0;
  const parameter = (name: string, shape: Shape, initial: InitialValues) => {
    slots.push({ name, shape, initial, offset: size, size: elementCount(shape) });
    size += elementCount(shape);
    return graph.input(`parameter ${name}`, shape);
  };
  network({ algebra: symbolicAlgebra(graph), parameter }, declareInputs(graph, definition, 1), definition, 1);
  return { slots, size };
}

/** Starting values, drawn by `random` (uniform in [0, 1)) in the layout's order. */
export function initialParameters(layout: ParameterLayout, random: () => number): Float32Array {
  const values = new Float32Array(layout.size);
  for (const { initial, offset, size } of layout.slots) {
    for (let index = offset; index < offset + size; index++) {
      values[index] = initial.kind === 'constant' ? initial.value : initial.deviation * normalNumber(random);
    }
  }
  return values;
}

/** Shared parameters of a network, with a new series embedding whose rows all start at zero; an old table is left behind. */
export function withFreshEmbedding(from: NetworkDefinition, values: Float32Array, embeddingRows: number): Float32Array {
  const old = new Map(parameterLayout(from).slots.map((slot) => [slot.name, slot]));
  const layout = parameterLayout({ ...from, embeddingRows });
  const carried = new Float32Array(layout.size);
  for (const { name, offset } of layout.slots) {
    const slot = old.get(name);
    if (slot !== undefined && name !== embeddingName) carried.set(values.subarray(slot.offset, slot.offset + slot.size), offset);
  }
  return carried;
}

/** Box and Muller's transform. */
function normalNumber(random: () => number): number {
  const smallest = 1e-12;
  return Math.sqrt(-2 * Math.log(random() + smallest)) * Math.cos(2 * Math.PI * random());
}
