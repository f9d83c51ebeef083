/** Element by element, with broadcasting. An operand that was broadcast gets its gradient summed back to its own shape. */
import { unbroadcast } from './broadcasting.ts';
import { asTensor, type Tensor } from './graph.ts';
import { broadcastShape } from './shape.ts';

/** Gradient of each operand, before it is summed back; null when the operand needs none. */
type BinaryRule = (g: Tensor, a: Tensor, b: Tensor, y: Tensor) => readonly [Tensor | null, Tensor | null];

function binary(operator: string, a: Tensor, b: Tensor, rule: BinaryRule): Tensor {
  const [y] = a.graph.emit(operator, [a, b], [{ shape: broadcastShape(a.shape, b.shape) }], {}, ([g], [result]) => {
    const [ga, gb] = rule(g!, a, b, result);
    return [ga && unbroadcast(ga, a.shape), gb && unbroadcast(gb, b.shape)];
  });
  return y;
}

type Operand = Tensor | number;

function operands(a: Operand, b: Operand): [Tensor, Tensor] {
  if (typeof a !== 'number') return [a, asTensor(b, a)];
  if (typeof b !== 'number') return [asTensor(a, b), b];
  throw new Error(`${a} and ${b} are both numbers: nothing says in which graph`);
}

export function add(left: Operand, right: Operand): Tensor {
  const [a, b] = operands(left, right);
  return binary('Add', a, b, (g) => [a.differentiable ? g : null, b.differentiable ? g : null]);
}

export function subtract(left: Operand, right: Operand): Tensor {
  const [a, b] = operands(left, right);
  return binary('Sub', a, b, (g) => [a.differentiable ? g : null, b.differentiable ? negate(g) : null]);
}

export function multiply(left: Operand, right: Operand): Tensor {
  const [a, b] = operands(left, right);
  return binary('Mul', a, b, (g) => [a.differentiable ? multiply(g, b) : null, b.differentiable ? multiply(g, a) : null]);
}

export function divide(left: Operand, right: Operand): Tensor {
  const [a, b] = operands(left, right);
  return binary('Div', a, b, (g, _a, _b, y) => [
    a.differentiable ? divide(g, b) : null,
    b.differentiable ? negate(divide(multiply(g, y), b)) : null,
  ]);
}

/** Larger of the two; where they are equal the gradient goes to both. */
export function maximum(left: Operand, right: Operand): Tensor {
  const [a, b] = operands(left, right);
  return binary('Max', a, b, (g) => [
    a.differentiable ? where(compare('GreaterOrEqual', a, b), g, 0) : null,
    b.differentiable ? where(compare('GreaterOrEqual', b, a), g, 0) : null,
  ]);
}

/** Smaller of the two; where they are equal the gradient goes to both. */
export function minimum(left: Operand, right: Operand): Tensor {
  const [a, b] = operands(left, right);
  return binary('Min', a, b, (g) => [
    a.differentiable ? where(compare('LessOrEqual', a, b), g, 0) : null,
    b.differentiable ? where(compare('LessOrEqual', b, a), g, 0) : null,
  ]);
}

export type Comparison = 'Greater' | 'GreaterOrEqual' | 'Less' | 'LessOrEqual';

/** A bool tensor; it has no gradient. */
export function compare(comparison: Comparison, left: Operand, right: Operand): Tensor {
  const [a, b] = operands(left, right);
  const [y] = a.graph.emit(comparison, [a, b], [{ shape: broadcastShape(a.shape, b.shape), dataType: 'bool' }]);
  return y;
}

/** a where the condition holds, b elsewhere. */
export function where(condition: Tensor, left: Operand, right: Operand): Tensor {
  const a = asTensor(left, condition);
  const b = asTensor(right, condition);
  const shape = broadcastShape(condition.shape, broadcastShape(a.shape, b.shape));
  const [y] = condition.graph.emit('Where', [condition, a, b], [{ shape }], {}, ([g]) => [
    null,
    a.differentiable ? unbroadcast(where(condition, g!, 0), a.shape) : null,
    b.differentiable ? unbroadcast(where(condition, 0, g!), b.shape) : null,
  ]);
  return y;
}

export function negate(x: Tensor): Tensor {
  const [y] = x.graph.emit('Neg', [x], [{ shape: x.shape }], {}, ([g]) => [negate(g!)]);
  return y;
}
