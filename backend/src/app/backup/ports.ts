/** The databases of a service, each able to write a consistent copy of itself; all throw when they cannot. */
export interface BackupParts {
  readonly stateIn: 'sqlite' | 'postgres';
  /** Writes nothing when the state is in PostgreSQL. */
  copyState(file: string): Promise<void>;
  /** Writes nothing when nothing was ever pushed. */
  copySamples(file: string): Promise<void>;
  /** Writes nothing when nothing was ever forecast. */
  copyLedger(file: string): Promise<void>;
}
