import { reasonOf } from '../../io/reason.ts';
import type { StateLocation } from '../../io/state/state-database.ts';

/** Why the state cannot be opened, and what to do. The address of a PostgreSQL has a password in it and is not repeated. */
export function stateFault(location: StateLocation, error: unknown): string {
  const advice = location.kind === 'sqlite' ? 'restore it with fleetcast restore' : 'is it running, and are state.databaseUrl and its rights correct?';
  return `${location.kind === 'sqlite' ? location.file : 'PostgreSQL'} cannot be opened (${reasonOf(error)}): ${advice}`;
}
