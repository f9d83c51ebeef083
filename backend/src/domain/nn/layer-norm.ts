import { gatedLinearUnit } from './linear.ts';
import { type NetworkBuilder, one, zero } from './network-builder.ts';

/** Layer normalisation with its own gain and bias. x [R, D]. */
function layerNorm<T>(net: NetworkBuilder<T>, name: string, x: T, width: number): T {
  return net.algebra.layerNormalization(x, net.parameter(`${name}.gain`, [width], one), net.parameter(`${name}.bias`, [width], zero));
}

/** The Temporal Fusion Transformer's gated skip: what was, plus what a gate lets through, normalised. skip, update [R, D]. */
export function gatedSkip<T>(net: NetworkBuilder<T>, name: string, skip: T, update: T, width: number): T {
  return layerNorm(net, `${name}.norm`, net.algebra.add(skip, gatedLinearUnit(net, `${name}.glu`, update, width)), width);
}
