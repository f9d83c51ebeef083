import { add, maximum, minimum, multiply, subtract } from './arithmetic.ts';
import { expand, reshape, sum } from './broadcasting.ts';
import { elu, sigmoid } from './functions.ts';
import { gather } from './gathering.ts';
import type { Graph, Tensor } from './graph.ts';
import { concat, split } from './joining.ts';
import { layerNormalization, mean, softmax } from './normalising.ts';
import { gemm, matmul, transpose } from './products.ts';
import type { Shape } from './shape.ts';

/**
 * The operators the network is written in, over tensors of type T. The graph implements it with symbols; a test implements
 * it with another library's numbers, so that one network runs on two back ends and their values and gradients are compared.
 */
export interface Algebra<T> {
  constant(shape: Shape, data: ArrayLike<number>): T;
  add(a: T | number, b: T | number): T;
  subtract(a: T | number, b: T | number): T;
  multiply(a: T | number, b: T | number): T;
  maximum(a: T, b: T): T;
  minimum(a: T, b: T): T;
  elu(x: T): T;
  sigmoid(x: T): T;
  /** Along the last axis. */
  softmax(x: T): T;
  /** Along the last axis. */
  layerNormalization(x: T, gain: T, bias: T): T;
  sum(x: T, axes: readonly number[], keepDims?: boolean): T;
  mean(x: T, axes: readonly number[], keepDims?: boolean): T;
  /** a [M, K] times b [K, N], plus bias. */
  gemm(a: T, b: T, bias?: T | null): T;
  matmul(a: T, b: T): T;
  transpose(x: T, permutation: readonly number[]): T;
  reshape(x: T, shape: Shape): T;
  expand(x: T, shape: Shape): T;
  concat(parts: readonly T[], axis: number): T;
  split(x: T, sizes: readonly number[], axis: number): readonly T[];
  /** Rows of a table [V, D], chosen by integers. */
  gather(table: T, rows: T): T;
}

/** The algebra of symbols. */
export function symbolicAlgebra(graph: Graph): Algebra<Tensor> {
  return {
    constant: (shape, data) => graph.constant(shape, data),
    add,
    subtract,
    multiply,
    maximum,
    minimum,
    elu,
    sigmoid,
    softmax,
    layerNormalization: (x, gain, bias) => layerNormalization(x, gain, bias),
    sum,
    mean,
    gemm: (a, b, bias) => gemm(a, b, bias ?? null),
    matmul,
    transpose,
    reshape,
    expand,
    concat,
    split,
    gather,
  };
}
