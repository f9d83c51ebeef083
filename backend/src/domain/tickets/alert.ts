import { nameWithId, type Threshold } from '@fleetcast/contract';
import type { Warning } from '../warnings/warning.ts';

/** One alert as Grafana tells it. */
export interface GrafanaAlert {
  /** Of its labels: the same labels have the same fingerprint for ever. */
  readonly fingerprint: string;
  readonly firing: boolean;
  readonly labels: Readonly<Record<string, string>>;
  /** When it began to fire; firing anew begins anew. */
  readonly startsAtMs: number;
}

/** What an alert is about, in the labels that every series of a warning carries. */
interface AlertSubject {
  readonly region: string;
  readonly server: string;
  readonly metric: string;
  readonly direction: Threshold['direction'];
}

/** Null: its labels are not those of a warning, e.g. of a rule about the service itself. */
export function subjectOfAlert({ labels: { region, server, metric, direction } }: GrafanaAlert): AlertSubject | null {
  if (region === undefined || server === undefined || metric === undefined) return null;
  return direction === 'above' || direction === 'below' ? { region, server, metric, direction } : null;
}

/** The label tells servers that share their name by name and id. */
export function isAbout(warning: Warning, { region, server, metric, direction }: AlertSubject): boolean {
  return warning.region === region && [warning.server, nameWithId(warning)].includes(server) && warning.metric === metric && warning.threshold.direction === direction;
}
