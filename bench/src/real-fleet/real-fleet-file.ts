/** Where the real fleet's measurements lie, and which of its servers stand for an environment that nobody trained on. */
import path from 'node:path';

/** Virtual machines whose number is divisible by 5. */
export const leftOutServers = '[05]$';

/** The Parquet file: beside the repository, or where FLEETCAST_DATA says. */
export function realFleetFile(): string {
  const folder = process.env.FLEETCAST_DATA ?? path.resolve(import.meta.dirname, '../../../../shared/data');
  return path.join(folder, 'bitbrains/vms-001-150.parquet');
}
