import type { Incident, IncidentDraft, IncidentHistory, RemovedIncidentList, ToldIncident } from '@fleetcast/contract';
import type { ServerOption } from './incident.ts';
import type { ServiceFault } from './service-fault.ts';

export type AskedHistory = { readonly kind: 'history'; readonly history: IncidentHistory } | { readonly kind: 'fault'; readonly fault: ServiceFault };

/** Incidents that were reported, newest first, and what editors do with them. */
export interface IncidentDesk {
  /** Null while they are being loaded. */
  readonly incidents: readonly ToldIncident[] | null;
  /** When these were told. */
  readonly answeredAtMs: number;
  /** How many there are; more than are shown, perhaps. */
  readonly total: number;
  /** What a server is called; its id where it is not known any more. */
  readonly nameOf: (serverId: string) => string;
  readonly fault: ServiceFault | null;
  readonly reload: () => void;
  readonly isChanging: boolean;
  /** Why the newest change was not made. */
  readonly changeFault: ServiceFault | null;
  readonly forgetFault: () => void;
  /** True once it is stored. */
  readonly report: (draft: IncidentDraft) => Promise<boolean>;
  readonly change: (incident: Incident, draft: IncidentDraft) => Promise<boolean>;
  readonly remove: (incident: Incident) => Promise<boolean>;
  /** Who did what to one, also to one that was removed. */
  readonly historyOf: (incidentId: string, signal: AbortSignal) => Promise<AskedHistory>;
  /** Those that were removed, newest removal first; null unless they were asked for. */
  readonly removed: RemovedIncidentList['removed'] | null;
  /** Whether they are asked for, be they loaded or not. */
  readonly wantsRemoved: boolean;
  readonly askForRemoved: (wanted: boolean) => void;
  readonly findServers: (typed: string) => Promise<ServerOption[]>;
}
