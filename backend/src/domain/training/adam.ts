/** One step of Adam (Kingma and Ba 2015) as nodes of the graph, after clipping the gradient's length. */
import { add, divide, minimum, multiply, subtract } from '../graph/arithmetic.ts';
import { sum } from '../graph/broadcasting.ts';
import { sqrt } from '../graph/functions.ts';
import type { Tensor } from '../graph/graph.ts';

export const adam = { firstDecay: 0.9, secondDecay: 0.999, epsilon: 1e-8, largestGradient: 1 } as const;

export interface AdamState {
  /** [N] the flat parameter vector. */
  readonly theta: Tensor;
  /** [N] running means of the gradient and of its square. */
  readonly first: Tensor;
  readonly second: Tensor;
}

/** Numbers that change with the step; k counts from 1. */
export interface AdamStep {
  /** Learning rate / (1 - firstDecay^k). */
  readonly rate: Tensor;
  /** 1 / (1 - secondDecay^k). */
  readonly secondCorrection: Tensor;
}

/** `pace` [N] or one number: by how much of the rate each parameter moves. */
export function adamStep(state: AdamState, gradient: Tensor, { rate, secondCorrection }: AdamStep, pace: Tensor | number = 1): AdamState {
  const length = sqrt(sum(multiply(gradient, gradient), [0]));
  const clipped = multiply(gradient, minimum(divide(adam.largestGradient, add(length, 1e-6)), 1));
  const first = add(multiply(state.first, adam.firstDecay), multiply(clipped, 1 - adam.firstDecay));
  const second = add(multiply(state.second, adam.secondDecay), multiply(multiply(clipped, clipped), 1 - adam.secondDecay));
  const spread = add(sqrt(multiply(second, secondCorrection)), adam.epsilon);
  const move = multiply(rate, divide(first, spread));
  return { theta: subtract(state.theta, pace === 1 ? move : multiply(move, pace)), first, second };
}
