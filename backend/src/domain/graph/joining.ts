/** Concat, Split and Slice along one axis. */
import { expand, reshape } from './broadcasting.ts';
import type { Graph, Tensor } from './graph.ts';
import { type Shape, shapeText, withAxis } from './shape.ts';

export function concat(parts: readonly Tensor[], axis: number): Tensor {
  const sizes = parts.map((part) => part.shape[axis]);
  const total = sizes.reduce((sum, size) => sum + size, 0);
  const [y] = parts[0].graph.emit(
    'Concat',
    parts,
    [{ shape: withAxis(parts[0].shape, axis, total) }],
    { axis: { kind: 'int', value: axis } },
    ([g]) => split(g!, sizes, axis),
  );
  return y;
}

/** Its gradient is joint: one Concat over all parts, with zeros for parts that nobody used. */
export function split(x: Tensor, sizes: readonly number[], axis: number): readonly Tensor[] {
  const total = sizes.reduce((sum, size) => sum + size, 0);
  if (total !== x.shape[axis]) throw new Error(`cannot split axis ${axis} of ${shapeText(x.shape)} into sizes ${sizes.join(' + ')}`);
  if (sizes.length === 1) return [x];
  const { graph } = x;
  return graph.emit(
    'Split',
    [x, graph.integers(sizes)],
    sizes.map((size) => ({ shape: withAxis(x.shape, axis, size) })),
    { axis: { kind: 'int', value: axis } },
    (gradients, outputs) => [concat(gradients.map((g, index) => g ?? zeros(graph, outputs[index].shape)), axis), null],
  );
}

/** Elements start..end (end not included) along an axis. Its gradient is padded with zeros at both ends. */
export function slice(x: Tensor, axis: number, start: number, end: number): Tensor {
  const { graph, shape } = x;
  const [y] = graph.emit(
    'Slice',
    [x, graph.integers([start]), graph.integers([end]), graph.integers([axis])],
    [{ shape: withAxis(shape, axis, end - start) }],
    {},
    ([g]) => {
      const before = shape.map((_, index) => (index === axis ? start : 0));
      const after = shape.map((size, index) => (index === axis ? size - end : 0));
      return [graph.emit('Pad', [g!, graph.integers([...before, ...after])], [{ shape }])[0], null, null, null];
    },
  );
  return y;
}

export function zeros(graph: Graph, shape: Shape): Tensor {
  return filled(graph, shape, 0);
}

export function filled(graph: Graph, shape: Shape, value: number): Tensor {
  return expand(reshape(graph.scalar(value), shape.map(() => 1)), shape);
}
