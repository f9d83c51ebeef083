import type { MetricKind } from '@fleetcast/contract';

/** One series' long history: values[i] belongs to step firstStep + i, NaN where nothing was observed. */
export interface LongSeries {
  readonly serverId: string;
  readonly metric: string;
  readonly kind: MetricKind;
  readonly firstStep: number;
  readonly values: Float32Array;
  /** IANA zone whose days the series follows; UTC when left out. */
  readonly zone?: string;
}
