import type { Algebra } from '../graph/algebra.ts';

/** Dimensions of token-major rows: row = token * B + series. T tokens, B series in the batch, D width. */
export interface Tokens {
  readonly tokens: number;
  readonly batch: number;
  readonly width: number;
}

/** Adds one vector a series to all its tokens. rows [T * B, D], vectors [B, D]. */
export function addPerSeries<T>(algebra: Algebra<T>, rows: T, vectors: T, { tokens, batch, width }: Tokens): T {
  const stacked = algebra.add(algebra.reshape(rows, [tokens, batch, width]), algebra.reshape(vectors, [1, batch, width]));
  return algebra.reshape(stacked, [tokens * batch, width]);
}

/** Adds one vector a token to all series. rows [T * B, D], vectors [T, 1, D]. */
export function addPerToken<T>(algebra: Algebra<T>, rows: T, vectors: T, { tokens, batch, width }: Tokens): T {
  return algebra.reshape(algebra.add(algebra.reshape(rows, [tokens, batch, width]), vectors), [tokens * batch, width]);
}
