/** Matrix products and transposes. */
import { reshape, unbroadcast } from './broadcasting.ts';
import type { Tensor } from './graph.ts';
import { broadcastShape, elementCount, shapeText } from './shape.ts';

interface Transposed {
  readonly a?: boolean;
  readonly b?: boolean;
}

/** a [M, K] times b [K, N], plus bias broadcast to [M, N]; either factor may be stored transposed. */
export function gemm(a: Tensor, b: Tensor, bias: Tensor | null = null, transposed: Transposed = {}): Tensor {
  const { a: transA = false, b: transB = false } = transposed;
  const [rows, inner] = transA ? [a.shape[1], a.shape[0]] : a.shape;
  const [innerB, columns] = transB ? [b.shape[1], b.shape[0]] : b.shape;
  if (a.shape.length !== 2 || b.shape.length !== 2 || inner !== innerB) throw new Error(`cannot multiply ${shapeText(a.shape)} by ${shapeText(b.shape)}`);
  const [y] = a.graph.emit(
    'Gemm',
    bias ? [a, b, bias] : [a, b],
    [{ shape: [rows, columns] }],
    { transA: { kind: 'int', value: transA ? 1 : 0 }, transB: { kind: 'int', value: transB ? 1 : 0 } },
    ([g]) => {
      const ga = a.differentiable ? (transA ? gemm(b, g!, null, { a: transB, b: true }) : gemm(g!, b, null, { b: !transB })) : null;
      const gb = b.differentiable ? (transB ? gemm(g!, a, null, { a: true, b: transA }) : gemm(a, g!, null, { a: !transA })) : null;
      return bias ? [ga, gb, bias.differentiable ? unbroadcast(g!, bias.shape) : null] : [ga, gb];
    },
  );
  return y;
}

/** Stacks of matrices: a [.., M, K] times b [.., K, N], leading axes broadcast. A plain b is one Gemm over all rows of a. */
export function matmul(a: Tensor, b: Tensor): Tensor {
  const [rows, inner] = a.shape.slice(-2);
  const [innerB, columns] = b.shape.slice(-2);
  if (inner !== innerB) throw new Error(`cannot multiply ${shapeText(a.shape)} by ${shapeText(b.shape)}`);
  if (b.shape.length === 2) {
    const flat = reshape(a, [elementCount(a.shape) / inner, inner]);
    return reshape(gemm(flat, b), [...a.shape.slice(0, -1), columns]);
  }
  const leading = broadcastShape(a.shape.slice(0, -2), b.shape.slice(0, -2));
  const [y] = a.graph.emit('MatMul', [a, b], [{ shape: [...leading, rows, columns] }], {}, ([g]) => [
    a.differentiable ? unbroadcast(matmul(g!, swapLastAxes(b)), a.shape) : null,
    b.differentiable ? unbroadcast(matmul(swapLastAxes(a), g!), b.shape) : null,
  ]);
  return y;
}

/** Axis i of the result is axis permutation[i] of x. */
export function transpose(x: Tensor, permutation: readonly number[]): Tensor {
  const inverse = permutation.map((_, axis) => permutation.indexOf(axis));
  const [y] = x.graph.emit(
    'Transpose',
    [x],
    [{ shape: permutation.map((axis) => x.shape[axis]) }],
    { perm: { kind: 'ints', value: permutation } },
    ([g]) => [transpose(g!, inverse)],
  );
  return y;
}

function swapLastAxes(x: Tensor): Tensor {
  const rank = x.shape.length;
  const axes = x.shape.map((_, axis) => axis);
  return transpose(x, [...axes.slice(0, rank - 2), rank - 1, rank - 2]);
}
