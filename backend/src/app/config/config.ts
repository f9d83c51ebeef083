import { readFileSync } from 'node:fs';
import { isIP } from 'node:net';
import path from 'node:path';
import { inspect } from 'node:util';
import { parseDocument } from 'yaml';
import type { z } from 'zod';
import { problemOf, receivedBy, receivedText } from '../checks/schema-issue.ts';
import { acceptedAt } from './accepted.ts';
import { locateCertificates } from './certificates.ts';
import { overlayVariables, resolveReferences, settingsByVariable, type ConfigFault, type Environment } from './environment.ts';
import { configSchema } from './schema.ts';
import { printable } from './secrets.ts';

/** The whole configuration: checked, complete, frozen. Printing it shows no secret. */
export type Config = DeepReadonly<z.infer<typeof configSchema>>;

type DeepReadonly<T> = T extends (infer U)[] ? readonly DeepReadonly<U>[] : T extends object ? { readonly [K in keyof T]: DeepReadonly<T[K]> } : T;

export type ConfigOutcome =
  | { readonly kind: 'valid'; readonly config: Config; readonly notes: readonly string[] }
  | { readonly kind: 'invalid'; readonly faults: readonly ConfigFault[] };

/** Reads fleetcast.yaml (optional) and the environment; reports every fault at once. */
export function loadConfig(file: string | null, environment: Environment): ConfigOutcome {
  const faults: ConfigFault[] = [];
  const folder = file === null ? process.cwd() : path.dirname(path.resolve(file));
  const settings = overlayVariables(resolveReferences(file === null ? {} : readYaml(file, faults), folder, environment, faults), environment, faults);
  const parsed = configSchema.safeParse(settings);
  if (!parsed.success) {
    // A variable that is not set leaves an empty text behind: its own fault says enough.
    const known = new Set(faults.map((fault) => fault.path));
    faults.push(...parsed.error.issues.flatMap((issue) => faultsOf(issue, settings)).filter((fault) => !known.has(fault.path)));
  }
  faults.push(...exposureFaults(settings), ...hasteFaults(settings));
  if (faults.length > 0 || !parsed.success) return { kind: 'invalid', faults };
  const config = { ...parsed.data, dataFolder: path.resolve(folder, parsed.data.dataFolder) };
  for (const one of config.calendar.files) one.file = path.resolve(folder, one.file);
  const { playbookFile } = config.recommendations;
  if (playbookFile !== undefined) config.recommendations.playbookFile = path.resolve(folder, playbookFile);
  faults.push(...locateCertificates(config, folder));
  if (faults.length > 0) return { kind: 'invalid', faults };
  return { kind: 'valid', config: frozen(config), notes: unknownVariables(environment) };
}

export function describeFaults(faults: readonly ConfigFault[]): string {
  const lines = faults.map(({ path: at, problem, received, accepted }) => `  ${at}: ${problem}; received ${received}; accepted: ${accepted}`);
  return [`The configuration has ${faults.length} fault${faults.length === 1 ? '' : 's'}:`, ...lines].join('\n');
}

/** Whether only this machine can reach the address. */
function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || (isIP(host) === 4 && host.startsWith('127.'));
}

function readYaml(file: string, faults: ConfigFault[]): unknown {
  const fault = (problem: string, received: string) => {
    faults.push({ path: file, problem, received, accepted: 'a YAML file; see fleetcast.example.yaml' });
    return {};
  };
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    return fault('the file cannot be read', (error as NodeJS.ErrnoException).code ?? String(error));
  }
  const document = parseDocument(text, { strict: true, uniqueKeys: true });
  // A warning is a tag that nobody knows: its value would be taken for something else than was meant.
  const [slip] = [...document.errors, ...document.warnings];
  if (slip !== undefined) return fault('not valid YAML', firstLine(slip.message));
  try {
    const value: unknown = document.toJS();
    // An alias inside what it stands for has no end; one for nothing, or too many, end the line above.
    JSON.stringify(value);
    if (value === null || (typeof value === 'object' && !Array.isArray(value))) return value ?? {};
    return fault('the top level must be a mapping', Array.isArray(value) ? 'a list' : typeof value);
  } catch (error) {
    return fault('its aliases cannot be resolved', firstLine(String(error)));
  }
}

function firstLine(text: string): string {
  return text.split('\n')[0];
}

function faultsOf(issue: z.core.$ZodIssue, settings: unknown): ConfigFault[] {
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => ({
      path: [...issue.path, key].join('.'),
      problem: 'unknown setting',
      received: key,
      accepted: acceptedAt(configSchema, issue.path, settings),
    }));
  }
  const received = receivedBy(issue, settings);
  return [
    {
      path: issue.path.join('.') || '(top level)',
      problem: problemOf(issue, received),
      received: receivedText(received, issue.path),
      accepted: acceptedAt(configSchema, issue.path, settings),
    },
  ];
}

/** Without a token for the proxy anybody who reaches the port may do anything, so nobody beyond this machine may reach it. */
function exposureFaults(settings: unknown): ConfigFault[] {
  const { listen, tokens } = settings as Record<string, unknown>;
  const address = configSchema.shape.listen.safeParse(listen);
  const known = configSchema.shape.tokens.safeParse(tokens);
  if (!address.success || !known.success || known.data.proxy.length > 0 || isLoopback(address.data.host)) return [];
  return [{ path: 'listen.host', problem: 'no token protects the service', received: address.data.host, accepted: 'a loopback address, or tokens.proxy (FLEETCAST_PROXY_TOKEN) with any address' }];
}

/** Only what is simulated can be hurried. */
function hasteFaults(settings: unknown): ConfigFault[] {
  const { simulated, simulation } = settings as Record<string, unknown>;
  const known = configSchema.shape.simulation.safeParse(simulation);
  if (!known.success || known.data.speed === 1 || simulated === true) return [];
  return [{ path: 'simulation.speed', problem: 'a real fleet lives in real time', received: String(known.data.speed), accepted: '1, or simulated: true' }];
}

/** Variables that this project's tools read; anything else that starts alike is probably a slip. */
const otherVariables: ReadonlySet<string> = new Set(['FLEETCAST_CONFIG', 'FLEETCAST_DATA', 'FLEETCAST_SKIP_MISSING']);

function unknownVariables(environment: Environment): string[] {
  const known = new Set(Object.keys(settingsByVariable).flatMap((name) => [name, `${name}_FILE`]));
  return Object.keys(environment)
    .filter((name) => name.startsWith('FLEETCAST_') && !known.has(name) && !otherVariables.has(name))
    .map((name) => `The environment variable ${name} sets nothing by itself; known are ${Object.keys(settingsByVariable).join(', ')} (each also with _FILE).`);
}

function frozen(config: z.infer<typeof configSchema>): Config {
  const freeze = (value: unknown): void => {
    if (typeof value !== 'object' || value === null) return;
    Object.values(value).forEach(freeze);
    Object.freeze(value);
  };
  const shown = () => printable(config);
  Object.defineProperty(config, inspect.custom, { value: shown });
  Object.defineProperty(config, 'toJSON', { value: shown });
  freeze(config);
  return config;
}
