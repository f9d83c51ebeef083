import { type NetworkBuilder, normal, zero } from './network-builder.ts';

interface LinearOptions {
  readonly bias?: boolean;
  /** Factor on the usual starting deviation 1 / sqrt(inputs); small values start a head near its bias. */
  readonly gain?: number;
}

/** x [R, inputs] -> [R, outputs]. */
export function linear<T>(net: NetworkBuilder<T>, name: string, x: T, inputs: number, outputs: number, options: LinearOptions = {}): T {
  const { bias = true, gain = 1 } = options;
  const weight = net.parameter(`${name}.weight`, [inputs, outputs], normal(gain / Math.sqrt(inputs)));
  return net.algebra.gemm(x, weight, bias ? net.parameter(`${name}.bias`, [outputs], zero) : null);
}

/** Gated linear unit (Dauphin et al. 2017): half of a linear layer opens or closes the other half. x [R, D] -> [R, D]. */
export function gatedLinearUnit<T>(net: NetworkBuilder<T>, name: string, x: T, width: number): T {
  const value = linear(net, `${name}.value`, x, width, width);
  const gate = linear(net, `${name}.gate`, x, width, width);
  return net.algebra.multiply(value, net.algebra.sigmoid(gate));
}
