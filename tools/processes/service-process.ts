import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { ListeningProcess, type StartOptions } from './listening-process.ts';

const mainOfThisRepository = path.resolve(import.meta.dirname, '../../backend/src/main.ts');

/**
 * What every start of the service gives Node. HTTP, and the news of every cycle, leave the main thread much garbage that dies at
 * once: V8 by itself comes to keep 110 MiB for it.
 */
export const serviceNodeOptions: readonly string[] = ['--max-semi-space-size=8'];

/** Without the note that some of Node's modules are experimental, which is no line of a log. */
export const nodeCommand: readonly string[] = [process.execPath, '--disable-warning=ExperimentalWarning', ...serviceNodeOptions];

/** Writes the settings as the folder's fleetcast.yaml (JSON is YAML): a free port, and data beside the file, unless they say otherwise. */
export function writeServiceSettings(folder: string, settings: object): string {
  mkdirSync(folder, { recursive: true });
  const file = path.join(folder, 'fleetcast.yaml');
  writeFileSync(file, JSON.stringify({ listen: { port: 0 }, dataFolder: 'data', ...settings }, null, 2));
  return file;
}

/** `fleetcast serve` as a process of its own, with its own folder. */
export function startServiceProcess(folder: string, settings: object, options: StartOptions & { readonly main?: string } = {}): Promise<ListeningProcess> {
  const file = writeServiceSettings(folder, settings);
  return ListeningProcess.start([...nodeCommand, options.main ?? mainOfThisRepository, 'serve', '--config', file], options);
}
