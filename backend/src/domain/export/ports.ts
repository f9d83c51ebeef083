import type { ForecastCurve } from './forecast-curves.ts';
import type { Gauge, GaugeSeries } from './gauge.ts';
import type { WritingMoment } from './writing-moment.ts';

/** Gauges of one moment, and series that end at it. */
export interface GaugeBatch {
  readonly atMs: WritingMoment;
  readonly gauges: readonly Gauge[];
  readonly ending: readonly GaugeSeries[];
}

/** later: not now, it may take it another time; refused: it never will. */
export type WriteOutcome =
  | { readonly kind: 'written'; readonly samples: number }
  | { readonly kind: 'later'; readonly message: string; readonly retryAfterMs?: number }
  | { readonly kind: 'refused'; readonly message: string };

/** Who takes the gauges. */
export interface GaugeWriter {
  write(batch: GaugeBatch, signal: AbortSignal): Promise<WriteOutcome>;
}

/** Who takes stamps of the future as well. A Prometheus never is one. */
export interface CurveWriter {
  writeCurves(curves: readonly ForecastCurve[], signal: AbortSignal): Promise<WriteOutcome>;
  /** Series that one curve becomes. */
  readonly seriesOfCurve: number;
}
