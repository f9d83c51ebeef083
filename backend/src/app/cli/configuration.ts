import { existsSync } from 'node:fs';
import { describeFaults, loadConfig, type Config } from '../config/config.ts';

/** The file named by --config, else FLEETCAST_CONFIG, else ./fleetcast.yaml when there is one. */
export function configurationFile(option: string | undefined): string | null {
  const named = option ?? process.env.FLEETCAST_CONFIG;
  if (named !== undefined && named !== '') return named;
  return existsSync('fleetcast.yaml') ? 'fleetcast.yaml' : null;
}

/** The checked configuration; with faults, all of them go to standard error and the command ends with 2. */
export function configurationOrExit(option: string | undefined): { readonly config: Config; readonly notes: readonly string[] } {
  const outcome = loadConfig(configurationFile(option), process.env);
  if (outcome.kind === 'valid') return outcome;
  process.stderr.write(`${describeFaults(outcome.faults)}\n`);
  process.exit(2);
}
