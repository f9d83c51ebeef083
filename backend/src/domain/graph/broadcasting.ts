/** Reshape, Expand and ReduceSum: each stands in the gradient of the others, and all undo broadcasting. */
import type { Tensor } from './graph.ts';
import { elementCount, sameShape, type Shape, shapeText } from './shape.ts';

export function reshape(x: Tensor, shape: Shape): Tensor {
  if (sameShape(x.shape, shape)) return x;
  if (elementCount(shape) !== elementCount(x.shape)) throw new Error(`cannot reshape ${shapeText(x.shape)} to ${shapeText(shape)}`);
  const { graph } = x;
  const [y] = graph.emit('Reshape', [x, graph.integers(shape)], [{ shape, dataType: x.dataType }], {}, ([g]) => [reshape(g!, x.shape), null]);
  return y;
}

/** Repeats axes of size 1 (and missing leading axes) up to `shape`. */
export function expand(x: Tensor, shape: Shape): Tensor {
  if (sameShape(x.shape, shape)) return x;
  const { graph } = x;
  const [y] = graph.emit('Expand', [x, graph.integers(shape)], [{ shape }], {}, ([g]) => [unbroadcast(g!, x.shape), null]);
  return y;
}

/** Sum over `axes`; keepDims leaves them as size 1. */
export function sum(x: Tensor, axes: readonly number[], keepDims = false): Tensor {
  const { graph } = x;
  const kept = x.shape.map((size, axis) => (axes.includes(axis) ? 1 : size));
  const shape = keepDims ? kept : x.shape.filter((_, axis) => !axes.includes(axis));
  const [y] = graph.emit(
    'ReduceSum',
    [x, graph.integers(axes)],
    [{ shape }],
    { keepdims: { kind: 'int', value: keepDims ? 1 : 0 } },
    ([g]) => [expand(reshape(g!, kept), x.shape), null],
  );
  return y;
}

/**
 * Sums a gradient back to the shape its operand had before it was broadcast: over added leading axes and over every axis,
 * leading or middle, that was stretched from 1. Used in gradients only, so it needs no gradient itself.
 */
export function unbroadcast(gradient: Tensor, shape: Shape): Tensor {
  if (sameShape(gradient.shape, shape)) return gradient;
  const added = gradient.shape.length - shape.length;
  const axes = gradient.shape.flatMap((size, axis) => (axis < added || (shape[axis - added] === 1 && size !== 1) ? [axis] : []));
  return reshape(sumFast(gradient, axes), shape);
}

/** Sum over axes, keeping them. Summing rows is a product with a row of ones: a Gemm is several times faster than ReduceSum. */
function sumFast(x: Tensor, axes: readonly number[]): Tensor {
  const { graph, shape } = x;
  const leading = axes.every((axis, index) => axis === index);
  if (axes.length === 0) return x;
  if (leading && axes.length < shape.length) {
    const rows = elementCount(shape.slice(0, axes.length));
    const columns = elementCount(shape.slice(axes.length));
    const [y] = graph.emit('Gemm', [graph.ones([1, rows]), reshape(x, [rows, columns])], [{ shape: [1, columns] }]);
    return reshape(y, shape.map((size, axis) => (axes.includes(axis) ? 1 : size)));
  }
  if (shape.length === 3 && axes.length === 1 && axes[0] === 1) {
    const [y] = graph.emit('MatMul', [graph.ones([1, shape[1]]), x], [{ shape: [shape[0], 1, shape[2]] }]);
    return y;
  }
  return sum(x, axes, true);
}
