import { readFileSync } from 'node:fs';
import path from 'node:path';

export type Environment = Readonly<Record<string, string | undefined>>;

/** What was wrong, what was received, what is accepted. */
export interface ConfigFault {
  readonly path: string;
  readonly problem: string;
  readonly received: string;
  readonly accepted: string;
}

/** Environment variables that set one setting each, and how their text becomes its value. */
export const settingsByVariable: Readonly<Record<string, { readonly path: readonly string[]; readonly as: 'text' | 'number' | 'tokens' | 'flag' }>> = {
  FLEETCAST_HOST: { path: ['listen', 'host'], as: 'text' },
  FLEETCAST_PORT: { path: ['listen', 'port'], as: 'number' },
  FLEETCAST_DATA_FOLDER: { path: ['dataFolder'], as: 'text' },
  FLEETCAST_DATABASE_URL: { path: ['state', 'databaseUrl'], as: 'text' },
  FLEETCAST_LOG_LEVEL: { path: ['logging', 'level'], as: 'text' },
  FLEETCAST_REGION: { path: ['region', 'name'], as: 'text' },
  FLEETCAST_TIME_ZONE: { path: ['region', 'timeZone'], as: 'text' },
  FLEETCAST_SIMULATED: { path: ['simulated'], as: 'flag' },
  FLEETCAST_PROXY_TOKEN: { path: ['tokens', 'proxy'], as: 'tokens' },
  FLEETCAST_INTAKE_TOKEN: { path: ['tokens', 'intake'], as: 'tokens' },
  FLEETCAST_HOOKS_TOKEN: { path: ['tokens', 'hooks'], as: 'tokens' },
  FLEETCAST_METRICS_TOKEN: { path: ['tokens', 'metrics'], as: 'tokens' },
};

/** A variable's value, or the content of the file that `<NAME>_FILE` names. Both at once is a fault: which one is meant? */
function variable(environment: Environment, name: string, faults: ConfigFault[]): string | undefined {
  const direct = environment[name];
  const file = environment[`${name}_FILE`];
  if (file === undefined || file === '') return direct;
  if (direct !== undefined && direct !== '') {
    faults.push({ path: name, problem: `${name} and ${name}_FILE are both set`, received: 'both', accepted: 'one of them' });
    return undefined;
  }
  return secretFile(file, `${name}_FILE`, faults);
}

/** The content of a secret file without the line end that editors add. */
function secretFile(file: string, at: string, faults: ConfigFault[]): string | undefined {
  try {
    return readFileSync(file, 'utf8').replace(/\r?\n$/, '');
  } catch (error) {
    faults.push({ path: at, problem: `the file cannot be read (${(error as NodeJS.ErrnoException).code ?? 'unknown'})`, received: file, accepted: 'path of a readable file' });
    return undefined;
  }
}

const reference = /\$\{([A-Za-z_][A-Za-z0-9_]*)\}/g;

/**
 * The file's values with `${NAME}` replaced from the environment and secrets read from files: `tokenFile: /run/secrets/t`
 * stands for `token: <its content>`. Relative paths count from the configuration's own folder.
 */
export function resolveReferences(value: unknown, folder: string, environment: Environment, faults: ConfigFault[], at: readonly string[] = []): unknown {
  if (typeof value === 'string') {
    return value.replace(reference, (_, name: string) => {
      const found = variable(environment, name, faults);
      if (found === undefined && !faults.some((fault) => fault.path.startsWith(name))) {
        faults.push({ path: at.join('.'), problem: `the environment variable ${name} is not set`, received: `\${${name}}`, accepted: `${name} or ${name}_FILE in the environment` });
      }
      return found ?? '';
    });
  }
  if (Array.isArray(value)) return value.map((item, index) => resolveReferences(item, folder, environment, faults, [...at, String(index)]));
  if (typeof value !== 'object' || value === null) return value;
  const resolved = Object.entries(value).map(([key, item]): readonly [string, unknown] => {
    const plain = resolveReferences(item, folder, environment, faults, [...at, key]);
    const secret = /^(token|bearerToken|password|databaseUrl|secret)File$/.exec(key)?.[1];
    if (secret === undefined || typeof plain !== 'string') return [key, plain];
    if (Object.hasOwn(value, secret)) faults.push({ path: [...at, key].join('.'), problem: `${secret} and ${key} are both set`, received: 'both', accepted: 'one of them' });
    return [secret, secretFile(path.resolve(folder, plain), [...at, key].join('.'), faults)];
  });
  // A key may be called __proto__, and is then told to be unknown like any other.
  return Object.fromEntries(resolved);
}

/** Lays the variables of settingsByVariable over the file's values. An empty variable counts as unset. */
export function overlayVariables(settings: unknown, environment: Environment, faults: ConfigFault[]): unknown {
  const overlaid = structuredClone(settings ?? {}) as Record<string, unknown>;
  for (const [name, { path: keys, as }] of Object.entries(settingsByVariable)) {
    const text = variable(environment, name, faults);
    if (text === undefined || text.trim() === '') continue;
    let group = overlaid;
    for (const key of keys.slice(0, -1)) {
      if (typeof group[key] !== 'object' || group[key] === null) group[key] = {};
      group = group[key] as Record<string, unknown>;
    }
    group[keys.at(-1)!] = as === 'text' ? text : as === 'tokens' ? text.split(/[\s,]+/) : as === 'flag' ? flag(text) : numberOr(text);
  }
  return overlaid;
}

/** Text that is no number stays text, so that the schema tells what was received. */
const numberOr = (text: string): number | string => (/^-?\d+(\.\d+)?$/.test(text.trim()) ? Number(text) : text);
const flag = (text: string): boolean | string => (text === 'true' ? true : text === 'false' ? false : text);
