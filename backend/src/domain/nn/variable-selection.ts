import { linear } from './linear.ts';
import { type NetworkBuilder, normal, zero } from './network-builder.ts';
import { addPerSeries, type Tokens } from './tokens.ts';

/**
 * Variable selection (Lim et al. 2021, section 4.2), simplified: each variable's patch is embedded by its own linear layer
 * and ELU; a softmax over the variables, which sees all patches and the series' context, weighs the embeddings.
 * V variables, P values a patch; variables V times [T * B, P], context [B, D]. Gives rows [T * B, D] and weights [T * B, V].
 */
export function variableSelection<T>(
  net: NetworkBuilder<T>,
  name: string,
  variables: readonly T[],
  patch: number,
  context: T,
  dims: Tokens,
): { readonly selected: T; readonly weights: T } {
  const { algebra } = net;
  const count = variables.length;
  const all = algebra.concat(variables, 1);
  const seen = linear(net, `${name}.context`, all, count * patch, dims.width);
  const hidden = algebra.elu(addPerSeries(algebra, seen, context, dims));
  const weights = algebra.softmax(linear(net, `${name}.weights`, hidden, dims.width, count));
  const shares = algebra.split(weights, variables.map(() => 1), 1);
  const parts = variables.map((variable, index) => {
    const weight = net.parameter(`${name}.embed.${index}.weight`, [patch, dims.width], normal(1 / Math.sqrt(patch)));
    const bias = net.parameter(`${name}.embed.${index}.bias`, [dims.width], zero);
    return algebra.multiply(algebra.elu(algebra.gemm(variable, weight, bias)), shares[index]);
  });
  return { selected: parts.reduce((total, part) => algebra.add(total, part)), weights };
}
