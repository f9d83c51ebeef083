import { type NetworkBuilder, normal } from './network-builder.ts';
import type { Tokens } from './tokens.ts';

/**
 * Mixes tokens in time: every token becomes a learned sum of itself and the tokens before it, one lower-triangular matrix for
 * each group of channels. It stands where the Temporal Fusion Transformer has an LSTM, and is one Gemm instead of T steps.
 * rows [T * B, D].
 */
export function causalMixer<T>(net: NetworkBuilder<T>, name: string, rows: T, groups: number, { tokens, batch, width }: Tokens): T {
  const { algebra } = net;
  const channels = width / groups;
  const isPast = Float32Array.from({ length: tokens * tokens }, (_, index) => (index % tokens <= Math.floor(index / tokens) ? 1 : 0));
  const triangle = algebra.constant([tokens, tokens], isPast);
  const parts = algebra.split(algebra.reshape(rows, [tokens, batch, width]), Array<number>(groups).fill(channels), 2);
  const mixed = parts.map((part, group) => {
    const weight = net.parameter(`${name}.weight.${group}`, [tokens, tokens], normal(1 / Math.sqrt(tokens)));
    const columns = algebra.reshape(part, [tokens, batch * channels]);
    return algebra.reshape(algebra.gemm(algebra.multiply(weight, triangle), columns), [tokens, batch, channels]);
  });
  return algebra.reshape(algebra.concat(mixed, 2), [tokens * batch, width]);
}
