import type { MessagePort } from 'node:worker_threads';
import type { CalendarEvent, TierRiskList } from '@fleetcast/contract';
import type { LeftOutSpan } from '../../domain/incidents/left-out-steps.ts';
import type { FleetExamination } from '../../domain/models/fleet-examination.ts';
import type { FleetSnapshot } from '../../domain/publication/fleet-snapshot.ts';
import type { ServerDirectory } from '../../domain/publication/server-directory.ts';
import type { WindowsDescriptor } from '../../domain/series/fleet-windows.ts';
import type { CycleOutcome, CycleReport, ModelsInUse } from '../cycle/ports.ts';
import type { Config } from '../config/config.ts';

/** What the cycle's thread is started with. */
export interface CycleWorkerData {
  readonly config: Config;
  /** Port to the intake's thread, which answers reads of what was pushed; null when intake is off, or not up at the moment. */
  readonly intakePort: MessagePort | null;
  /** Port to the ledger's thread, which keeps what is said and judges it; null when it is not up at the moment. */
  readonly ledgerPort: MessagePort | null;
  /** Name of the broadcast channel on which the analysis learns what was published. */
  readonly analysisChannel: string;
  readonly models: ModelsInUse;
  readonly calendar: readonly CalendarEvent[];
}

export type ToCycle =
  | { readonly kind: 'run'; readonly nowMs: number }
  /** From the next cycle on these models are used. */
  | { readonly kind: 'use-models'; readonly models: ModelsInUse }
  /** From the next cycle on these are the known events. */
  | { readonly kind: 'use-calendar'; readonly events: readonly CalendarEvent[] }
  /** The intake's thread was started anew; this is the port to it. */
  | { readonly kind: 'use-intake'; readonly port: MessagePort }
  /** The ledger's thread was started anew; this is the port to it. */
  | { readonly kind: 'use-ledger'; readonly port: MessagePort }
  /** Reads the history of at most `mostSeries` series from the sources anew and writes it for a training to read. */
  | { readonly kind: 'archive'; readonly file: string; readonly mostSeries: number; readonly days: number }
  /** Looks at fleet, inputs and trial. */
  | { readonly kind: 'examine'; readonly nowMs: number }
  | { readonly kind: 'stop' };

export interface ArchivedHistory {
  readonly kind: 'archived';
  readonly series: number;
  /** Share of the servers that they belong to (domain/series/fleet-sample.ts); 1: all. */
  readonly sampledShare: number;
  /** The data should reach up to here. */
  readonly toStep: number;
  /** What the sources said they could not deliver. */
  readonly faults: readonly string[];
  /** What the history shows that no model should learn from. */
  readonly trouble: readonly LeftOutSpan[];
}

export type ArchiveOutcome = ArchivedHistory | { readonly kind: 'not-archived'; readonly message: string };

export type FromCycle =
  | { readonly kind: 'report'; readonly report: CycleReport }
  | { readonly kind: 'directory'; readonly directory: ServerDirectory }
  | { readonly kind: 'snapshot'; readonly snapshot: FleetSnapshot }
  | { readonly kind: 'tiers'; readonly tiers: TierRiskList }
  | { readonly kind: 'windows'; readonly windows: WindowsDescriptor }
  | { readonly kind: 'outcome'; readonly outcome: CycleOutcome }
  | { readonly kind: 'failed'; readonly message: string; readonly stack: string | undefined }
  | { readonly kind: 'archive'; readonly outcome: ArchiveOutcome }
  /** Null: nothing has been published yet, or no model can speak. */
  | { readonly kind: 'examined'; readonly examination: FleetExamination | null }
  | { readonly kind: 'saved' }
  | { readonly kind: 'not-saved'; readonly message: string }
  /** Something was lost or set aside; the service goes on without it. */
  | { readonly kind: 'degraded'; readonly message: string };
