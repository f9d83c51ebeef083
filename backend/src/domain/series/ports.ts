import type { MetricKind, ServerIdentity } from '@fleetcast/contract';

/** A server as a source names it: identity plus the labels it was made from. */
export interface ObservedServer extends ServerIdentity {
  readonly labels: Readonly<Record<string, string>>;
}

/** One series read from a source, already on the grid. */
export interface SeriesReading {
  readonly serverId: string;
  readonly metric: string;
  /** Values in the metric's own unit, one a step from request.fromStep to request.toStep inclusive; NaN where nothing was observed. */
  readonly values: Float32Array;
}

export interface StepRequest {
  /** First and last step wanted, inclusive; the caller never asks for a step that is not settled. */
  readonly fromStep: number;
  readonly toStep: number;
  readonly stepMs: number;
}

/** What a source wants to say about what it could not read; never thrown away, shown in status. */
export interface SourceFault {
  readonly kind: 'unreachable' | 'unauthorised' | 'bad-query' | 'partial' | 'too-much';
  readonly message: string;
}

export interface StepReading {
  readonly servers: readonly ObservedServer[];
  readonly series: readonly SeriesReading[];
  readonly faults: readonly SourceFault[];
}

/** Where metrics are read. Implementations: Prometheus, InfluxDB, the embedded sample store. */
export interface MetricSource {
  readonly name: string;
  /** The metrics this source is configured to deliver, with their kinds. */
  readonly metrics: ReadonlyArray<{ readonly name: string; readonly kind: MetricKind }>;
  /** Reads closed steps. A source that cannot be reached answers with faults and no series; it does not throw for that. */
  readSteps(request: StepRequest, signal: AbortSignal): Promise<StepReading>;
  /**
   * Of sources that others push to: the oldest moment (epoch ms) that samples have come for since this was last asked, so that
   * what was read there already is read again; null when none have.
   */
  revisedSince?(): Promise<number | null>;
}
