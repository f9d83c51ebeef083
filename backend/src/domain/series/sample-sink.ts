/** One series of steps on its way out of the service. */
export interface OutgoingSeries {
  /** server, and profile, tier and region where they are known. */
  readonly labels: Readonly<Record<string, string>>;
  readonly metric: string;
  /** One value a step, NaN where there is none. */
  readonly values: Float32Array;
}

/** Consecutive steps of many series; value i of a series is stamped (fromStep + i) * stepMs. */
export interface OutgoingSteps {
  readonly fromStep: number;
  readonly stepMs: number;
  readonly series: readonly OutgoingSeries[];
}

export type SinkOutcome =
  | { readonly kind: 'written'; readonly samples: number }
  /** The other side will not take it; the message says what to do. */
  | { readonly kind: 'refused'; readonly message: string };

/** Where samples are written. Steps come in order of time. */
export interface SampleSink {
  readonly address: string;
  write(steps: OutgoingSteps, signal: AbortSignal): Promise<SinkOutcome>;
}
