import { linear } from './linear.ts';
import { type NetworkBuilder, normal, zero } from './network-builder.ts';
import { addPerSeries, type Tokens } from './tokens.ts';

/** One variable of every token: rows [T * B, width]. */
export interface Variable<T> {
  readonly rows: T;
  readonly width: number;
}

/**
 * Variable selection (Lim et al. 2021, section 4.2), simplified: each variable's patch is embedded by its own linear layer
 * and ELU; a softmax over the variables, which sees all patches and the series' context, weighs the embeddings.
 * V variables; context [B, D]. Gives rows [T * B, D] and weights [T * B, V].
 */
export function variableSelection<T>(
  net: NetworkBuilder<T>,
  name: string,
  variables: ReadonlyArray<Variable<T>>,
  context: T,
  dims: Tokens,
): { readonly selected: T; readonly weights: T } {
  const { algebra } = net;
  const count = variables.length;
  const all = algebra.concat(variables.map(({ rows }) => rows), 1);
  const seen = linear(net, `${name}.context`, all, variables.reduce((total, { width }) => total + width, 0), dims.width);
  const hidden = algebra.elu(addPerSeries(algebra, seen, context, dims));
  const weights = algebra.softmax(linear(net, `${name}.weights`, hidden, dims.width, count));
  const shares = algebra.split(weights, variables.map(() => 1), 1);
  const parts = variables.map(({ rows, width }, index) => {
    const weight = net.parameter(`${name}.embed.${index}.weight`, [width, dims.width], normal(1 / Math.sqrt(width)));
    const bias = net.parameter(`${name}.embed.${index}.bias`, [dims.width], zero);
    return algebra.multiply(algebra.elu(algebra.gemm(rows, weight, bias)), shares[index]);
  });
  return { selected: parts.reduce((total, part) => algebra.add(total, part)), weights };
}
