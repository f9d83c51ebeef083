/** Functions of one variable, applied to every element. */
import { add, compare, divide, minimum, multiply, negate, subtract, where } from './arithmetic.ts';
import type { Tensor } from './graph.ts';

/** `derivative` is dy/dx times g, given x and the result y, which is often cheaper to use than x. */
function unary(operator: string, x: Tensor, derivative: (g: Tensor, y: Tensor) => Tensor): Tensor {
  const [y] = x.graph.emit(operator, [x], [{ shape: x.shape }], {}, ([g], [result]) => [derivative(g!, result)]);
  return y;
}

export function exp(x: Tensor): Tensor {
  return unary('Exp', x, (g, y) => multiply(g, y));
}

export function log(x: Tensor): Tensor {
  return unary('Log', x, (g) => divide(g, x));
}

export function sqrt(x: Tensor): Tensor {
  return unary('Sqrt', x, (g, y) => divide(multiply(g, 0.5), y));
}

/** The gradient at 0 is 0. */
export function abs(x: Tensor): Tensor {
  return unary('Abs', x, (g) => multiply(g, x.graph.emit('Sign', [x], [{ shape: x.shape }])[0]));
}

export function sigmoid(x: Tensor): Tensor {
  return unary('Sigmoid', x, (g, y) => multiply(g, subtract(y, multiply(y, y))));
}

export function tanh(x: Tensor): Tensor {
  return unary('Tanh', x, (g, y) => multiply(g, subtract(1, multiply(y, y))));
}

export function relu(x: Tensor): Tensor {
  return unary('Relu', x, (g) => where(compare('Greater', x, 0), g, 0));
}

/** y = x above 0 and e^x - 1 below, so that dy/dx = min(y, 0) + 1 on both sides (Clevert et al. 2016). */
export function elu(x: Tensor): Tensor {
  return unary('Elu', x, (g, y) => multiply(g, add(minimum(y, 0), 1)));
}

/** ln(1 + e^x). */
export function softplus(x: Tensor): Tensor {
  return unary('Softplus', x, (g) => multiply(g, sigmoid(x)));
}

export function erf(x: Tensor): Tensor {
  return unary('Erf', x, (g) => multiply(g, multiply(exp(negate(multiply(x, x))), 2 / Math.sqrt(Math.PI))));
}

/** x * Phi(x), with the exact normal distribution function (Hendrycks and Gimpel 2016). */
export function gelu(x: Tensor): Tensor {
  return unary('Gelu', x, (g) => {
    const distribution = multiply(add(erf(multiply(x, Math.SQRT1_2)), 1), 0.5);
    const density = multiply(exp(multiply(multiply(x, x), -0.5)), 1 / Math.sqrt(2 * Math.PI));
    return multiply(g, add(distribution, multiply(x, density)));
  });
}
