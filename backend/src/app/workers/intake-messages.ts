import type { MessagePort } from 'node:worker_threads';
import type { WriteOutcome } from '../../domain/intake/write-outcome.ts';
import type { PushRuleSet } from '../../domain/catalog/rules/push-rule.ts';
import type { ObservedServer, SourceFault, StepRequest } from '../../domain/series/ports.ts';
import type { RemoteWriteVersion } from '../../io/remote-write/content-negotiation.ts';
import type { IntakeOptions, IntakeStatus } from '../intake/intake-options.ts';

/** What the worker is started with. */
export interface IntakeWorkerData {
  readonly options: IntakeOptions;
  readonly rules: readonly PushRuleSet[];
}

/** Requests from any thread; `id` comes back with the answer. Bodies are transferred, not copied. */
export type IntakeRequest =
  | { readonly kind: 'write'; readonly id: number; readonly body: ArrayBuffer; readonly version: RemoteWriteVersion; readonly token: string; readonly receivedAtMs: number }
  | { readonly kind: 'read-steps'; readonly id: number; readonly request: StepRequest }
  | { readonly kind: 'cancel'; readonly id: number }
  | { readonly kind: 'status'; readonly id: number }
  | { readonly kind: 'revised-since'; readonly id: number }
  | { readonly kind: 'open'; readonly id: number; readonly nowMs: number }
  | { readonly kind: 'retire'; readonly id: number; readonly nowMs: number }
  | { readonly kind: 'checkpoint'; readonly id: number }
  | { readonly kind: 'copy'; readonly id: number; readonly file: string }
  | { readonly kind: 'connect'; readonly id: number; readonly port: MessagePort }
  | { readonly kind: 'close'; readonly id: number };

/** A reading in few pieces: series i holds values[i * steps .. (i + 1) * steps). */
export interface PackedReading {
  readonly servers: readonly ObservedServer[];
  readonly series: ReadonlyArray<{ readonly serverId: string; readonly metric: string }>;
  readonly values: Float32Array;
  readonly faults: readonly SourceFault[];
}

export type IntakeAnswer =
  | { readonly kind: 'written'; readonly id: number; readonly outcome: WriteOutcome }
  | { readonly kind: 'reading'; readonly id: number; readonly reading: PackedReading }
  | { readonly kind: 'status'; readonly id: number; readonly status: IntakeStatus }
  | { readonly kind: 'revised-since'; readonly id: number; readonly oldestMs: number | null }
  | { readonly kind: 'done'; readonly id: number; readonly message: string | null }
  | { readonly kind: 'failed'; readonly id: number; readonly message: string };
