/** Operators that look along the last axis: mean, softmax, layer normalisation. */
import { add, multiply, subtract } from './arithmetic.ts';
import { expand, reshape, sum, unbroadcast } from './broadcasting.ts';
import type { Tensor } from './graph.ts';
import { withAxis } from './shape.ts';

export function mean(x: Tensor, axes: readonly number[], keepDims = false): Tensor {
  const { graph } = x;
  const kept = x.shape.map((size, axis) => (axes.includes(axis) ? 1 : size));
  const count = axes.reduce((product, axis) => product * x.shape[axis], 1);
  const shape = keepDims ? kept : x.shape.filter((_, axis) => !axes.includes(axis));
  const [y] = graph.emit(
    'ReduceMean',
    [x, graph.integers(axes)],
    [{ shape }],
    { keepdims: { kind: 'int', value: keepDims ? 1 : 0 } },
    ([g]) => [expand(multiply(reshape(g!, kept), 1 / count), x.shape), null],
  );
  return y;
}

export function softmax(x: Tensor): Tensor {
  const last = x.shape.length - 1;
  const [y] = x.graph.emit('Softmax', [x], [{ shape: x.shape }], { axis: { kind: 'int', value: -1 } }, ([g], [result]) => {
    const weighted = multiply(g!, result);
    return [subtract(weighted, multiply(result, sum(weighted, [last], true)))];
  });
  return y;
}

/** Zero mean and unit variance along the last axis, times gain plus bias (Ba et al. 2016). x [.., D], gain and bias [D]. */
export function layerNormalization(x: Tensor, gain: Tensor, bias: Tensor, epsilon = 1e-5): Tensor {
  const last = x.shape.length - 1;
  const statistic = withAxis(x.shape, last, 1);
  const [y] = x.graph.emit(
    'LayerNormalization',
    [x, gain, bias],
    [{ shape: x.shape }, { shape: statistic }, { shape: statistic }],
    { axis: { kind: 'int', value: -1 }, epsilon: { kind: 'float', value: epsilon } },
    ([g], [, average, inverseDeviation]) => {
      const normal = multiply(subtract(x, average), inverseDeviation);
      return [
        x.differentiable ? throughNormalisation(multiply(g!, gain), normal, inverseDeviation, last) : null,
        gain.differentiable ? unbroadcast(multiply(g!, normal), gain.shape) : null,
        bias.differentiable ? unbroadcast(g!, bias.shape) : null,
      ];
    },
  );
  return y;
}

/** dL/dx = (g - mean(g) - n * mean(g * n)) / deviation, with n the normalised values. */
function throughNormalisation(g: Tensor, normal: Tensor, inverseDeviation: Tensor, last: number): Tensor {
  const centred = subtract(g, add(mean(g, [last], true), multiply(normal, mean(multiply(g, normal), [last], true))));
  return multiply(inverseDeviation, centred);
}
