import type { ServerIdentity } from '@fleetcast/contract';

/** What other subjects know of a series that a warning may be about; handed in as values, so that warnings depend on none of them. */
export interface WarningFacts {
  readonly inMaintenance: (server: ServerIdentity, atMs: number) => boolean;
}
