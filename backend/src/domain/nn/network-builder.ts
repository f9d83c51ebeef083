import type { Algebra } from '../graph/algebra.ts';
import type { Shape } from '../graph/shape.ts';

/** How a parameter starts: normally distributed around zero, or all equal. */
export type InitialValues = { readonly kind: 'normal'; readonly deviation: number } | { readonly kind: 'constant'; readonly value: number };

export const zero: InitialValues = { kind: 'constant', value: 0 };
export const one: InitialValues = { kind: 'constant', value: 1 };

export function normal(deviation: number): InitialValues {
  return { kind: 'normal', deviation };
}

/**
 * What layers are built with: the operators, and where parameters come from. Training hands out slices of one flat vector,
 * inference constants, a test another library's variables; the layers do not know which.
 */
export interface NetworkBuilder<T> {
  readonly algebra: Algebra<T>;
  /** The parameter of that name; asked for once. */
  parameter(name: string, shape: Shape, initial: InitialValues): T;
}
