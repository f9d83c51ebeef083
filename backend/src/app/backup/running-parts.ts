import type { StateStore } from '../../io/state/state-store.ts';
import type { Config } from '../config/config.ts';
import { stateLocation } from '../config/state-location.ts';
import type { RunningIntake } from '../service/running-intake.ts';
import type { RunningLedger } from '../service/running-ledger.ts';
import type { BackupParts } from './ports.ts';
import { copyClosedSamples } from './stopped-parts.ts';

interface DatabaseOwners {
  readonly store: StateStore;
  /** Null: intake is off, and nobody has its sample file open. */
  readonly intake: RunningIntake | null;
  readonly ledger: RunningLedger;
  readonly now: () => number;
}

/** The databases of a service that runs: each is copied by the thread that owns it, a sample file without an owner from here. */
export function runningParts(config: Config, { store, intake, ledger, now }: DatabaseOwners): BackupParts {
  return {
    stateIn: stateLocation(config).kind,
    async copyState(file) {
      await store.copyTo(file);
    },
    async copySamples(file) {
      if (intake === null) return copyClosedSamples(config, file, now());
      const fault = await intake.copyTo(file);
      if (fault !== null) throw new Error(fault);
    },
    async copyLedger(file) {
      const fault = await ledger.copyTo(file);
      if (fault !== null) throw new Error(fault);
    },
  };
}
