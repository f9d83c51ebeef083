import type { MetricKind } from '@fleetcast/contract';
import type { RemoteWriteVersion } from '../../io/remote-write/content-negotiation.ts';
import type { SampleStoreOptions } from '../../io/samples/sample-store.ts';

export interface IntakeOptions extends SampleStoreOptions {
  /** Region of series whose labels name none. */
  readonly defaultRegion: string;
  readonly mostSeriesPerToken: number;
  /** Largest body after uncompressing. */
  readonly mostUncompressedBytes: number;
  /** How long bodies are collected before they are committed together. */
  readonly collectMs: number;
  /** A group is committed at once when it holds this many samples. */
  readonly mostSamplesPerCommit: number;
  /** Samples waiting to become durable beyond which bodies are turned away. */
  readonly mostSamplesPending: number;
}

export const intakeDefaults = {
  retentionDays: 90,
  mostBytes: 50 * 2 ** 30,
  reserveBytes: 256 * 2 ** 20,
  defaultRegion: 'default',
  mostSeriesPerToken: 250_000,
  mostUncompressedBytes: 32 * 2 ** 20,
  collectMs: 10,
  mostSamplesPerCommit: 50_000,
  mostSamplesPending: 2_000_000,
} as const satisfies Omit<IntakeOptions, 'folder'>;

/** One body as it came in. */
export interface PushedBody {
  readonly body: Uint8Array;
  readonly version: RemoteWriteVersion;
  /** Name of the token it came with, never the secret. */
  readonly token: string;
  readonly receivedAtMs: number;
}

/** What people may know about the intake. */
export interface IntakeStatus {
  readonly state: 'up' | 'down';
  /** What is wrong and what to do; null: nothing. */
  readonly message: string | null;
  readonly samplesStored: number;
  readonly samplesUnwanted: number;
  readonly samplesRejected: number;
  readonly wantedSeries: number;
  /** Samples that no rule wants, by metric name, most first. */
  readonly unwantedByName: ReadonlyArray<{ readonly name: string; readonly samples: number }>;
  /** Files put aside when opening because they could not be read. */
  readonly setAside: readonly string[];
  readonly lastStoredAtMs: number | null;
  /** Metrics that the pushed series give. */
  readonly metrics: ReadonlyArray<{ readonly name: string; readonly kind: MetricKind }>;
}
