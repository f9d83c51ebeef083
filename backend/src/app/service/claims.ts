import { unfinishedRestore } from '../../io/backup/restored-folder.ts';
import { DataFolderLease } from '../../io/lease/data-folder-lease.ts';
import type { State } from '../../io/state/state.ts';
import type { Config } from '../config/config.ts';
import { stateLocation } from '../config/state-location.ts';
import { openState } from '../workers/state-thread.ts';
import { Listener } from './listener.ts';
import { stateFault } from './state-fault.ts';

/** What a service must have to itself before anything is built: its data folder, its address and its state. */
export interface Claims {
  readonly kind: 'claimed';
  readonly lease: DataFolderLease;
  readonly listener: Listener;
  readonly state: State;
}

export interface RefusedClaim {
  readonly kind: 'refused';
  readonly message: string;
  /** By another process, or by a restore that was cut off. */
  readonly folderInUse: boolean;
}

/** All of it or nothing: what was taken before a refusal is given back. */
export async function claim(config: Config): Promise<Claims | RefusedClaim> {
  const leased = DataFolderLease.acquire(config.dataFolder);
  if (leased.kind !== 'held') return { kind: 'refused', message: leased.message, folderInUse: leased.kind === 'taken' };
  const { lease } = leased;
  const refused = (message: string, folderInUse: boolean): RefusedClaim => {
    lease.release();
    return { kind: 'refused', message, folderInUse };
  };
  const cutOff = unfinishedRestore(config.dataFolder);
  if (cutOff !== null) return refused(cutOff, true);
  const opened = await Listener.open(config.listen);
  if (opened.kind === 'refused') return refused(opened.message, false);
  const { listener } = opened;
  const state = await openState(stateLocation(config)).catch((error: unknown) => stateFault(stateLocation(config), error));
  if (typeof state === 'string') {
    await listener.close();
    return refused(state, false);
  }
  return { kind: 'claimed', lease, listener, state };
}
