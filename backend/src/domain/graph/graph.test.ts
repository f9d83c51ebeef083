import { describe, expect, it } from '@jest/globals';
import onnxProto from 'onnx-proto';
import { add, multiply } from './arithmetic.ts';
import { reshape, sum } from './broadcasting.ts';
import { gradients } from './gradients.ts';
import { Graph } from './graph.ts';
import { split } from './joining.ts';
import { gemm } from './products.ts';
import { serialise } from './serialise.ts';
import { broadcastShape } from './shape.ts';

const decode = (bytes: Uint8Array) => onnxProto.onnx.ModelProto.decode(bytes);

describe('shapes', () => {
  it('broadcast as numpy does, or say which two do not', () => {
    expect(broadcastShape([3, 1, 5], [4, 1])).toEqual([3, 4, 5]);
    expect(broadcastShape([], [2])).toEqual([2]);
    expect(broadcastShape([0], [1])).toEqual([0]);
    expect(() => broadcastShape([2, 3], [4])).toThrow('[2, 3] and [4] do not broadcast');
  });

  it('that do not fit an operator are refused while the graph is built', () => {
    const graph = new Graph();
    const x = graph.input('x', [2, 3]);
    expect(() => gemm(x, graph.input('y', [2, 3]))).toThrow('cannot multiply [2, 3] by [2, 3]');
    expect(() => reshape(x, [5])).toThrow('cannot reshape [2, 3] to [5]');
    expect(() => split(x, [1, 1], 1)).toThrow('cannot split axis 1 of [2, 3] into sizes 1 + 1');
    expect(() => graph.constant([2], [1])).toThrow('shape [2] got 1 values');
  });
});

describe('a serialised graph', () => {
  it('declares ONNX opset 20 and IR 9, and holds what its outputs need and nothing else', () => {
    const graph = new Graph();
    const x = graph.input('x', [2, 3]);
    const unused = graph.input('unused', [1]);
    add(unused, graph.constant([1], [7], 'seven'));
    const y = sum(multiply(x, graph.constant([3], [1, 2, 3], 'weights')), [1]);
    const model = decode(serialise(graph, { y }));
    expect(Number(model.irVersion)).toBe(9);
    expect(model.opsetImport.map(({ version }) => Number(version))).toEqual([20]);
    expect(model.graph?.node?.map(({ opType }) => opType)).toEqual(['Mul', 'ReduceSum', 'Identity']);
    expect(model.graph?.input?.map(({ name }) => name)).toEqual(['x']);
    expect(model.graph?.output?.map(({ name }) => name)).toEqual(['y']);
    const weights = model.graph?.initializer?.find(({ name }) => name === 'weights');
    expect(Array.from(new Float32Array(new Uint8Array(weights!.rawData!).slice().buffer))).toEqual([1, 2, 3]);
  });

  it('has one gradient node more for each operator on the way, and none for those beside it', () => {
    const graph = new Graph();
    const x = graph.input('x', [2], { differentiable: true });
    const beside = graph.input('beside', [2]);
    const y = multiply(x, multiply(beside, beside));
    const [gradient] = gradients(y, [x]);
    // beside * beside; the starting 1, expanded; their product. The forward product itself is not needed
    const operators = decode(serialise(graph, { gradient })).graph?.node?.map(({ opType }) => opType);
    expect(operators).toEqual(['Mul', 'Reshape', 'Expand', 'Mul', 'Identity']);
  });

  it('refuses two tensors of one name', () => {
    const graph = new Graph();
    graph.input('x', [1]);
    expect(() => graph.input('x', [2])).toThrow('already has a tensor named x');
  });
});
