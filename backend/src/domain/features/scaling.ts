import type { MetricKind } from '@fleetcast/contract';

/**
 * How values of a kind are seen by features and network: bounded kinds as they are, kinds without a ceiling by their cube
 * root, which tames bursts but, unlike a logarithm, cannot blow up an upper quantile on the way back.
 */
export interface KindScale {
  readonly cubeRoot: boolean;
  /** Level at which the static `level` is 1. */
  readonly reference: number;
  /** Least scale s, so that a nearly constant series is not divided by nothing. */
  readonly leastScale: number;
  /** A window's weight in the loss is s / (s + this): nearly constant series count less. */
  readonly weightFloor: number;
  /** How far above the 7-day maximum a forecast may reach. */
  readonly headroom: number;
  /** Ceiling of the metric itself, in its unit. */
  readonly ceiling: number;
}

const bounded: KindScale = { cubeRoot: false, reference: 20, leastScale: 0.001, weightFloor: 0.03, headroom: 10, ceiling: 100 };
const unbounded: KindScale = { cubeRoot: true, reference: 5, leastScale: 0.0004, weightFloor: 0.012, headroom: 0.7, ceiling: Infinity };

const scaleByKind: Readonly<Record<MetricKind, KindScale>> = { percent: bounded, saturation: bounded, unbounded, latency: unbounded };

export function scaleOf(kind: MetricKind): KindScale {
  return scaleByKind[kind];
}

/** From the metric's unit to the scale in which features are made. Negative values of unbounded kinds do not exist and count as 0. */
export function toFeatureScale(kind: KindScale, value: number): number {
  return kind.cubeRoot ? Math.cbrt(value > 0 ? value : 0) : value;
}

/** Back to the metric's unit; nothing that we forecast is negative. */
export function fromFeatureScale(kind: KindScale, value: number): number {
  if (value <= 0) return 0;
  return kind.cubeRoot ? value * value * value : value;
}
