/** Writes a graph as ONNX (https://onnx.ai): IR version 9, opset 20, static shapes. */
import onnxProto, { type onnx as Onnx } from 'onnx-proto';
import type { Attribute, Constant, DataType, Graph, Node, Tensor } from './graph.ts';

const { onnx } = onnxProto;

const irVersion = 9;
const opsetVersion = 20;

// TensorProto.DataType and AttributeProto.AttributeType of onnx.proto
const tensorTypes: Readonly<Record<DataType, number>> = { float32: 1, int32: 6, int64: 7, bool: 9, float64: 11 };
const attributeTypes = { float: 1, int: 2, string: 3, ints: 7 } as const;

/** ONNX bytes of the part of the graph that the named outputs need. */
export function serialise(graph: Graph, outputs: Readonly<Record<string, Tensor>>): Uint8Array {
  const needed = neededNodes(graph, Object.values(outputs));
  const used = new Set([...needed].flatMap((node) => node.inputs));
  for (const tensor of Object.values(outputs)) used.add(tensor);
  const named = Object.entries(outputs);
  const model = onnx.ModelProto.create({
    irVersion,
    producerName: 'fleetcast',
    opsetImport: [{ domain: '', version: opsetVersion }],
    graph: {
      name: 'fleetcast',
      // Identity gives an output its name without renaming the tensor inside
      node: [
        ...graph.nodes.filter((node) => needed.has(node)).map(nodeProto),
        ...named.map(([name, tensor]) => ({ opType: 'Identity', name: `output ${name}`, input: [tensor.name], output: [name] })),
      ],
      initializer: graph.constants.filter(({ tensor }) => used.has(tensor)).map(tensorProto),
      input: graph.inputs.filter((tensor) => used.has(tensor)).map((tensor) => valueInfo(tensor.name, tensor)),
      output: named.map(([name, tensor]) => valueInfo(name, tensor)),
    },
  });
  return onnx.ModelProto.encode(model).finish();
}

function neededNodes(graph: Graph, outputs: readonly Tensor[]): ReadonlySet<Node> {
  const producer = new Map(graph.nodes.flatMap((node) => node.outputs.map((tensor) => [tensor, node] as const)));
  const needed = new Set<Node>();
  const waiting = [...outputs];
  for (let tensor = waiting.pop(); tensor !== undefined; tensor = waiting.pop()) {
    const node = producer.get(tensor);
    if (node === undefined || needed.has(node)) continue;
    needed.add(node);
    waiting.push(...node.inputs);
  }
  return needed;
}

function nodeProto(node: Node): Onnx.INodeProto {
  return {
    opType: node.operator,
    name: node.outputs[0].name,
    input: node.inputs.map((tensor) => tensor.name),
    output: node.outputs.map((tensor) => tensor.name),
    attribute: Object.entries(node.attributes).map(([name, attribute]) => attributeProto(name, attribute)),
  };
}

function attributeProto(name: string, attribute: Attribute): Onnx.IAttributeProto {
  const type = attributeTypes[attribute.kind];
  switch (attribute.kind) {
    case 'int':
      return { name, type, i: attribute.value };
    case 'ints':
      return { name, type, ints: [...attribute.value] };
    case 'float':
      return { name, type, f: attribute.value };
    case 'string':
      return { name, type, s: new TextEncoder().encode(attribute.value) };
  }
}

function tensorProto({ tensor, data }: Constant): Onnx.ITensorProto {
  return {
    name: tensor.name,
    dims: [...tensor.shape],
    dataType: tensorTypes[tensor.dataType],
    rawData: new Uint8Array(data.buffer, data.byteOffset, data.byteLength),
  };
}

function valueInfo(name: string, tensor: Tensor): Onnx.IValueInfoProto {
  return {
    name,
    type: { tensorType: { elemType: tensorTypes[tensor.dataType], shape: { dim: tensor.shape.map((dimValue) => ({ dimValue })) } } },
  };
}
