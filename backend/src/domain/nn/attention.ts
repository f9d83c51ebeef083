import { linear } from './linear.ts';
import type { NetworkBuilder } from './network-builder.ts';
import type { Tokens } from './tokens.ts';

/** Score of a token that may not be looked at: its softmax weight is 0. */
const hidden = -1e9;

/**
 * Interpretable multi-head attention (Lim et al. 2021, section 4.4): heads have their own queries and keys and share the
 * values, so that the mean over heads says where a forecast looked. Only future tokens ask; a future token sees the whole past
 * and the future up to itself. past tokens TP, future tokens F, rows [(TP + F) * B, D], queries [F * B, D].
 * Gives [F * B, D] and weights [B, F, TP + F].
 */
export function interpretableAttention<T>(
  net: NetworkBuilder<T>,
  name: string,
  queries: T,
  rows: T,
  pastTokens: number,
  heads: number,
  { tokens, batch, width }: Tokens,
): { readonly attended: T; readonly weights: T } {
  const { algebra } = net;
  const futureTokens = tokens - pastTokens;
  const headWidth = width / heads;
  const query = linear(net, `${name}.query`, queries, width, width, { bias: false });
  const key = linear(net, `${name}.key`, rows, width, width, { bias: false });
  const value = linear(net, `${name}.value`, rows, width, width, { bias: false });
  const queryHeads = algebra.transpose(algebra.reshape(query, [futureTokens, batch, heads, headWidth]), [1, 2, 0, 3]);
  const keyHeads = algebra.transpose(algebra.reshape(key, [tokens, batch, heads, headWidth]), [1, 2, 3, 0]);
  const sight = Float32Array.from({ length: futureTokens * tokens }, (_, index) => {
    const asking = Math.floor(index / tokens);
    return index % tokens <= pastTokens + asking ? 0 : hidden;
  });
  const scores = algebra.add(
    algebra.multiply(algebra.matmul(queryHeads, keyHeads), 1 / Math.sqrt(headWidth)),
    algebra.constant([futureTokens, tokens], sight),
  );
  const weights = algebra.mean(algebra.softmax(scores), [1]);
  const values = algebra.transpose(algebra.reshape(value, [tokens, batch, width]), [1, 0, 2]);
  const attended = algebra.transpose(algebra.matmul(weights, values), [1, 0, 2]);
  return { attended: algebra.reshape(attended, [futureTokens * batch, width]), weights };
}
