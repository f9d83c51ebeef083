/** What is put into the ledger's file and read from it. S series, L leads, Q served quantiles, E speakers compared, K their quantiles. */
import type { Threshold } from '@fleetcast/contract';
import type { LedgerSeries, LedgerSpeaker } from '../../domain/evaluation/ledger-entries.ts';

/** What one origin adds. Columns are as long as what they describe. */
export interface OriginEntries {
  readonly originSeconds: number;
  /** [S] */
  readonly seriesIds: Uint32Array;
  /** [S] the value from which the quantiles of a series are counted. */
  readonly anchors: Float32Array;
  /** [S] */
  readonly speakerIds: Uint16Array;
  /** [S, L, Q] */
  readonly served: Float32Array;
  readonly compared: ComparedQuantiles | null;
  readonly newSeries: ReadonlyArray<LedgerSeries & { readonly id: number }>;
  readonly newSpeakers: ReadonlyArray<LedgerSpeaker & { readonly id: number }>;
}

export interface ComparedQuantiles {
  /** [E] */
  readonly speakerIds: readonly number[];
  /** [S, E, L, K] */
  readonly quantiles: Float32Array;
}

/** The beginning of an observed breach. */
export interface StoredOnset {
  readonly atSeconds: number;
  readonly seriesId: number;
  readonly threshold: Threshold;
}

/** What was said at one origin for one lead; N rows. */
export interface SaidAt {
  readonly seriesIds: Uint32Array;
  readonly speakerIds: Uint16Array;
  /** [N, Q] of what was served, [N, K] of what was compared; NaN where nobody spoke. */
  readonly quantiles: Float32Array;
}

export interface StoredLedger {
  readonly series: ReadonlyArray<LedgerSeries & { readonly id: number }>;
  readonly speakers: ReadonlyArray<LedgerSpeaker & { readonly id: number }>;
  /** Newest origin that anything was said at; null for an empty ledger. */
  readonly newestOriginSeconds: number | null;
}
