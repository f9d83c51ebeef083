import { parseArgs } from 'node:util';

export interface DemoOptions {
  readonly port: number;
  readonly servers: number;
  /** Counts the demo's own fleets, which no model was trained on; any whole number. */
  readonly seed: number;
  /** Where the service keeps its data; null: a temporary folder that goes with the demo. */
  readonly keep: string | null;
  /** Seconds of the fleet that pass in one. */
  readonly speed: number;
}

/** Of the first forty fleets the one with the fewest servers beyond a threshold at any time: the Demo page makes it worse. */
const usualSeed = 35;

export const usage = `usage: npm run demo -- [--port 3100] [--servers 40] [--seed ${usualSeed}] [--keep FOLDER] [--speed 1]

  --port     port of the preview, 0 for any free one (default 3100)
  --servers  how many servers to simulate, 5 to 2000 (default 40)
  --seed     which fleet: any whole number from 0 (default ${usualSeed}, one that is mostly well)
  --keep     keep the service's data in this folder between runs (default: a temporary folder)
  --speed    how many seconds of the fleet pass in one, 1 to 60; at 60 a forecast comes every 5 seconds (default 1)`;

/** The options, or the sentences that say what is wrong with them. */
export function demoOptions(args: readonly string[]): { readonly kind: 'options'; readonly options: DemoOptions } | { readonly kind: 'help' } | { readonly kind: 'faults'; readonly faults: readonly string[] } {
  let values: Record<string, string | boolean | undefined>;
  try {
    ({ values } = parseArgs({
      args: [...args],
      options: { port: { type: 'string' }, servers: { type: 'string' }, seed: { type: 'string' }, keep: { type: 'string' }, speed: { type: 'string' }, help: { type: 'boolean', short: 'h' } },
    }));
  } catch (error) {
    return { kind: 'faults', faults: [(error as Error).message] };
  }
  if (values.help === true) return { kind: 'help' };
  const faults: string[] = [];
  const whole = (name: string, fallback: number, least: number, most: number): number => {
    const text = values[name];
    if (text === undefined) return fallback;
    const value = Number(text);
    if (text === '' || !Number.isInteger(value) || value < least || value > most) faults.push(`--${name} is ${JSON.stringify(text)}; a whole number from ${least} to ${most} is accepted`);
    return value;
  };
  const options: DemoOptions = {
    port: whole('port', 3100, 0, 65535),
    servers: whole('servers', 40, 5, 2000),
    seed: whole('seed', usualSeed, 0, Number.MAX_SAFE_INTEGER),
    keep: typeof values.keep === 'string' && values.keep !== '' ? values.keep : null,
    speed: whole('speed', 1, 1, 60),
  };
  if (options.speed > 1 && options.keep !== null) faults.push('--speed takes no --keep: what is kept would lie ahead of the next run');
  return faults.length > 0 ? { kind: 'faults', faults } : { kind: 'options', options };
}
