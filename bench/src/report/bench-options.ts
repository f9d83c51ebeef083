import { parseArgs } from 'node:util';
import type { SeedUse } from '@fleetcast/simulator';

export interface BenchOptions {
  /** --quick: less of everything, in under 5 minutes; limits that need the whole may be missed. */
  readonly quick: boolean;
  /** --tuning: fleets that choices may be made on, where a benchmark draws fleets at all. Only proof is reported. */
  readonly use: Extract<SeedUse, 'tuning' | 'proof'>;
}

/** What the command line asks for; throws on anything else. */
export function benchOptions(args: readonly string[] = process.argv.slice(2)): BenchOptions {
  const { values } = parseArgs({ args: [...args], options: { quick: { type: 'boolean', default: false }, tuning: { type: 'boolean', default: false } } });
  return { quick: values.quick, use: values.tuning ? 'tuning' : 'proof' };
}
